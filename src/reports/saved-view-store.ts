import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { VIEW_PAGES } from './contract.ts'

export interface SavedView {
  id: string
  page: (typeof VIEW_PAGES)[number]
  staffId: string
  name: string
  isShared: boolean
  query: Record<string, string>
  columns: string[]
}

const VIEW = sql`id, page, staff_id as "staffId", name, is_shared as "isShared", query, columns`

/** Somebody's own views of a page, and those of others that are shared. */
export function viewsOf(
  tx: Transaction,
  page: SavedView['page'],
  staffId: string,
): Promise<SavedView[]> {
  return rows(
    tx,
    sql`select ${VIEW} from saved_view
        where page = ${page} and removed_at is null and (staff_id = ${staffId} or is_shared)
        order by name collate "und-x-icu", id`,
  )
}

export function findView(tx: Transaction, id: string): Promise<SavedView | undefined> {
  return row(tx, sql`select ${VIEW} from saved_view where id = ${id} and removed_at is null`)
}

/** Saving under a name one has already is changing that view. */
export async function putView(
  tx: Transaction,
  orgId: string,
  view: SavedView,
  now: Date,
): Promise<SavedView> {
  const saved = await row<SavedView>(
    tx,
    sql`insert into saved_view (org_id, id, page, staff_id, name, is_shared, query, columns, created_at)
        values (${orgId}, ${view.id}, ${view.page}, ${view.staffId}, ${view.name}, ${view.isShared},
          ${JSON.stringify(view.query)}, ${view.columns}, ${now})
        on conflict (org_id, page, staff_id, lower(name)) where removed_at is null
        do update set name = excluded.name, is_shared = excluded.is_shared, query = excluded.query,
          columns = excluded.columns
        returning ${VIEW}`,
  )
  return saved ?? view
}

export async function removeView(tx: Transaction, id: string, now: Date): Promise<void> {
  await run(tx, sql`update saved_view set removed_at = ${now} where id = ${id}`)
}
