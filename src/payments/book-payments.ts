import type { Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import { applyMoneyOfMany } from '../ledger/allocate.ts'
import { postLedger } from '../ledger/post.ts'
import type { LedgerLine } from '../ledger/transfers.ts'
import type { App } from '../processor/app.ts'
import type { Recorded } from './opening-store.ts'
import type { Payment } from './payment.ts'
import { placeOfMoney } from './place-of-money.ts'
import { insertReceipts, receiveOnAccounts } from './settlement-store.ts'

export interface InvoicePart {
  invoiceId: string
  amount: bigint
}

/** A payment with what of it goes where; the rest is credit. */
interface Settled {
  payment: Payment
  parts: InvoicePart[]
}

/**
 * Settles what was in hand when it was written down (cash, a check, a card on another terminal), one
 * payment or a stack of them, of one moment and one day: in the transaction that opened them, under
 * the locks of their accounts.
 */
export function settleRecorded(
  app: App,
  tx: Transaction,
  recorded: [Recorded, ...Recorded[]],
): Promise<unknown> {
  const at = recorded[0].payment.createdAt
  const settled = recorded.map(({ payment, targets }) => ({
    payment,
    parts: targets.flatMap(({ invoiceId, amount }) => (invoiceId ? [{ invoiceId, amount }] : [])),
  }))
  return Promise.all([
    bookMoney(app, tx, settled, at),
    ...recorded.map(({ payment: { orgId, id: paymentId, retryOf } }) =>
      app.react(tx, {
        is: 'paymentMoved',
        orgId,
        paymentId,
        from: null,
        to: 'succeeded',
        isRetry: retryOf !== null,
        at,
      }),
    ),
  ])
}

/** Everything that money in hand changes: allocations, books, balances, the receipts. */
export function bookMoney(
  app: App,
  tx: Transaction,
  settled: Settled[],
  now: Date,
): Promise<unknown> {
  const [first] = settled
  assert(first, 'there is something to book')
  const { orgId, currency, postedOn, openedByName: byName } = first.payment
  const occasion = {
    orgId,
    currency,
    at: now,
    effectiveOn: postedOn,
    byName,
    why: 'payment' as const,
  }
  const applied = settled.flatMap(({ payment: { id, accountId }, parts }) =>
    parts.map((part) => ({
      id: app.newId(),
      source: { kind: 'payment' as const, id },
      accountId,
      ...part,
    })),
  )
  const receipts = receiptsOf(app, settled)
  return Promise.all([
    postLedger(
      tx,
      orgId,
      settled.map(({ payment }) => receivedLine(payment, now)),
    ),
    receiveOnAccounts(
      tx,
      settled.map(({ payment }) => payment),
      now,
    ),
    applyMoneyOfMany(tx, occasion, applied),
    insertReceipts(tx, orgId, receipts, now),
    app.react(tx, {
      is: 'paymentsSucceeded',
      orgId,
      payments: receipts.map(({ id, paymentId, receiptEmail }) => ({
        paymentId,
        receiptId: id,
        receiptEmail,
      })),
      byName,
      at: now,
    }),
  ])
}

/** In the order of the payments; each says what was owed before those behind it were applied. */
function receiptsOf(app: App, settled: Settled[]) {
  const behind = new Map<string, bigint>()
  const receipts = settled.toReversed().map(({ payment, parts }) => {
    const { accountId, id: paymentId, receiptEmail } = payment
    const paidBehind = behind.get(accountId) ?? 0n
    behind.set(
      accountId,
      parts.reduce((sum, { amount }) => sum + amount, paidBehind),
    )
    return { paymentId, accountId, receiptEmail, paidBehind }
  })
  return receipts.toReversed().map((receipt) => ({ ...receipt, id: app.newId() }))
}

function receivedLine(payment: Payment, now: Date): LedgerLine {
  return {
    source: 'payment',
    sourceId: payment.id,
    event: 'received',
    place: placeOfMoney(payment.tender),
    n: 0,
    amount: payment.amount,
    currency: payment.currency,
    accountId: payment.accountId,
    invoiceId: null,
    processorAccountId: payment.processorAccountId,
    postedAt: now,
    effectiveOn: payment.postedOn,
  }
}
