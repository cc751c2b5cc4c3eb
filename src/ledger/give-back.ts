import { sql } from 'kysely'
import { run, type Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import { allocatedOf, type Occasion, paymentInHand, takeOff, upTo } from './allocate.ts'
import { postLedger } from './post.ts'
import type { LedgerSource, MoneyPlace } from './transfers.ts'

/** Money of a payment that goes back, or comes again because its going back failed. */
export interface MoneyBack {
  source: Extract<LedgerSource, 'refund' | 'dispute' | 'return'>
  sourceId: string
  /** Which of several lines of the same event. */
  n: number
  paymentId: string
  /** Minor units, above zero. */
  amount: bigint
  /** Where the payment came in. */
  place: MoneyPlace
  processorAccountId: string | null
}

const GOES = { refund: 'refunded', dispute: 'disputed', return: 'returned' } as const
const COMES_AGAIN = { refund: 'refund_failed', dispute: 'dispute_won' } as const

/**
 * Money of a payment goes back: as far as it is not in hand it comes off its invoices, the newest
 * allocation first, so that they are owed again. The caller has locked the account, the invoices
 * and the payment, and has seen that the payment has so much: what is left, and what lies on
 * invoices.
 */
export async function giveBack(
  tx: Transaction,
  occasion: Occasion,
  back: MoneyBack,
  newId: () => string,
): Promise<void> {
  const inHand = await paymentInHand(tx, back.paymentId)
  assert(inHand, 'money goes back of a payment that exists')
  if (inHand.left < back.amount) {
    const lies = await allocatedOf(tx, { kind: 'payment', id: back.paymentId })
    await takeOff(tx, occasion, upTo(lies, back.amount - inHand.left, newId))
  }
  await moveBack(tx, occasion, back, back.amount)
  await post(tx, occasion, back, GOES[back.source])
}

/** What had gone back is here again, as account credit of its payment. */
export async function takeBack(
  tx: Transaction,
  occasion: Occasion,
  back: MoneyBack & { source: keyof typeof COMES_AGAIN },
): Promise<void> {
  await moveBack(tx, occasion, back, -back.amount)
  await post(tx, occasion, back, COMES_AGAIN[back.source])
}

async function moveBack(
  tx: Transaction,
  occasion: Occasion,
  back: MoneyBack,
  amount: bigint,
): Promise<void> {
  await run(
    tx,
    sql`with given as (update payment set gone_back = gone_back + ${amount} where id = ${back.paymentId})
        update account set unapplied = unapplied - ${amount}, lifetime_value = lifetime_value - ${amount}
        where id = ${occasion.accountId}`,
  )
}

function post(
  tx: Transaction,
  occasion: Occasion,
  back: MoneyBack,
  event: 'refunded' | 'disputed' | 'returned' | 'refund_failed' | 'dispute_won',
): Promise<void> {
  return postLedger(tx, occasion.orgId, [
    {
      source: back.source,
      sourceId: back.sourceId,
      event,
      place: back.place,
      n: back.n,
      amount: back.amount,
      currency: occasion.currency,
      accountId: occasion.accountId,
      invoiceId: null,
      processorAccountId: back.processorAccountId,
      postedAt: occasion.at,
      effectiveOn: occasion.effectiveOn,
    },
  ])
}
