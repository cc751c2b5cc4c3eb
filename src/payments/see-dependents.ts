import { admit, requireOwnAccount } from '../clients/admit.ts'
import { asOfOneMoment } from '../database/transaction.ts'
import type { AnyCaller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { findMethodShown } from '../wallet/methods.ts'
import { openChargesOfMethod, scheduledOfMethod } from './scheduled-store.ts'

/** What hangs on a saved card: shown before it is removed or replaced. */
export function seeDependents(app: App, caller: AnyCaller, methodId: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    const actor = await admit(tx, caller, 'wallet.read')
    const method = (await findMethodShown(tx, methodId)) ?? refuseUnknown('payment method')
    requireOwnAccount(actor, method.accountId, 'payment method')
    const consent = method.consent?.endedBy ? null : method.consent
    const scheduled = await scheduledOfMethod(tx, methodId)
    const open = await openChargesOfMethod(tx, methodId)
    return {
      authorization: consent && {
        id: toTypeId('aut', consent.id),
        since: consent.at.toISOString(),
      },
      scheduledPayments: scheduled.map(({ id, dueOn, amount, currency }) => ({
        id: toTypeId('sch', id),
        dueOn,
        amount: moneyJson(amount, currency),
      })),
      openPayments: open.map(({ id, amount, currency, createdAt }) => ({
        id: toTypeId('pay', id),
        amount: moneyJson(amount, currency),
        createdAt: createdAt.toISOString(),
      })),
    }
  })
}
