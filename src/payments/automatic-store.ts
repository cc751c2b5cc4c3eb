import { sql } from 'kysely'
import { row, run, type Transaction } from '../database/transaction.ts'

export interface AutomaticHold {
  at: Date
  by: string
  why: string
}

interface Standing {
  hold: AutomaticHold | null
  /** A payment of the account is in dispute. */
  isDisputed: boolean
}

interface StandingRow {
  at: Date | null
  by: string | null
  why: string | null
  isDisputed: boolean
}

export async function automaticStanding(
  tx: Transaction,
  accountId: string,
): Promise<Standing | undefined> {
  const found = await row<StandingRow>(
    tx,
    sql`select a.automatic_held_at as at, a.automatic_held_by as "by", a.automatic_held_why as why,
          exists (select from dispute d where d.account_id = a.id and d.closed_at is null) as "isDisputed"
        from account a where a.id = ${accountId}`,
  )
  if (!found) return undefined
  const { at, by, why, isDisputed } = found
  return { hold: at && by !== null && why !== null ? { at, by, why } : null, isDisputed }
}

/** Null: nothing is held any more. */
export async function setAutomaticHold(
  tx: Transaction,
  accountId: string,
  hold: AutomaticHold | null,
): Promise<void> {
  await run(
    tx,
    sql`update account set automatic_held_at = ${hold?.at ?? null}, automatic_held_by = ${hold?.by ?? null},
          automatic_held_why = ${hold?.why ?? null}
        where id = ${accountId}`,
  )
}
