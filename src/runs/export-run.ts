import { recordAct } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { csv, decimal } from '../http/csv.ts'
import { refuseUnknown } from '../http/ids.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { may } from '../staff/roles.ts'
import { itemJson } from './item-json.ts'
import { paymentsOfItems } from './item-payments.ts'
import { findRun, listItems } from './store.ts'

type Item = ReturnType<typeof itemJson> & { receipt: string }

/** The columns of the file, with what stands in each. */
const COLUMNS: [heading: string, of: (item: Item) => string][] = [
  ['Row', (item) => String(item.position)],
  ['Client', (item) => item.client?.name ?? ''],
  ['Account', (item) => item.account.name],
  ['Charged to', (item) => item.method ?? ''],
  ['Amount', (item) => decimal(item.amount)],
  ['Currency', (item) => item.amount.currency],
  ['Outcome', (item) => item.outcome],
  ['What happened', (item) => item.sentence],
  ['What to do', (item) => item.next ?? ''],
  ['Payment', (item) => item.paymentId ?? ''],
  ['Receipt', (item) => item.receipt],
]

const ROWS_AT_A_TIME = 1_000

/** Every row of a run with what became of it, as a file of comma separated values. */
export async function exportRun(
  app: App,
  caller: Caller,
  id: string,
): Promise<ReadableStream<Uint8Array>> {
  await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.export')
    if (!(await findRun(tx, id))) refuseUnknown('run')
    await recordAct(app, tx, caller, actor, 'run.exported', id)
  })
  return linesOf(app, caller, id)
}

/** Piece by piece, each in a transaction of its own. */
function linesOf(app: App, caller: Caller, id: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let after: number | null = 0
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (after === null) return controller.close()
      const isFirst = after === 0
      const items: Item[] = await page(app, caller, id, after)
      const head = isFirst ? [COLUMNS.map(([heading]) => heading)] : []
      const lines = items.map((item) => COLUMNS.map(([, of]) => of(item)))
      after = items.length < ROWS_AT_A_TIME ? null : (items.at(-1)?.position ?? null)
      controller.enqueue(encoder.encode(csv([...head, ...lines], isFirst)))
    },
  })
}

function page(app: App, caller: Caller, id: string, after: number): Promise<Item[]> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.export')
    const run = (await findRun(tx, id)) ?? refuseUnknown('run')
    const now = app.clock.now()
    const items = await listItems(tx, id, { after, limit: ROWS_AT_A_TIME, now })
    const payments = await paymentsOfItems(tx, items)
    const sees = { methods: may(actor, 'wallet.read'), why: may(actor, 'processor.open') }
    return items.map((item) => {
      const payment = payments.get(item.payment.id)
      const receipt = payment?.receiptNumber ? `R-${payment.receiptNumber}` : ''
      return { ...itemJson(run, item, payment, sees), receipt }
    })
  })
}
