/**
 * What needs a person, read from the tables: each text selects `org_id`, `subject_id`,
 * `account_id` and `payment_id` of what stands now. Items are opened and solved by these, in the
 * transaction of what happened, and `onfile check` compares both; so they name every row by its
 * organization.
 */

/** A payment and the tries before it. */
const TRIES = (payment: string) => `
  with recursive try as (
    select q.org_id, q.id, q.tender, q.state, q.retry_of from payment q
      where q.org_id = ${payment}.org_id and q.id = ${payment}.payment_id
    union all
    select q.org_id, q.id, q.tender, q.state, q.retry_of from payment q
      join try t on q.org_id = t.org_id and q.id = t.retry_of)`

export const UNCLEAR_PAYMENTS = `
  select p.org_id, p.id as subject_id, p.account_id, p.id as payment_id from payment p
  where p.state in ('unknown', 'review') and p.problem ->> 'reason' is distinct from 'amount_differs'`

/** Only the processor knows that an amount differs; it is over when somebody settled the payment. */
export const PAYMENTS_IN_REVIEW = `
  select p.org_id, p.id as subject_id, p.account_id, p.id as payment_id from payment p
  where p.state = 'review'`

/** Declined once, and no later try has taken it; while one runs it still needs an eye. */
export const DECLINED_SCHEDULED = `
  select s.org_id, s.id as subject_id, s.account_id, s.payment_id from scheduled_payment s
  join payment p on p.org_id = s.org_id and p.id = s.payment_id
  where s.canceled_at is null and p.state <> 'succeeded'
    and exists (${TRIES('s')} select from try where state = 'failed')`

/**
 * Sent back before they were paid: the newest such try, until one after it was paid, by whatever
 * way. What was planned has an entry of its own.
 */
export const FAILED_ECHECKS = `
  select p.org_id, p.id as subject_id, p.account_id, p.id as payment_id from payment p
  where p.tender = 'echeck' and p.state = 'failed' and not exists (
    with recursive later as (
      select p.org_id, p.id, p.tender, p.state, false as is_later
      union all
      select q.org_id, q.id, q.tender, q.state, true from payment q
        join later l on q.org_id = l.org_id and q.retry_of = l.id)
    select from later l where l.state = 'succeeded'
      or (l.is_later and l.state = 'failed' and l.tender = 'echeck')
      or exists (select from scheduled_payment s where s.org_id = l.org_id and s.payment_id = l.id))`

/** Failed, not all made good a loss, and no try made since gave as much of the money back. */
export const FAILED_REFUNDS = `
  select r.org_id, r.id as subject_id, r.account_id, r.payment_id from refund r
  where r.state = 'failed' and r.made_good < r.amount and not exists (select from refund l
    where l.org_id = r.org_id and l.payment_id = r.payment_id and l.created_at > r.changed_at
      and l.state = 'succeeded' and l.amount >= r.amount)`

export const UNCLEAR_REFUNDS = `
  select r.org_id, r.id as subject_id, r.account_id, r.payment_id from refund r
  where r.state = 'review'`

export const REFUNDS_AT_PROCESSOR = `
  select r.org_id, r.id as subject_id, r.account_id, r.payment_id from refund r
  where r.origin = 'processor'`

export const DISPUTES_TO_ANSWER = `
  select d.org_id, d.id as subject_id, d.account_id, d.payment_id from dispute d
  where d.state = 'needs_response'`

export const CLOSED_DISPUTES = `
  select d.org_id, d.id as subject_id, d.account_id, d.payment_id from dispute d
  where d.closed_at is not null`

export const RETURNED_PAYMENTS = `
  select r.org_id, r.id as subject_id, r.account_id, r.payment_id from payment_return r`

export const OPEN_DIFFERENCES = `
  select f.org_id, f.id as subject_id, p.account_id, f.payment_id from difference f
  left join payment p on p.org_id = f.org_id and p.id = f.payment_id
  where f.state = 'open'`

/**
 * Cards that may be charged, of this month or before, or of the next, that something hangs on: an upcoming payment, or
 * invoices of the account whose default it is. The calendar is the organization's, as of `$now`.
 */
export const EXPIRING_METHODS = `
  select m.org_id, m.id as subject_id, m.account_id, null::uuid as payment_id from payment_method m
  join organization o on o.id = m.org_id
  where m.removed_at is null and m.authorized and m.kind = 'card'
    and m.exp_year * 12 + m.exp_month <= extract(year from $now at time zone o.time_zone) * 12
      + extract(month from $now at time zone o.time_zone) + 1
    and (exists (select from scheduled_payment s
        left join payment p on p.org_id = s.org_id and p.id = s.payment_id
        where s.org_id = m.org_id and s.method_id = m.id and s.canceled_at is null
          and (p.id is null or p.state in ('failed', 'canceled')))
      or (m.is_default and exists (select from invoice i
        where i.org_id = m.org_id and i.account_id = m.account_id and i.due > 0)))`
