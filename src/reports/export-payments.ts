import { recordAct } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { decimal } from '../http/csv.ts'
import { moneyJson } from '../http/money-json.ts'
import { fromTypeId, toTypeId } from '../kit/id.ts'
import { feesOf } from '../payments/fee-store.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { may } from '../staff/roles.ts'
import { type Columns, csvStream, type SheetPage } from './csv.ts'
import { findPayments, type PaymentQuery } from './find-payments.ts'

type Found = Awaited<ReturnType<typeof findPayments>>['data'][number]
type Listed = Found & { fee: string }

/** The columns of the file, with what stands in each. */
const COLUMNS: Columns<Listed> = [
  ['Date posted', (payment) => payment.postedOn],
  ['Payment', (payment) => payment.id],
  ['Receipt', (payment) => payment.receipt?.number ?? ''],
  ['Client number', (payment) => String(payment.client?.number ?? '')],
  ['Client', (payment) => payment.client?.name ?? ''],
  ['Account', (payment) => payment.account.name],
  ['Amount', (payment) => decimal(payment.amount)],
  ['Currency', (payment) => payment.amount.currency],
  ['Fee of the processor', (payment) => payment.fee],
  ['State', (payment) => payment.state],
  ['Tender', (payment) => payment.tender],
  ['Paid with', (payment) => payment.paidWith],
  ['Payer', (payment) => payment.payerCategory ?? ''],
  ['Reference', (payment) => payment.reference ?? ''],
  ['Description', (payment) => payment.description],
  ['E-mail', (payment) => payment.receiptEmail ?? ''],
  ['Taken by', (payment) => payment.by],
  ['Started', (payment) => payment.createdAt],
]

const ROWS_AT_A_TIME = 1_000

/** All payments that match, as text of a file of comma separated values. */
export async function exportPayments(
  app: App,
  caller: Caller,
  query: PaymentQuery,
): Promise<ReadableStream<Uint8Array>> {
  await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.export')
    await recordAct(app, tx, caller, actor, 'payments.exported', null)
  })
  const page = async (cursor?: string): Promise<SheetPage<Listed>> => {
    const wanted = { ...query, cursor, limit: ROWS_AT_A_TIME }
    const { data, nextCursor } = await findPayments(app, caller, wanted, null)
    const fees = await feesIn(app, caller, data)
    const rows = data.map((payment) => ({ ...payment, fee: fees.get(payment.id) ?? '' }))
    return { rows, next: nextCursor === null ? null : () => page(nextCursor) }
  }
  // The first page is asked for here, so that what is wrong with the filter is still an answer.
  return csvStream(COLUMNS, await page())
}

/** By the payment's id, for a spreadsheet to add up; only for who may see the books. */
async function feesIn(app: App, caller: Caller, data: Found[]): Promise<Map<string, string>> {
  const ids = data.flatMap(({ id }) => fromTypeId('pay', id) ?? [])
  const known = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.export')
    return may(actor, 'books.read') ? feesOf(tx, ids) : []
  })
  return new Map(
    known.map(({ paymentId, amount, currency }) => [
      toTypeId('pay', paymentId),
      decimal(moneyJson(amount, currency)),
    ]),
  )
}
