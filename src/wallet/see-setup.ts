import { admit, requireOwnAccount } from '../clients/admit.ts'
import { inOrganization } from '../database/transaction.ts'
import type { AnyCaller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { declineCause, explainDecline } from '../processor/explain-decline.ts'
import { may } from '../staff/roles.ts'
import { methodJson } from './method-json.ts'
import { findSetup } from './setup-store.ts'
import { setupSentence } from './setup-words.ts'
import { findMethodShown } from './store.ts'

/** A set-up as the API shows it, with the card that it saved. */
export function seeSetup(app: App, caller: AnyCaller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await admit(tx, caller, 'wallet.read')
    const setup = (await findSetup(tx, id)) ?? refuseUnknown('set-up')
    requireOwnAccount(actor, setup.accountId, 'set-up')
    const method = setup.methodId ? await findMethodShown(tx, setup.methodId) : undefined
    const { timeZone, currency } = await theOrganization(tx)
    const today = todayIn(timeZone, app.clock.now())
    const decline = setup.problem?.decline
    // Who tries out cards that are not theirs learns nothing from why a bank said no.
    const isTold = actor.kind === 'staff' && setup.state === 'failed'
    const explained = decline && isTold ? explainDecline(decline) : null
    return {
      id: toTypeId('set', setup.id),
      kind: setup.kind,
      accountId: toTypeId('acc', setup.accountId),
      state: setup.state,
      moneyMoved: 'no' as const,
      sentence: setupSentence(setup, actor.kind),
      recognized: setup.recognized,
      replaces: setup.replacesId && toTypeId('pm', setup.replacesId),
      method: method ? methodJson(method, { today, currency }) : null,
      decline: explained && {
        cause: declineCause(explained, may(actor, 'processor.open')),
        say: explained.say,
        next: explained.next,
      },
    }
  })
}
