import { recordAct } from '../audit/record.ts'
import type { Transaction } from '../database/transaction.ts'
import type { AnyCaller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import type { App } from '../processor/app.ts'
import type { PaymentRequest } from './payment-request.ts'
import { isTaken } from './scheduled-payment.ts'
import { lockScheduled, setScheduledTaken } from './scheduled-store.ts'

/**
 * The upcoming payment that is taken by this one, locked behind the account. Another try of a
 * payment that was declined takes what that one was to take.
 */
export async function readScheduled(
  tx: Transaction,
  given: PaymentRequest['scheduledId'],
  retryOf: string | null,
  accountId: string,
): Promise<Taking | null> {
  if (given === undefined && retryOf === null) return null
  const id = given === undefined ? null : readId('sch', given, 'scheduled payment')
  const scheduled = await lockScheduled(tx, { id, paymentId: retryOf })
  if (!scheduled && id === null) return null
  if (scheduled?.accountId !== accountId) return refuseUnknown('scheduled payment')
  if (isTaken(scheduled)) {
    refuse('payment_state', 'This upcoming payment was taken already. Look at the payments.', {
      moneyMoved: 'no',
    })
  }
  if (scheduled.canceledAt) {
    // A second try is one of its own then.
    if (id === null) return null
    refuse('payment_state', 'This upcoming payment was canceled. Open a new payment.', {
      moneyMoved: 'no',
    })
  }
  return { id: scheduled.id, before: scheduled.takenBy?.id ?? null }
}

/** An upcoming payment that is being taken, and the try before. */
interface Taking {
  id: string
  before: string | null
}

/** After the payment is written down, in its transaction. */
export function takeScheduled(
  app: App,
  tx: Transaction,
  caller: Pick<AnyCaller, 'orgId'>,
  actor: { id: string | null; name: string },
  taken: { id: string; paymentId: string },
): Promise<unknown> {
  return Promise.all([
    setScheduledTaken(tx, taken.id, taken.paymentId),
    recordAct(app, tx, caller, actor, 'scheduled_payment.taken', taken.id),
    app.react(tx, {
      is: 'moved',
      what: 'scheduled',
      orgId: caller.orgId,
      id: taken.id,
      at: app.clock.now(),
    }),
  ])
}
