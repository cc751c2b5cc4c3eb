import { allowedTransfers } from '../ledger/transfers.ts'
import { ATTENTION_INVARIANTS } from './attention-invariants.ts'
import type { Invariant } from './invariant.ts'
import { INVOICE_INVARIANTS } from './invoice-invariants.ts'
import { MONEY_BACK_INVARIANTS } from './money-back-invariants.ts'
import { RUN_INVARIANTS } from './run-invariants.ts'
import { WALLET_INVARIANTS } from './wallet-invariants.ts'

/** The table of transfers as SQL: event, debit and credit of a line are one of its rows. */
const ALLOWED = `(event, debit, credit) in (${allowedTransfers()
  .map(([event, debit, credit]) => `('${event}', '${debit}', '${credit}')`)
  .join(', ')})`

function storyOf(noun: string): string {
  return `
      select p.org_id, p.id from ${noun} p
      left join (
        select t.*, lag(t.to_state) over story as before, lead(t.seq) over story as next
        from ${noun}_transition t window story as (partition by t.org_id, t.${noun}_id order by t.seq)) s
        on s.org_id = p.org_id and s.${noun}_id = p.id
      where s.seq is null or s.from_state is distinct from s.before
        or (s.next is null and s.to_state <> p.state)`
}

export const INVARIANTS: Invariant[] = [
  {
    name: 'I1 books balance',
    means: 'Every line moves one amount from one ledger account to another, as the table allows.',
    tables: ['ledger_line'],
    violations: `
      select org_id, source_id from ledger_line
      where amount <= 0 or debit = credit or not (${ALLOWED})`,
  },
  {
    name: 'I2 a success is one posting',
    means:
      'A payment that succeeded is in the books once, with its amount, its day and where it lies; no other is.',
    tables: ['payment', 'ledger_line'],
    violations: `
      select p.org_id, p.id from payment p
      left join ledger_line l on l.org_id = p.org_id and l.source = 'payment' and l.source_id = p.id
        and l.event = 'received'
      where (p.state = 'succeeded') <> (l.source_id is not null) or l.amount <> p.amount or l.currency <> p.currency
        or l.effective_on <> p.posted_on
        or l.debit <> case p.tender when 'card' then 'clearing' when 'echeck' then 'clearing' when 'cash' then 'cash' when 'check' then 'checks'
          when 'externalCard' then 'terminal' else 'other' end`,
  },
  {
    name: 'I3 money of a payment is in one place',
    means:
      'What was allocated, moved on and gone back of a payment is what it says, at most its amount, and nothing unless it succeeded.',
    tables: ['payment', 'allocation', 'ledger_line'],
    violations: `
      with put as (select org_id, payment_id, sum(amount) as amount from allocation
          where payment_id is not null group by 1, 2)
      select p.org_id, p.id from payment p
      left join put on put.org_id = p.org_id and put.payment_id = p.id
      where p.allocated <> coalesce(put.amount, 0) or p.allocated < 0 or p.transferred < 0 or p.gone_back < 0
        or p.allocated + p.transferred + p.gone_back > case when p.state = 'succeeded' then p.amount else 0 end`,
  },
  ...INVOICE_INVARIANTS,
  ...RUN_INVARIANTS,
  {
    name: 'I5 an allocation is in the books',
    means: 'Every allocation has its line, with its amount and day, and no line stands without.',
    tables: ['allocation', 'ledger_line'],
    violations: `
      select coalesce(a.org_id, l.org_id), coalesce(a.id, l.source_id)
      from allocation a
      full join (select * from ledger_line where event in ('applied', 'taken_off')) l
        on l.org_id = a.org_id and l.source_id = coalesce(a.payment_id, a.credit_id) and l.n = a.n
      where a.id is null or l.source_id is null or l.amount <> abs(a.amount)
        or (l.event = 'applied') <> (a.amount > 0) or l.invoice_id <> a.invoice_id
        or l.effective_on <> a.effective_on
        or l.source <> case when a.payment_id is null then 'credit' else 'payment' end`,
  },
  ...MONEY_BACK_INVARIANTS,
  ...ATTENTION_INVARIANTS,
  {
    name: 'I6 credit is what is left',
    means: 'Account credit is the sum of what is left of payments and credits, and never negative.',
    tables: ['account', 'payment', 'account_credit', 'ledger_line'],
    violations: `
      with paid as (select org_id, account_id, sum(left_over) as left_over from payment
          where left_over <> 0 group by 1, 2),
        given as (select org_id, account_id, sum(left_over) as left_over from account_credit group by 1, 2),
        booked as (select org_id, account_id,
            sum(case when credit = 'unapplied' then amount else -amount end) as left_over
          from ledger_line where 'unapplied' in (debit, credit) group by 1, 2)
      select c.org_id, c.id from account c
      left join paid on paid.org_id = c.org_id and paid.account_id = c.id
      left join given on given.org_id = c.org_id and given.account_id = c.id
      left join booked on booked.org_id = c.org_id and booked.account_id = c.id
      where c.unapplied < 0 or c.unapplied <> coalesce(paid.left_over, 0) + coalesce(given.left_over, 0)
        or c.unapplied <> coalesce(booked.left_over, 0)`,
  },
  {
    name: 'I30 a fee is known once',
    means:
      'What the processor kept of a payment is in the books once, with its amount; nothing else is.',
    tables: ['payment_fee', 'ledger_line'],
    violations: `
      select coalesce(f.org_id, l.org_id), coalesce(f.payment_id, l.source_id) from payment_fee f
      full join (select * from ledger_line l where l.source = 'fee' and exists (select from payment p
          where p.org_id = l.org_id and p.id = l.source_id)) l
        on l.org_id = f.org_id and l.source_id = f.payment_id
      where (l.source_id is not null and f.payment_id is null)
        or (coalesce(f.amount, 0) > 0) <> (l.source_id is not null)
        or l.amount <> f.amount or l.currency <> f.currency`,
  },
  {
    name: 'I31 the members are the payout',
    means: 'Once they are read, the members of a payout add up to what it brought.',
    tables: ['payout', 'payout_member'],
    violations: `
      select p.org_id, p.id from payout p
      left join payout_member m on m.org_id = p.org_id and m.payout_id = p.id
      group by p.org_id, p.id, p.amount, p.members_at
      having (p.members_at is null and count(m.payout_id) > 0)
        or (p.members_at is not null and coalesce(sum(m.net), 0) <> p.amount)`,
  },
  {
    name: 'I32 a payout is in the books once',
    means: 'What was paid out left the processor for the bank once, and came again if it failed.',
    tables: ['payout', 'ledger_line'],
    violations: `
      with booked as (select org_id, source_id,
          sum(case when event = 'paid_out' then amount else -amount end) as net, count(*) as lines
        from ledger_line where source = 'payout' group by 1, 2)
      select coalesce(p.org_id, b.org_id), coalesce(p.id, b.source_id) from payout p
      full join booked b on b.org_id = p.org_id and b.source_id = p.id
      where p.id is null
        or coalesce(b.net, 0) <> case when p.state = 'paid' then p.amount else 0 end
        or coalesce(b.lines, 0) <> case when p.paid_at is null or p.amount = 0 then 0
          when p.state = 'paid' then 1 else 2 end`,
  },
  {
    name: 'I10 nothing is stuck',
    means:
      'A payment nobody has decided on is looked at: within the hour, and by a person after a day.',
    tables: ['payment', 'attention_item'],
    violations: `
      select p.org_id, p.id from payment p
      where (p.state in ('created', 'confirming') and p.created_at < $now - interval '30 minutes')
        or (p.state in ('requires_action') and p.created_at < $now - interval '24 hours')
        or (p.state = 'unknown' and p.created_at < $now - interval '25 hours')
        or (p.look_at is not null and p.look_at < $now - interval '1 hour')
        or (p.state = 'review' and not exists (select from attention_item i
              where i.org_id = p.org_id and i.payment_id = p.id))`,
  },
  {
    name: 'I11 consent in force',
    means:
      'Every charge with the client absent had an authorization in force when it was opened, and was within its limits.',
    tables: ['payment', 'authorization', 'authorization_event'],
    // Limits are those of the last event before the charge; one of the very same moment may be on
    // either side of it, so either will do.
    violations: `
      select p.org_id, p.id from payment p join organization o on o.id = p.org_id
      where p.off_session and not exists (
        select from authorization_event g
        join "authorization" a on a.org_id = g.org_id and a.id = g.authorization_id
        join lateral (
          select a.cap_per_charge, a.cap_per_period, a.cap_period, a.ends_on
          where not exists (select from authorization_event e
            where e.org_id = g.org_id and e.authorization_id = g.authorization_id and e.kind = 'capped'
              and e.at < p.created_at)
          union all
          select e.cap_per_charge, e.cap_per_period, e.cap_period, e.ends_on from authorization_event e
          where e.org_id = g.org_id and e.authorization_id = g.authorization_id and e.kind = 'capped'
            and e.at <= p.created_at and not exists (select from authorization_event later
              where later.org_id = e.org_id and later.authorization_id = e.authorization_id
                and later.kind = 'capped' and later.seq > e.seq and later.at < p.created_at)) c on true
        where g.org_id = p.org_id and g.authorization_id = p.authorization_id
          and g.kind = 'in_force' and g.method_id = p.method_id and g.at <= p.created_at
          and not exists (select from authorization_event e
            where e.org_id = g.org_id and e.authorization_id = g.authorization_id
              and e.kind in ('revoked', 'ended') and e.at < p.created_at)
          and (c.ends_on is null or c.ends_on >= (p.created_at at time zone o.time_zone)::date)
          and (c.cap_per_charge is null or p.amount <= c.cap_per_charge)
          and (c.cap_per_period is null or c.cap_per_period >= (
            select coalesce(sum(q.amount), 0) from payment q
            where q.org_id = p.org_id and q.account_id = p.account_id and q.off_session
              and q.state not in ('failed', 'canceled')
              and (q.id = p.id or (q.created_at, q.id) < (p.created_at, p.id))
              and q.created_at >= date_trunc(c.cap_period, p.created_at at time zone o.time_zone)
                at time zone o.time_zone
              and q.authorization_id in (select r.authorization_id from authorization_event r
                where r.org_id = g.org_id and r.root_id = g.root_id))))`,
  },
  ...WALLET_INVARIANTS,
  {
    name: 'I23 an upcoming payment is taken by its own account',
    means: 'What took an upcoming payment is a payment of the same account, in the same currency.',
    tables: ['scheduled_payment', 'payment'],
    violations: `
      select s.org_id, s.id from scheduled_payment s
      join payment p on p.org_id = s.org_id and p.id = s.payment_id
      where p.account_id <> s.account_id or p.currency <> s.currency`,
  },
  {
    name: 'I12 events are heard',
    means: 'What the processor told us was gone through, or waits for its next turn.',
    tables: ['processor_event'],
    violations: `
      select org_id, event_id from processor_event
      where look_at is not null and look_at < $now - interval '1 hour'`,
  },
  {
    name: 'I24 mails are handed over',
    means: 'A mail is handed over, kept back with its reason, or waits for its next turn.',
    tables: ['mail'],
    violations: `
      select org_id, id from mail where look_at is not null and look_at < $now - interval '1 hour'`,
  },
  {
    name: 'I15 a hold is an open charge',
    means:
      'An invoice is held by exactly the charges that are not decided; one that came back from the bank into review only reserves.',
    tables: ['payment', 'payment_target'],
    violations: `
      select t.org_id, t.payment_id from payment_target t
      join payment p on p.org_id = t.org_id and p.id = t.payment_id
      where t.holds <> (p.state in ('created', 'confirming', 'requires_action', 'unknown', 'review'))
        and not (p.state = 'review' and not t.holds)`,
  },
  {
    name: 'I7 credit is what was given',
    means:
      'What was allocated, moved on and withdrawn of a credit is what it says, and at most the credit; given credit and withdrawals are in the books.',
    tables: ['account_credit', 'allocation', 'transfer_part', 'credit_withdrawal', 'ledger_line'],
    violations: `
      with put as (select org_id, credit_id, sum(amount) as amount from allocation
          where credit_id is not null group by 1, 2),
        moved as (select org_id, credit_id, sum(amount) as amount from transfer_part
          where credit_id is not null group by 1, 2),
        back as (select org_id, credit_id, sum(amount) as amount from credit_withdrawal group by 1, 2),
        booked as (select org_id, source_id, sum(amount) filter (where event = 'granted') as granted,
            sum(amount) filter (where event = 'withdrawn') as withdrawn
          from ledger_line where source = 'credit' group by 1, 2)
      select c.org_id, c.id from account_credit c
      left join put on put.org_id = c.org_id and put.credit_id = c.id
      left join moved on moved.org_id = c.org_id and moved.credit_id = c.id
      left join back on back.org_id = c.org_id and back.credit_id = c.id
      left join booked on booked.org_id = c.org_id and booked.source_id = c.id
      where c.allocated <> coalesce(put.amount, 0) or c.transferred <> coalesce(moved.amount, 0)
        or c.withdrawn <> coalesce(back.amount, 0) or coalesce(booked.withdrawn, 0) <> c.withdrawn
        or c.allocated < 0 or c.allocated + c.transferred + c.withdrawn > c.amount
        or coalesce(booked.granted, 0) <> case c.kind when 'goodwill' then c.amount else 0 end`,
  },
  {
    name: 'I8 a transfer arrives',
    means:
      'What left one account is what the other got and what its payments and credits gave, booked on both sides.',
    tables: ['transfer', 'transfer_part', 'account_credit', 'ledger_line', 'payment'],
    violations: `
      with part as (select org_id, transfer_id, sum(amount) as amount from transfer_part group by 1, 2),
        booked as (select org_id, source_id, array_agg((event, account_id, amount)::text order by event) as lines
          from ledger_line where source = 'transfer' group by 1, 2)
      select t.org_id, t.id from transfer t
      join account_credit c on c.org_id = t.org_id and c.id = t.credit_id
      left join part on part.org_id = t.org_id and part.transfer_id = t.id
      left join booked on booked.org_id = t.org_id and booked.source_id = t.id
      where coalesce(part.amount, 0) <> t.amount or c.amount <> t.amount or c.account_id <> t.to_account_id
        or booked.lines is distinct from array[('transferred_in', t.to_account_id, t.amount)::text,
          ('transferred_out', t.from_account_id, t.amount)::text]
      union all
      select p.org_id, p.id from payment p
      left join (select org_id, payment_id, sum(amount) as amount from transfer_part
        where payment_id is not null group by 1, 2) m on m.org_id = p.org_id and m.payment_id = p.id
      where p.transferred <> coalesce(m.amount, 0)`,
  },
  {
    name: 'I16 receivable is what invoices owe',
    means:
      'What the books say an account owes is what its invoices are short of their totals, less credit notes and write-offs.',
    tables: ['account', 'invoice', 'ledger_line'],
    violations: `
      with owed as (select org_id, account_id, sum(due) as due from invoice group by 1, 2),
        booked as (select org_id, account_id,
            sum(case when debit = 'receivable' then amount else -amount end) as due
          from ledger_line where 'receivable' in (debit, credit) group by 1, 2)
      select c.org_id, c.id from account c
      left join owed on owed.org_id = c.org_id and owed.account_id = c.id
      left join booked on booked.org_id = c.org_id and booked.account_id = c.id
      where coalesce(owed.due, 0) <> coalesce(booked.due, 0)`,
  },
  {
    name: 'I17 stored sums are true',
    means: 'The balances and facts kept per account are the re-added ones.',
    tables: ['account', 'payment', 'invoice'],
    violations: `
      with owed as (select org_id, account_id, sum(due) as due from invoice group by 1, 2),
        paid as (select org_id, account_id, sum(amount - gone_back) as value, max(settled_at) as last
          from payment where state = 'succeeded' group by 1, 2)
      select c.org_id, c.id from account c
      left join owed on owed.org_id = c.org_id and owed.account_id = c.id
      left join paid on paid.org_id = c.org_id and paid.account_id = c.id
      where c.receivable <> coalesce(owed.due, 0) or c.lifetime_value <> coalesce(paid.value, 0)
        or (c.last_payment_at is null) <> (paid.last is null)`,
  },
  {
    name: 'I18 a success has a receipt',
    means: 'A payment that succeeded has one receipt, and no other payment has one.',
    tables: ['payment', 'receipt'],
    violations: `
      select p.org_id, p.id from payment p
      left join receipt r on r.org_id = p.org_id and r.payment_id = p.id
      where (p.state = 'succeeded') <> (r.id is not null)`,
  },
  {
    name: 'I19 the story is whole',
    means: 'The transitions of a payment or refund follow each other and end in its state.',
    tables: ['payment', 'payment_transition', 'refund', 'refund_transition'],
    violations: ['payment', 'refund'].map(storyOf).join(' union all '),
  },
  {
    name: 'I25 a closed month stays closed',
    means:
      'Nothing was booked for a day after it was closed; a minute is left to who was about to.',
    tables: ['books_closing', 'organization'],
    violations: `
      with newest as (select distinct on (org_id) org_id, kind, closed_until, at from books_closing
        order by org_id, at desc, id desc)
      select n.org_id, l.source_id from newest n
      join ledger_line l on l.org_id = n.org_id and l.effective_on <= n.closed_until
        and l.posted_at > n.at + interval '1 minute'
      union all
      select o.id, o.id from organization o left join newest n on n.org_id = o.id
      where o.books_closed_until is distinct from n.closed_until`,
  },
  {
    name: 'I24 a deposit is what was in hand',
    means:
      'A deposit is the sum of the lines it was made of, lines of its place, and is in the books once; taken back once if it was undone.',
    tables: ['deposit', 'deposit_line'],
    violations: `
      with made as (select d.org_id, d.deposit_id, sum(d.amount) as amount,
          case when bool_and(d.undone_at is null) then 'none' when bool_and(d.undone_at = p.undone_at) then 'all' else 'some' end as undone,
          bool_and(d.amount = case when l.debit = p.place then l.amount when l.credit = p.place then -l.amount end) as fits
        from deposit_line d
        join deposit p on p.org_id = d.org_id and p.id = d.deposit_id
        join ledger_line l on l.org_id = d.org_id and l.source = d.source and l.source_id = d.source_id
          and l.event = d.event and l.n = d.n
        group by 1, 2)
      select d.org_id, d.id from deposit d
      left join made m on m.org_id = d.org_id and m.deposit_id = d.id
      left join ledger_line l on l.org_id = d.org_id and l.source = 'deposit' and l.source_id = d.id
        and l.event = 'deposited'
      left join ledger_line u on u.org_id = d.org_id and u.source = 'deposit' and u.source_id = d.id
        and u.event = 'deposit_undone'
      where m.amount is distinct from d.amount or m.fits is not true or l.amount is distinct from d.amount
        or l.credit is distinct from d.place or l.effective_on is distinct from d.deposited_on
        or u.effective_on is distinct from d.undone_on or (u.amount <> d.amount) or (u.debit <> d.place)
        or m.undone <> (case when d.undone_at is null then 'none' else 'all' end)`,
  },
]
