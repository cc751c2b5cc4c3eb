import { sql } from 'kysely'
import { row, run, type Transaction } from '../database/transaction.ts'

/** A check or an eCheck that the client's bank did not honor. Amounts are minor units. */
export interface PaymentReturn {
  id: string
  orgId: string
  paymentId: string
  accountId: string
  amount: bigint
  /** What the payment still had; the rest is our loss. */
  taken: bigint
  currency: string
  /** Told by staff, or by the processor. */
  origin: 'staff' | 'processor'
  reason: string
  /** Of an eCheck: why, in the code of the network. */
  code: string | null
  note: string
  returnedOn: string
  processorAccountId: string | null
  /** What the processor calls it. */
  processorDisputeId: string | null
  fee: bigint
  openedBy: string | null
  openedByName: string
  createdAt: Date
}

const RETURN = sql`id, org_id as "orgId", payment_id as "paymentId", account_id as "accountId", amount, taken,
  currency, origin, reason, code, note, processor_account_id as "processorAccountId",
  processor_dispute_id as "processorDisputeId", fee, returned_on as "returnedOn", opened_by as "openedBy", opened_by_name as "openedByName",
  created_at as "createdAt"`

export function returnOf(tx: Transaction, paymentId: string): Promise<PaymentReturn | undefined> {
  return row(tx, sql`select ${RETURN} from payment_return where payment_id = ${paymentId}`)
}

export async function isReturned(tx: Transaction, paymentId: string): Promise<boolean> {
  return (await returnOf(tx, paymentId)) !== undefined
}

export async function insertReturn(tx: Transaction, r: PaymentReturn): Promise<void> {
  await run(
    tx,
    sql`insert into payment_return (org_id, id, payment_id, account_id, amount, taken, currency, origin, reason, code,
          note, processor_account_id, processor_dispute_id, fee, returned_on, opened_by, opened_by_name, created_at)
        values (${r.orgId}, ${r.id}, ${r.paymentId}, ${r.accountId}, ${r.amount}, ${r.taken}, ${r.currency},
          ${r.origin}, ${r.reason}, ${r.code}, ${r.note}, ${r.processorAccountId}, ${r.processorDisputeId}, ${r.fee},
          ${r.returnedOn}, ${r.openedBy}, ${r.openedByName}, ${r.createdAt})`,
  )
}

/** So much of what was beyond the payment was taken of it after all. */
export async function writeMadeGood(tx: Transaction, id: string, amount: bigint): Promise<void> {
  await run(
    tx,
    sql`update payment_return set taken = taken + ${amount}, made_good = made_good + ${amount} where id = ${id}`,
  )
}
