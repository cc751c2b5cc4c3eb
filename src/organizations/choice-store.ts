import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'

/** The lists that an organization orders and extends: its tenders, its payer categories. */
export type ChoiceList = 'tender' | 'payer_category'

export interface Choice {
  id: string
  /** Of a tender; own ones are `other`. */
  kind: string | null
  name: string
  disabledAt: Date | null
}

const COLUMNS = (list: ChoiceList) =>
  sql`id, ${list === 'tender' ? sql`kind` : sql`null::text as kind`}, name, disabled_at as "disabledAt"`

/** The list, locked as a whole: its order and the last one in use are decided together. */
export function lockChoices(tx: Transaction, list: ChoiceList): Promise<Choice[]> {
  return rows(
    tx,
    sql`select ${COLUMNS(list)} from ${sql.table(list)} order by position, name for update`,
  )
}

export function listChoices(tx: Transaction, list: ChoiceList): Promise<Choice[]> {
  return rows(tx, sql`select ${COLUMNS(list)} from ${sql.table(list)} order by position, name`)
}

export async function insertChoice(
  tx: Transaction,
  list: ChoiceList,
  choice: { orgId: string; id: string; name: string; position: number },
): Promise<void> {
  const { orgId, id, name, position } = choice
  await run(
    tx,
    list === 'tender'
      ? sql`insert into tender (org_id, id, kind, name, position) values (${orgId}, ${id}, 'other', ${name}, ${position})`
      : sql`insert into payer_category (org_id, id, name, position) values (${orgId}, ${id}, ${name}, ${position})`,
  )
}

export async function changeChoice(
  tx: Transaction,
  list: ChoiceList,
  id: string,
  change: { name: string; disabledAt: Date | null },
): Promise<void> {
  await run(
    tx,
    sql`update ${sql.table(list)} set name = ${change.name}, disabled_at = ${change.disabledAt} where id = ${id}`,
  )
}

export async function placeChoice(
  tx: Transaction,
  list: ChoiceList,
  id: string,
  position: number,
): Promise<void> {
  await run(tx, sql`update ${sql.table(list)} set position = ${position} where id = ${id}`)
}

/** Whether a name is taken, however it is spelt. */
export async function isNameTaken(
  tx: Transaction,
  list: ChoiceList,
  name: string,
  except: string | null,
): Promise<boolean> {
  const found = await row<{ taken: boolean }>(
    tx,
    sql`select exists (select from ${sql.table(list)}
          where lower(name) = lower(${name}) and id is distinct from ${except}::uuid) as taken`,
  )
  return found?.taken ?? false
}
