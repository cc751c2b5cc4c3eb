import { sql } from 'kysely'
import { rows, type Transaction } from '../database/transaction.ts'
import type { DeclinedTry } from './retry-lock.ts'

/** Every decline of a saved card since a moment: of its number, wherever it was charged. */
export function declinedTries(
  tx: Transaction,
  methodId: string,
  since: Date,
): Promise<DeclinedTry[]> {
  const declined = sql`p.amount, p.settled_at as "at", p.problem -> 'decline' as "decline"`
  return rows(
    tx,
    sql`select ${declined} from payment_method m
          join payment p on p.org_id = m.org_id and p.card_fingerprint = m.fingerprint
          where m.id = ${methodId} and p.state = 'failed' and p.settled_at > ${since}
            and p.processor_account_id = m.processor_account_id
        union all
        select ${declined} from payment_method m
          join payment p on p.org_id = m.org_id and p.method_id = m.id
          where m.id = ${methodId} and p.state = 'failed' and p.settled_at > ${since}
            and p.card_fingerprint is null and p.tender = 'card'`,
  )
}
