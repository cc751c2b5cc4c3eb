import type { Transaction } from '../database/transaction.ts'
import { readGround } from '../invoices/invoice-request.ts'
import { issueAll } from '../invoices/issue-invoice.ts'
import type { App } from '../processor/app.ts'
import type { ClientFeeKind } from './client-fee.ts'
import { insertFee } from './store.ts'

interface FeeToCharge {
  orgId: string
  accountId: string
  kind: ClientFeeKind
  amount: bigint
  forInvoiceId: string | null
  forPaymentId: string | null
  description: string
  /** Null: the product itself, by a rule. */
  actor: { id: string | null; name: string }
}

/**
 * Charges a fee: an invoice of one line, due at once, because an invoice that was issued is never
 * changed. The account is locked by the caller. For the same thing it is charged once; null then.
 */
export async function chargeFee(
  app: App,
  tx: Transaction,
  fee: FeeToCharge,
): Promise<string | null> {
  const { orgId, accountId, actor } = fee
  const ground = await readGround(tx, app.clock.now())
  const invoiceId = app.newId()
  const { today: chargedOn, now } = ground
  if (!(await insertFee(tx, { ...fee, invoiceId, chargedOn, now }))) return null
  const lines = [{ description: fee.description, quantity: 1, unitAmount: Number(fee.amount) }]
  const request = { dueOn: ground.today, lines }
  await issueAll(app, tx, orgId, actor, ground, [{ id: invoiceId, accountId, request }])
  return invoiceId
}
