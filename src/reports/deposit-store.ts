import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { PlainDate } from '../kit/time.ts'
import type { Place } from './day-store.ts'
import { LINE_COLUMNS, LINE_FACTS, type LineRow } from './ledger-store.ts'

export interface DepositRow {
  id: string
  place: Place
  amount: bigint
  currency: string
  depositedOn: PlainDate
  note: string
  createdAt: Date
  createdByName: string
  undone: { at: string; on: PlainDate; byName: string; why: string } | null
}

const DEPOSIT = sql`id, place, amount, currency, deposited_on as "depositedOn", note, created_at as "createdAt",
  created_by_name as "createdByName",
  case when undone_at is not null then jsonb_build_object('at', undone_at, 'on', undone_on, 'byName', undone_by_name,
    'why', undone_why) end as undone`

export function depositsOn(tx: Transaction, day: string): Promise<DepositRow[]> {
  return rows(
    tx,
    sql`select ${DEPOSIT} from deposit where deposited_on = ${day}::date order by created_at, id`,
  )
}

export function listDeposits(tx: Transaction, limit: number): Promise<DepositRow[]> {
  return rows(
    tx,
    sql`select ${DEPOSIT} from deposit order by deposited_on desc, id desc limit ${limit}`,
  )
}

export function findDeposit(tx: Transaction, id: string): Promise<DepositRow | undefined> {
  return row(tx, sql`select ${DEPOSIT} from deposit where id = ${id}`)
}

/** One deposit is put together at a time, so that no line is in two. */
export async function lockDeposits(tx: Transaction): Promise<void> {
  await run(tx, sql`select from organization for no key update`)
}

/** What lies in a place and was in no deposit yet, until the end of a day, oldest first. */
export function linesInHand(
  tx: Transaction,
  place: Place,
  until: string,
  limit: number,
): Promise<LineRow[]> {
  return rows(
    tx,
    sql`with l as (
          select * from ledger_line l
          where l.effective_on <= ${until}::date and (l.debit = ${place} or l.credit = ${place}) and l.event not in ('deposited', 'deposit_undone')
            and (l.debit in ('cash', 'checks', 'terminal', 'other') or l.credit in ('cash', 'checks', 'terminal', 'other'))
            and not exists (select from deposit_line d where d.org_id = l.org_id and d.source = l.source
              and d.source_id = l.source_id and d.event = l.event and d.n = l.n and d.undone_at is null)
          order by l.effective_on, l.posted_at, l.source_id limit ${limit})
        select ${LINE_COLUMNS} from l ${LINE_FACTS} order by l.effective_on, l.posted_at, l.source_id`,
  )
}

export function linesOfDeposit(tx: Transaction, id: string): Promise<LineRow[]> {
  return rows(
    tx,
    sql`with l as (
          select l.* from deposit_line d join ledger_line l on l.org_id = d.org_id and l.source = d.source
            and l.source_id = d.source_id and l.event = d.event and l.n = d.n
          where d.deposit_id = ${id})
        select ${LINE_COLUMNS} from l ${LINE_FACTS} order by l.effective_on, l.posted_at, l.source_id`,
  )
}

/** Its lines lie in hand again. */
export async function undoDepositRow(
  tx: Transaction,
  id: string,
  undone: { at: Date; on: string; byId: string; byName: string; why: string },
): Promise<void> {
  await run(
    tx,
    sql`update deposit set undone_at = ${undone.at}, undone_on = ${undone.on}::date, undone_by = ${undone.byId},
          undone_by_name = ${undone.byName}, undone_why = ${undone.why} where id = ${id}`,
  )
  await run(tx, sql`update deposit_line set undone_at = ${undone.at} where deposit_id = ${id}`)
}

export async function insertDeposit(
  tx: Transaction,
  orgId: string,
  deposit: Omit<DepositRow, 'undone'> & { createdBy: string },
  lines: LineRow[],
): Promise<void> {
  const { id, place } = deposit
  const values = lines.map((line) => {
    const amount = line.debit === place ? line.amount : -line.amount
    return sql`(${orgId}, ${line.source}, ${line.sourceId}, ${line.event}, ${line.n}, ${id}, ${amount})`
  })
  await run(
    tx,
    sql`insert into deposit (org_id, id, place, amount, currency, deposited_on, note, created_at, created_by, created_by_name)
        values (${orgId}, ${id}, ${place}, ${deposit.amount}, ${deposit.currency}, ${deposit.depositedOn}::date,
          ${deposit.note}, ${deposit.createdAt}, ${deposit.createdBy}, ${deposit.createdByName})`,
  )
  await run(
    tx,
    sql`insert into deposit_line (org_id, source, source_id, event, n, deposit_id, amount) values ${sql.join(values)}`,
  )
}
