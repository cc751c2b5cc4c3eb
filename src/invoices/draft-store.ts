import { sql } from 'kysely'
import { row, run, type Transaction } from '../database/transaction.ts'
import type { DraftContent } from './drafts.ts'

export interface Draft {
  id: string
  accountId: string
  content: DraftContent
  createdByName: string
  changedAt: Date
  issuedAt: Date | null
  discardedAt: Date | null
}

const DRAFT = sql`id, account_id as "accountId", content, created_by_name as "createdByName",
  changed_at as "changedAt", issued_at as "issuedAt", discarded_at as "discardedAt"`

export async function insertDraft(
  tx: Transaction,
  orgId: string,
  draft: { id: string; accountId: string; content: DraftContent },
  by: { id: string; name: string },
  now: Date,
): Promise<void> {
  await run(
    tx,
    sql`insert into invoice_draft (org_id, id, account_id, content, created_by, created_by_name, created_at, changed_at)
        values (${orgId}, ${draft.id}, ${draft.accountId}, ${JSON.stringify(draft.content)}, ${by.id}, ${by.name},
          ${now}, ${now})`,
  )
}

export function findDraft(tx: Transaction, id: string): Promise<Draft | undefined> {
  return row(tx, sql`select ${DRAFT} from invoice_draft where id = ${id}`)
}

/** Whether this account has a draft under this id that is neither issued nor discarded. */
export async function isDraftOf(tx: Transaction, accountId: string, id: string): Promise<boolean> {
  const found = await row(
    tx,
    sql`select from invoice_draft where id = ${id} and account_id = ${accountId}
          and issued_at is null and discarded_at is null`,
  )
  return found !== undefined
}

export function lockDraft(tx: Transaction, id: string): Promise<Draft | undefined> {
  return row(tx, sql`select ${DRAFT} from invoice_draft where id = ${id} for update`)
}

export async function changeDraft(
  tx: Transaction,
  id: string,
  content: DraftContent,
  now: Date,
): Promise<void> {
  await run(
    tx,
    sql`update invoice_draft set content = ${JSON.stringify(content)}, changed_at = ${now} where id = ${id}`,
  )
}

export async function endDraft(
  tx: Transaction,
  id: string,
  end: 'issued' | 'discarded',
  now: Date,
): Promise<void> {
  const column = sql.ref(end === 'issued' ? 'issued_at' : 'discarded_at')
  await run(
    tx,
    sql`update invoice_draft set ${column} = ${now}, changed_at = ${now} where id = ${id}`,
  )
}
