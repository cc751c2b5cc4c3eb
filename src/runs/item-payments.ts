import type { Transaction } from '../database/transaction.ts'
import { type ListedPayment, listedPayments } from '../payments/payments.ts'
import type { RunItem } from './run.ts'

/** The payments of some rows by their id, as far as they were opened. */
export async function paymentsOfItems(
  tx: Transaction,
  items: readonly RunItem[],
): Promise<Map<string, ListedPayment>> {
  const ids = items.filter(({ payment }) => payment.isOpened).map(({ payment }) => payment.id)
  if (ids.length === 0) return new Map()
  return new Map((await listedPayments(tx, ids)).map((payment) => [payment.id, payment]))
}
