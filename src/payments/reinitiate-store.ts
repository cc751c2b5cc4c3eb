import { sql } from 'kysely'
import { rows, type Transaction } from '../database/transaction.ts'
import type { PastDebit } from './reinitiate.ts'

/** Debits of a saved bank account since a moment, by its number wherever it is saved. */
export function pastDebits(tx: Transaction, methodId: string, since: Date): Promise<PastDebit[]> {
  return rows(
    tx,
    sql`select p.amount, coalesce(p.return_code, r.code) as code, coalesce(r.created_at, p.settled_at) as at,
          array(select t.invoice_id::text from payment_target t
            where t.payment_id = p.id and t.invoice_id is not null) as "invoiceIds"
        from payment_method m
        join payment p on p.org_id = m.org_id and p.processor_account_id = m.processor_account_id
          and (p.bank_fingerprint = m.fingerprint or p.method_id = m.id)
        left join payment_return r on r.org_id = p.org_id and r.payment_id = p.id
        where m.id = ${methodId} and m.kind = 'bankAccount' and p.created_at > ${since}
          and ((p.state = 'failed' and p.return_code is not null) or p.state = 'succeeded')`,
  )
}
