import { admit, requireOwnAccount } from '../clients/admit.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import { type AnyCaller, isClient } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { findProcessorAccount } from '../processor/accounts.ts'
import type { App } from '../processor/app.ts'
import { refuseProcessor } from '../processor/customer.ts'
import { hearOfIntent } from './hear-of-intent.ts'
import { ACTION_MINUTES, isCharge, type Payment } from './payment.ts'
import { findPayment, lockPayment, postponeLook } from './store.ts'

/**
 * What the browser needs to show the bank's approval page. The client secret leaves the server
 * in this state only, for this only; each time the client gets their 15 minutes anew.
 */
export async function startClientAction(
  app: App,
  caller: AnyCaller,
  id: string,
): Promise<{ clientSecret: string; publishableKey: string }> {
  const { payment, publishableKey } = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await admit(tx, caller, 'payments.charge')
    const payment = (await findPayment(tx, id)) ?? refuseUnknown('payment')
    requireOwnAccount(actor, payment.accountId, 'payment')
    if (!isCharge(payment) || payment.state !== 'requires_action') {
      refuse('payment_state', 'This payment does not wait for the client’s approval.')
    }
    const lease = new Date(app.clock.now().getTime() + ACTION_MINUTES * 60_000)
    // Whoever was sent a link has longer than that.
    await postponeLook(tx, id, payment.lookAt && payment.lookAt > lease ? payment.lookAt : lease)
    const account = await findProcessorAccount(tx, payment.processorAccountId)
    return { payment, publishableKey: account?.publishable_key ?? '' }
  })
  const processor = await app.processors.of(payment)
  const secret = await processor.readClientSecret(payment.intentId ?? '')
  if (secret.is !== 'answered') refuseProcessor(secret.is === 'noAccess')
  return { clientSecret: secret.value, publishableKey }
}

/** Lets a payment wait for a client who was sent a link, where nobody is at the counter with them. */
export async function waitForClient(
  tx: Transaction,
  waiting: { paymentId: string; accountId: string; until: Date },
): Promise<void> {
  const { paymentId, accountId, until } = waiting
  const payment = await lockPayment(tx, paymentId)
  if (payment?.accountId !== accountId) return refuseUnknown('payment')
  if (payment.state !== 'requires_action') {
    refuse('payment_state', 'This payment does not wait for the client’s approval.', {
      moneyMoved: 'no',
    })
  }
  await postponeLook(tx, paymentId, until)
}

/** Asks the processor now instead of waiting for its news: after an approval, or by a person. */
export async function refreshPayment(app: App, caller: AnyCaller, id: string): Promise<Payment> {
  const find = () =>
    inOrganization(app.db, caller.orgId, async (tx) => {
      const actor = await admit(tx, caller, 'payments.charge')
      const payment = (await findPayment(tx, id)) ?? refuseUnknown('payment')
      requireOwnAccount(actor, payment.accountId, 'payment')
      return { actor, payment }
    })
  const { actor, payment } = await find()
  if (payment.lookAt === null || !isCharge(payment)) return payment
  await hearOfIntent(app, payment, {
    door: isClient(caller) ? 'client' : 'staff',
    byName: actor.name,
  })
  return (await find()).payment
}
