import { recordAct } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { processorAccounts } from '../payouts/payouts.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { compareAccount, tellMoved } from './compare.ts'
import { settleBy } from './compare-charges.ts'
import { mayLookAgain } from './difference.ts'
import { cardPayment, explain, findDifference, markAbsorbed } from './store.ts'

const NOTE_MAX = 500
const DAYS = 31

/** Somebody has everything compared now. */
export async function compareNow(app: App, caller: Caller, days = DAYS): Promise<void> {
  const { accounts, name } = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.reconcile')
    await recordAct(app, tx, caller, actor, 'differences.compared', null, { days })
    return { accounts: await processorAccounts(tx), name: actor.name }
  })
  for (const account of accounts) await compareAccount(app, account, { days, byName: name })
}

/** Has one looked at again: a payment by its intent, everything else by comparing all of its time. */
export async function lookAgain(app: App, caller: Caller, id: string): Promise<void> {
  const { difference, payment, name } = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.reconcile')
    const difference = (await findDifference(tx, id)) ?? refuseUnknown('difference')
    if (difference.state !== 'open') refuse('difference_state', 'This was settled before.')
    if (!mayLookAgain(difference.kind)) {
      refuse(
        'difference_state',
        'Only a person knows what this was. Say it, and it leaves the list.',
      )
    }
    await recordAct(app, tx, caller, actor, 'difference.looked_at', id)
    const payment = difference.paymentId && (await cardPayment(tx, difference.paymentId))
    return { difference, payment: payment || null, name: actor.name }
  })
  if (difference.kind === 'unsettled_charge' && payment && (await settleBy(app, payment))) {
    await inOrganization(app.db, caller.orgId, async (tx) => {
      await markAbsorbed(tx, id, name, app.clock.now())
      await tellMoved(app, tx, caller.orgId)
    })
    app.changed(caller.orgId)
    return
  }
  const { orgId } = caller
  const age = app.clock.now().getTime() - new Date(difference.happenedAt).getTime()
  const days = Math.max(1, Math.ceil(age / 86_400_000) + 1)
  const account = { orgId, processorAccountId: difference.processorAccountId }
  await compareAccount(app, account, { days, byName: name })
}

/** Somebody says what it was: it leaves the list, and the note stays. */
export async function explainDifference(
  app: App,
  caller: Caller,
  id: string,
  text: string,
): Promise<void> {
  await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.reconcile')
    const difference = (await findDifference(tx, id)) ?? refuseUnknown('difference')
    if (difference.state !== 'open') refuse('difference_state', 'This was settled before.')
    const note = readText(text, 'note', {
      max: NOTE_MAX,
      called: 'What it was',
      multiline: true,
      required: true,
    })
    await explain(tx, id, { name: actor.name, note, at: app.clock.now() })
    await recordAct(app, tx, caller, actor, 'difference.explained', id, { note })
    await tellMoved(app, tx, caller.orgId)
  })
  app.changed(caller.orgId)
}
