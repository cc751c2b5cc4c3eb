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
import { cardName } from './authorization.ts'
import { methodJson } from './method-json.ts'
import type { MethodSetup } from './method-setup.ts'
import { findSetup } from './setup-store.ts'
import { findMethod } from './store.ts'

/** A set-up as the API shows it, with the card that it saved. */
export function seeSetup(app: App, caller: AnyCaller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await admit(tx, caller, 'wallet.read')
    const setup = (await findSetup(tx, id)) ?? refuseUnknown('set-up')
    requireOwnAccount(actor, setup.accountId, 'set-up')
    const method = setup.methodId ? await findMethod(tx, setup.methodId) : undefined
    const { timeZone } = await theOrganization(tx)
    const decline = setup.problem?.decline
    const explained = decline && setup.state === 'failed' ? explainDecline(decline) : null
    return {
      id: toTypeId('set', setup.id),
      accountId: toTypeId('acc', setup.accountId),
      state: setup.state,
      moneyMoved: 'no' as const,
      sentence: sentenceOf(setup),
      recognized: setup.recognized,
      replaces: setup.replacesId && toTypeId('pm', setup.replacesId),
      method: method ? methodJson(method, todayIn(timeZone, app.clock.now())) : null,
      decline: explained && {
        cause: declineCause(explained, may(actor, 'processor.open')),
        say: explained.say,
        next: explained.next,
      },
    }
  })
}

/** Nothing is charged by saving a card, which is said where somebody may wonder. */
function sentenceOf(setup: MethodSetup): string {
  const name = setup.card ? cardName(setup.card) : 'The card'
  switch (setup.state) {
    case 'succeeded':
      return setup.recognized
        ? `${name} was in the wallet already. Its date and the consent were renewed.`
        : `${name} is saved. Nothing was charged.`
    case 'failed':
      return 'The bank did not let the card be saved. Nothing was charged.'
    case 'canceled':
      return `The card was not saved. Nothing was charged. ${closedBecause(setup.problem?.reason)}`
    case 'requires_action':
      return 'The client’s bank wants their approval before the card is saved. Nothing was charged.'
    case 'unknown':
      return 'We do not know yet whether the card was saved. Nothing was charged. This resolves by itself.'
    default:
      return 'Asking the bank whether the card may be saved. Nothing is charged.'
  }
}

function closedBecause(reason = ''): string {
  if (reason.startsWith('refused:')) return 'Enter the card again.'
  return CLOSED[reason] ?? 'Try again.'
}

const CLOSED: Record<string, string> = {
  abandoned: 'The client did not approve it at their bank in time.',
  canceled_by_staff: 'It was canceled by staff.',
  no_access: 'The card processor refuses our keys. Ask an administrator.',
  no_answer: 'The card processor did not answer. Try again in a moment.',
  throttled: 'The card processor was too busy. Try again in a moment.',
}
