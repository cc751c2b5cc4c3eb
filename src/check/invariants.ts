/**
 * What must hold at every moment, as SQL that finds what does not. The numbers are those of the
 * programme they come from; those about refunds, runs and plans come with those nouns. Every
 * statement reads all organizations, as the auditor.
 */
export interface Invariant {
  name: string
  means: string
  /** Tables whose rows it looks at: it fails if the auditor sees fewer rows than they hold. */
  tables: string[]
  /** Answers a row for every violation. `$now` is the moment of the check. */
  violations: string
}

export const INVARIANTS: Invariant[] = [
  {
    name: 'I1 books balance',
    means: 'Every line moves one amount from one ledger account to another, as the table allows.',
    tables: ['ledger_line'],
    violations: `
      select org_id, source_id from ledger_line
      where amount <= 0 or debit = credit or (event, debit, credit) not in (
        ('issued', 'receivable', 'revenue'), ('received', 'clearing', 'unapplied'),
        ('received', 'cash', 'unapplied'), ('received', 'checks', 'unapplied'),
        ('received', 'terminal', 'unapplied'), ('received', 'other', 'unapplied'),
        ('applied', 'unapplied', 'receivable'))`,
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
        or l.debit <> case p.tender when 'card' then 'clearing' when 'cash' then 'cash' when 'check' then 'checks'
          when 'externalCard' then 'terminal' else 'other' end`,
  },
  {
    name: 'I3 allocated within the payment',
    means: 'What is allocated of a payment is at most its amount, and nothing unless it succeeded.',
    tables: ['payment', 'allocation'],
    violations: `
      select p.org_id, p.id from payment p
      join lateral (select coalesce(sum(a.amount), 0) as allocated from allocation a
        where a.org_id = p.org_id and a.payment_id = p.id) a on true
      where a.allocated > case when p.state = 'succeeded' then p.amount else 0 end`,
  },
  {
    name: 'I4 allocated within the invoice',
    means: 'What is allocated to an invoice is between nothing and its total, and is what it says.',
    tables: ['invoice', 'allocation', 'invoice_line'],
    violations: `
      select i.org_id, i.id from invoice i
      join lateral (select coalesce(sum(a.amount), 0) as allocated from allocation a
        where a.org_id = i.org_id and a.invoice_id = i.id) a on true
      join lateral (select coalesce(sum(l.amount), 0) as total from invoice_line l
        where l.org_id = i.org_id and l.invoice_id = i.id) l on true
      where a.allocated not between 0 and i.total or a.allocated <> i.allocated or l.total <> i.total`,
  },
  {
    name: 'I6 credit is what is left',
    means: 'Account credit is the sum of what is left of payments, and never negative.',
    tables: ['account', 'payment', 'allocation', 'ledger_line'],
    violations: `
      select c.org_id, c.id from account c
      join lateral (select coalesce(sum(p.amount), 0) as received from payment p
        where p.org_id = c.org_id and p.account_id = c.id and p.state = 'succeeded') p on true
      join lateral (select coalesce(sum(a.amount), 0) as allocated from allocation a
        join payment p on p.org_id = a.org_id and p.id = a.payment_id
        where a.org_id = c.org_id and p.account_id = c.id) a on true
      join lateral (select coalesce(sum(case when l.credit = 'unapplied' then l.amount
          when l.debit = 'unapplied' then -l.amount else 0 end), 0) as booked from ledger_line l
        where l.org_id = c.org_id and l.account_id = c.id) l on true
      where p.received - a.allocated < 0 or p.received - a.allocated <> l.booked
        or l.booked <> c.unapplied`,
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
    means: 'Every charge with the client absent had an authorization in force when it was opened.',
    tables: ['payment', 'authorization_event'],
    violations: `
      select p.org_id, p.id from payment p
      where p.off_session and not exists (
        select from authorization_event g
        where g.org_id = p.org_id and g.authorization_id = p.authorization_id
          and g.kind = 'in_force' and g.method_id = p.method_id and g.at <= p.created_at
          and not exists (select from authorization_event e
            where e.org_id = g.org_id and e.authorization_id = g.authorization_id
              and e.kind <> 'in_force' and e.at < p.created_at))`,
  },
  {
    name: 'I20 a wallet is in order',
    means: 'At most 10 cards, each once, one default, and one consent in force for each.',
    tables: ['payment_method', 'authorization_event'],
    violations: `
      select org_id, account_id from payment_method where removed_at is null
      group by org_id, account_id
      having count(*) > 10 or count(*) filter (where is_default) > 1
        or count(distinct (processor_account_id, coalesce(fingerprint, id::text))) < count(*)
      union all
      select g.org_id, g.method_id from authorization_event g
      where g.kind = 'in_force' and not exists (select from authorization_event e
        where e.org_id = g.org_id and e.authorization_id = g.authorization_id and e.kind <> 'in_force')
      group by g.org_id, g.method_id
      having count(*) > 1 or exists (select from payment_method m
        where m.org_id = g.org_id and m.id = g.method_id and m.removed_at is not null)`,
  },
  {
    name: 'I21 a card that was saved has its consent',
    means: 'A set-up that succeeded put its consent in force for its card; no other did.',
    tables: ['card_setup', 'authorization_event'],
    violations: `
      select s.org_id, s.id from card_setup s
      where (s.state = 'succeeded') <> exists (select from authorization_event g
        where g.org_id = s.org_id and g.authorization_id = s.authorization_id
          and g.kind = 'in_force' and g.method_id = s.method_id)`,
  },
  {
    name: 'I22 saving a card comes to an end',
    means: 'A set-up that is not decided is looked at within the hour, and decided within a day.',
    tables: ['card_setup'],
    violations: `
      select s.org_id, s.id from card_setup s
      where s.look_at < $now - interval '1 hour'
        or (s.look_at is not null and s.created_at < $now - interval '25 hours')`,
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
    name: 'I16 receivable is what invoices owe',
    means: 'What the books say an account owes is what its invoices are short of their totals.',
    tables: ['account', 'invoice', 'ledger_line'],
    violations: `
      select c.org_id, c.id from account c
      join lateral (select coalesce(sum(i.total - i.allocated), 0) as due from invoice i
        where i.org_id = c.org_id and i.account_id = c.id) i on true
      join lateral (select coalesce(sum(case when l.debit = 'receivable' then l.amount
          when l.credit = 'receivable' then -l.amount else 0 end), 0) as booked from ledger_line l
        where l.org_id = c.org_id and l.account_id = c.id) l on true
      where i.due <> l.booked`,
  },
  {
    name: 'I17 stored sums are true',
    means: 'The balances and facts kept per account are the re-added ones.',
    tables: ['account', 'payment', 'invoice'],
    violations: `
      select c.org_id, c.id from account c
      join lateral (select coalesce(sum(i.total - i.allocated), 0) as due from invoice i
        where i.org_id = c.org_id and i.account_id = c.id) i on true
      join lateral (select coalesce(sum(p.amount), 0) as value, max(p.settled_at) as last from payment p
        where p.org_id = c.org_id and p.account_id = c.id and p.state = 'succeeded') p on true
      where c.receivable <> i.due or c.lifetime_value <> p.value
        or (c.last_payment_at is null) <> (p.last is null)`,
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
    means: 'The transitions of a payment follow each other and end in its state.',
    tables: ['payment', 'payment_transition'],
    violations: `
      with step as (
        select t.*, lag(t.to_state) over story as before, lead(t.seq) over story as next
        from payment_transition t window story as (partition by t.org_id, t.payment_id order by t.seq))
      select p.org_id, p.id from payment p
      left join step s on s.org_id = p.org_id and s.payment_id = p.id
      where s.seq is null or s.from_state is distinct from s.before
        or (s.next is null and s.to_state <> p.state)`,
  },
]
