import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { PayerCategory, Tender, TenderKind } from './tender.ts'

/** What every organization starts with, in this order; card and eCheck cannot be had twice. */
const STANDARD_TENDERS: [TenderKind, string][] = [
  ['card', 'Card'],
  ['echeck', 'eCheck'],
  ['cash', 'Cash'],
  ['check', 'Check'],
  ['externalCard', 'External card terminal'],
]
const STANDARD_PAYER_CATEGORIES = ['Client responsibility', 'Insurer', 'Third party']

const COLUMNS = sql`id, name, position, disabled_at as "disabledAt"`

export async function insertStandardTenders(
  tx: Transaction,
  orgId: string,
  newId: () => string,
  opened: { currency: string; now: Date },
): Promise<void> {
  const tenders = STANDARD_TENDERS.map(
    ([kind, name], index) =>
      sql`(${orgId}, ${newId()}, ${kind}, ${name}, ${index + 1},
        ${isTaken(kind, opened.currency) ? null : opened.now}::timestamptz)`,
  )
  const categories = STANDARD_PAYER_CATEGORIES.map(
    (name, index) => sql`(${orgId}, ${newId()}, ${name}, ${index + 1})`,
  )
  await run(
    tx,
    sql`insert into tender (org_id, id, kind, name, position, disabled_at) values ${sql.join(tenders)}`,
  )
  await run(
    tx,
    sql`insert into payer_category (org_id, id, name, position) values ${sql.join(categories)}`,
  )
}

/** Banks are debited in US dollars only. */
export function isTaken(kind: TenderKind, currency: string): boolean {
  return kind !== 'echeck' || currency === 'USD'
}

export function listTenders(tx: Transaction): Promise<Tender[]> {
  return rows(tx, sql`select kind, ${COLUMNS} from tender order by position, name`)
}

/** One of the organization's own tenders by its id, or the only one of a saved method's kind. */
export function findTender(
  tx: Transaction,
  wanted: { id: string } | { methodId: string | null },
): Promise<Tender | undefined> {
  const which =
    'id' in wanted
      ? sql`id = ${wanted.id}`
      : sql`kind = coalesce((select case kind when 'bankAccount' then 'echeck' end from payment_method
          where id = ${wanted.methodId}), 'card')`
  return row(tx, sql`select kind, ${COLUMNS} from tender where ${which}`)
}

export function listPayerCategories(tx: Transaction): Promise<PayerCategory[]> {
  return rows(tx, sql`select ${COLUMNS} from payer_category order by position, name`)
}

export function findPayerCategory(tx: Transaction, id: string): Promise<PayerCategory | undefined> {
  return row(tx, sql`select ${COLUMNS} from payer_category where id = ${id}`)
}
