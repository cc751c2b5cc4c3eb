import { sql } from 'kysely'
import { row, type Transaction } from '../database/transaction.ts'

export async function isReturned(tx: Transaction, paymentId: string): Promise<boolean> {
  return !!(await row(tx, sql`select id from payment_return where payment_id = ${paymentId}`))
}
