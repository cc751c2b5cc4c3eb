import { recordAct } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { csv, decimal } from '../http/csv.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { type ItemQuery, seeItems } from './see-items.ts'

type Shown = Awaited<ReturnType<typeof seeItems>>['data'][number]

const COLUMNS: [name: string, cell: (item: Shown) => string][] = [
  ['Since', (item) => item.openedAt],
  ['Entry', (item) => item.id],
  ['Kind', (item) => item.kind],
  ['State', (item) => item.state],
  ['Client', (item) => item.client?.name ?? ''],
  ['Account', (item) => item.account?.name ?? ''],
  ['Amount', (item) => (item.amount ? decimal(item.amount) : '')],
  ['Currency', (item) => item.amount?.currency ?? ''],
  ['Money', (item) => item.money],
  ['Cause', (item) => item.cause],
  ['Due by', (item) => item.dueBy ?? ''],
  ['Payment', (item) => item.paymentId ?? ''],
  ['Given to', (item) => item.assignedTo?.name ?? ''],
  ['Ended', (item) => item.closedAt ?? ''],
  ['Ended by', (item) => item.closedBy ?? ''],
  ['Reason', (item) => item.reason ?? ''],
]

const ROWS_AT_A_TIME = 500

/** Everything that matches, as a file of comma separated values. */
export async function exportItems(app: App, caller: Caller, query: ItemQuery): Promise<string> {
  await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.export')
    await recordAct(app, tx, caller, actor, 'attention.exported', null)
  })
  let text = csv([COLUMNS.map(([name]) => name)], true)
  let cursor: string | undefined
  do {
    const found = await seeItems(app, caller, { ...query, cursor, limit: ROWS_AT_A_TIME })
    text += csv(found.data.map((item) => COLUMNS.map(([, cell]) => cell(item))))
    cursor = found.nextCursor ?? undefined
  } while (cursor !== undefined)
  return text
}
