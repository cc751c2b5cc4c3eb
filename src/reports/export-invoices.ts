import { recordAct } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { decimal } from '../http/csv.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { type Columns, csvStream, type SheetPage } from './csv.ts'
import { type InvoiceQuery, listInvoices } from './find-invoices.ts'

type Listed = Awaited<ReturnType<typeof listInvoices>>['data'][number]

/** The columns of the file, with what stands in each. */
const COLUMNS: Columns<Listed> = [
  ['Number', (invoice) => invoice.number ?? ''],
  ['Invoice', (invoice) => invoice.id],
  ['Client', (invoice) => invoice.client?.name ?? ''],
  ['Account', (invoice) => invoice.account.name],
  ['For', (invoice) => invoice.description],
  ['Issued', (invoice) => invoice.issuedOn ?? ''],
  ['Due', (invoice) => invoice.dueOn ?? ''],
  ['Days late', (invoice) => String(invoice.overdueDays)],
  ['State', (invoice) => invoice.state],
  ['Total', (invoice) => (invoice.total ? decimal(invoice.total) : '')],
  ['Owed', (invoice) => decimal(invoice.due)],
  ['Currency', (invoice) => invoice.due.currency],
]

const ROWS_AT_A_TIME = 1_000

/** All invoices that match, as text of a file of comma separated values. */
export async function exportInvoices(
  app: App,
  caller: Caller,
  query: InvoiceQuery,
): Promise<ReadableStream<Uint8Array>> {
  await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.export')
    await recordAct(app, tx, caller, actor, 'invoices.exported', null)
  })
  const page = async (cursor?: string): Promise<SheetPage<Listed>> => {
    const wanted = { ...query, cursor, limit: ROWS_AT_A_TIME }
    const { data, nextCursor } = await listInvoices(app, caller, wanted)
    return { rows: data, next: nextCursor === null ? null : () => page(nextCursor) }
  }
  // The first page is asked for here, so that what is wrong with the filter is still an answer.
  return csvStream(COLUMNS, await page())
}
