import { sql } from 'kysely'
import { rows, type Transaction } from '../database/transaction.ts'
import type { PlainDate } from '../kit/time.ts'
import type { EcheckState } from './contract.ts'
import type { Period } from './period.ts'

const STATE = sql`case
  when r.id is not null then 'returned'
  when p.state = 'succeeded' then 'paid'
  when p.state = 'failed' then 'sentBack'
  when p.state = 'canceled' then 'canceled'
  else 'onItsWay' end`

const FROM = sql`payment p left join payment_return r on r.org_id = p.org_id and r.payment_id = p.id`

function ofPeriod({ from, to }: Period) {
  return sql`p.tender = 'echeck' and p.posted_on between ${from}::date and ${to}::date`
}

export interface EcheckSum {
  state: EcheckState
  /** The network's code of what came back; null where nothing did, or no code came with it. */
  code: string | null
  count: bigint
  amount: bigint
}

/** The eChecks of a period, added up by where they stand and why they came back. */
export function echeckSums(tx: Transaction, period: Period): Promise<EcheckSum[]> {
  return rows(
    tx,
    sql`select ${STATE} as state, coalesce(r.code, p.return_code) as code, count(*) as count,
          sum(p.amount)::bigint as amount
        from ${FROM} where ${ofPeriod(period)} group by 1, 2`,
  )
}

export interface EcheckRow {
  id: string
  postedOn: PlainDate
  accountId: string
  accountName: string
  bank: { bankName: string; last4: string }
  amount: bigint
  state: EcheckState
  code: string | null
  /** When its bank sent it back, after it had been paid. */
  returnedOn: PlainDate | null
}

/** A page of them, newest first. */
export function echecksOf(
  tx: Transaction,
  period: Period,
  state: EcheckState | undefined,
  after: { date: PlainDate; id: string } | null,
  limit: number,
): Promise<EcheckRow[]> {
  const place = after
    ? sql`and (p.posted_on, p.id) < (${after.date}::date, ${after.id}::uuid)`
    : sql``
  const standing = state ? sql`and ${STATE} = ${state}` : sql``
  return rows(
    tx,
    sql`select p.id, p.posted_on as "postedOn", p.account_id as "accountId", a.name as "accountName", p.bank,
          p.amount, ${STATE} as state, coalesce(r.code, p.return_code) as code, r.returned_on as "returnedOn"
        from ${FROM} join account a on a.org_id = p.org_id and a.id = p.account_id
        where ${ofPeriod(period)} ${standing} ${place}
        order by p.posted_on desc, p.id desc limit ${limit}`,
  )
}
