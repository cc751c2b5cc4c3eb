import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { ChargeFee, ProcessorCharge } from '../processor/processor-money.ts'

/** A payment whose fee is to be read. */
export interface FeeToRead {
  orgId: string
  paymentId: string
  processorAccountId: string
  intentId: string
  looks: number
}

/** Payments through the processor have a fee, which is not known yet. */
export async function expectFees(
  tx: Transaction,
  paymentIds: string[],
  lookAt: Date,
): Promise<void> {
  await run(
    tx,
    sql`insert into payment_fee (org_id, payment_id, processor_account_id, look_at)
        select org_id, id, processor_account_id, ${lookAt} from payment
        where id = any(${paymentIds}::uuid[]) and tender in ('card', 'echeck')
        on conflict do nothing`,
  )
}

export function feesToLookAt(
  tx: Transaction,
  now: Date,
  limit: number,
): Promise<{ orgId: string; paymentId: string }[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", payment_id as "paymentId" from payment_fees_to_look_at(${now}, ${limit})`,
  )
}

/** Takes one that is due for one worker. */
export function claimFee(
  tx: Transaction,
  paymentId: string,
  now: Date,
  lease: Date,
): Promise<FeeToRead | undefined> {
  return row(
    tx,
    sql`update payment_fee f set look_at = ${lease}, looks = f.looks + 1 from payment p
        where f.payment_id = ${paymentId} and f.look_at <= ${now} and p.id = f.payment_id
        returning f.org_id as "orgId", f.payment_id as "paymentId", f.looks,
          f.processor_account_id as "processorAccountId", p.intent_id as "intentId"`,
  )
}

/** Whether the fee of a charge is written down. */
export async function isFeeKnown(
  tx: Transaction,
  processorAccountId: string,
  chargeId: string,
): Promise<boolean> {
  return !!(await row(
    tx,
    sql`select from payment_fee
        where processor_account_id = ${processorAccountId} and charge_id = ${chargeId}`,
  ))
}

/** To be read again later; null: never, because the processor does not know the payment. */
export async function lookForFee(
  tx: Transaction,
  paymentId: string,
  lookAt: Date | null,
): Promise<void> {
  await run(
    tx,
    sql`update payment_fee set look_at = ${lookAt} where payment_id = ${paymentId} and known_at is null`,
  )
}

/** Writes the fee down, once: undefined when it was known already. */
export function writeFee(
  tx: Transaction,
  paymentId: string,
  charge: ProcessorCharge & { fee: ChargeFee },
  availableOn: string,
  now: Date,
): Promise<{ orgId: string; processorAccountId: string } | undefined> {
  const { fee } = charge
  return row(
    tx,
    sql`update payment_fee set charge_id = ${charge.id}, balance_transaction_id = ${fee.balanceTransactionId},
          amount = ${fee.amount}, currency = ${fee.currency}, available_on = ${availableOn}::date,
          known_at = ${now}, look_at = null
        where payment_id = ${paymentId} and known_at is null
        returning org_id as "orgId", processor_account_id as "processorAccountId"`,
  )
}

/** What the processor kept of a payment; undefined where nothing is to be kept. */
export interface PaymentFee {
  amount: bigint | null
  currency: string | null
  availableOn: string | null
}

export function feeOf(tx: Transaction, paymentId: string): Promise<PaymentFee | undefined> {
  return row(
    tx,
    sql`select amount, currency, available_on::text as "availableOn" from payment_fee
        where payment_id = ${paymentId}`,
  )
}

/** The fees of many payments at once; those that are not known are not among them. */
export function feesOf(
  tx: Transaction,
  paymentIds: string[],
): Promise<{ paymentId: string; amount: bigint; currency: string }[]> {
  return rows(
    tx,
    sql`select payment_id as "paymentId", amount, currency from payment_fee
        where payment_id = any(${paymentIds}::uuid[]) and known_at is not null`,
  )
}
