import type { Invariant } from './invariant.ts'

/** What must hold of refunds, disputes and returned checks. */
export const MONEY_BACK_INVARIANTS: Invariant[] = [
  {
    name: 'I27 refunds are within the payment',
    means:
      'Refunds that did not fail are of payments that succeeded, and at most their amount; what has gone back of a payment is its refunds, its return and its disputes.',
    tables: ['refund', 'payment', 'dispute', 'payment_return'],
    violations: `
      with refunded as (select org_id, payment_id, sum(amount) as amount from refund
          where state <> 'failed' group by 1, 2),
        disputed as (select org_id, payment_id, sum(withdrawn - reinstated) as amount from dispute group by 1, 2)
      select p.org_id, p.id from payment p
      left join refunded r on r.org_id = p.org_id and r.payment_id = p.id
      left join disputed d on d.org_id = p.org_id and d.payment_id = p.id
      left join payment_return b on b.org_id = p.org_id and b.payment_id = p.id
      where p.gone_back <> coalesce(r.amount, 0) + coalesce(d.amount, 0) + coalesce(b.taken, 0)
        or (p.state <> 'succeeded' and num_nonnulls(r.amount, d.amount, b.taken) > 0)`,
  },
  {
    name: 'I28 money back is in the books',
    means:
      'A refund is in the books once, and once more the other way if it failed; a dispute and a return by what was taken.',
    tables: ['refund', 'dispute', 'payment_return', 'ledger_line'],
    violations: `
      with booked as (select org_id, source, source_id, event, sum(amount) as amount, count(*) as lines
          from ledger_line where source in ('refund', 'dispute', 'return') group by 1, 2, 3, 4),
        meant as (
          select org_id, 'refund' as source, id, 'refunded' as event, amount, 1 as lines from refund
          union all
          select org_id, 'refund', id, 'refund_failed', amount, 1 from refund where state = 'failed'
          union all
          select d.org_id, 'dispute', d.id, e.event, e.amount, null from dispute d
          cross join lateral (values ('disputed', d.withdrawn), ('disputed_more', d.withdrawn_more),
            ('dispute_won', d.reinstated), ('dispute_won_more', d.reinstated_more), ('loss_made_good', d.made_good)) e (event, amount)
          where e.amount > 0
          union all
          select org_id, 'return', id, 'returned', taken, null from payment_return where taken > 0
          union all
          select org_id, 'return', id, 'loss_made_good', made_good, null from payment_return where made_good > 0
          union all
          select org_id, 'return', id, 'returned_more', amount - taken + made_good, 1 from payment_return
          where taken - made_good < amount)
      select coalesce(m.org_id, b.org_id), coalesce(m.id, b.source_id) from meant m
      full join booked b on b.org_id = m.org_id and b.source = m.source and b.source_id = m.id and b.event = m.event
      where m.id is null or b.source_id is null or m.amount <> b.amount or m.lines <> b.lines`,
  },
  {
    name: 'I33 a returned eCheck is booked with its fee',
    means:
      'What a bank sent back was paid by eCheck; the fee of the processor is in the books once, and an account that must not be debited any more has no consent in force.',
    tables: ['payment_return', 'payment', 'ledger_line', 'payment_method'],
    violations: `
      select r.org_id, r.id from payment_return r
      join payment p on p.org_id = r.org_id and p.id = r.payment_id
      left join ledger_line l on l.org_id = r.org_id and l.source = 'fee' and l.source_id = r.id
      where r.origin = 'processor' and (p.tender <> 'echeck' or coalesce(l.amount, 0) <> r.fee)
      union all
      select m.org_id, m.id from payment_method m
      where m.return_code in ('R05', 'R07', 'R08', 'R10', 'R11', 'R29', 'R31', 'R51') and m.do_not_charge_at is not null
        and exists (select from authorization_event g
          where g.org_id = m.org_id and g.method_id = m.id and g.kind = 'in_force'
            and not exists (select from authorization_event e
              where e.org_id = g.org_id and e.authorization_id = g.authorization_id and e.kind in ('revoked', 'ended')))`,
  },
  {
    name: 'I34 an eCheck keeps to the rules of the network',
    means:
      'No bank account was debited while it was not verified or closed to debits; what was not covered is tried at most twice more in 180 days.',
    tables: ['payment', 'payment_method'],
    violations: `
      select p.org_id, p.id from payment p
      join payment_method m on m.org_id = p.org_id and m.id = p.method_id
      where p.tender = 'echeck' and (m.kind <> 'bankAccount'
        or (m.do_not_charge_at is not null and p.created_at > m.do_not_charge_at))
      union all
      select p.org_id, min(p.id::text)::uuid from payment p
      where p.tender = 'echeck' and p.return_code in ('R01', 'R09')
        and not exists (select from payment s where s.org_id = p.org_id and s.bank_fingerprint = p.bank_fingerprint
          and s.amount = p.amount and s.state = 'succeeded')
      group by p.org_id, p.bank_fingerprint, p.amount, p.account_id
      having count(*) > 3 and max(p.created_at) - min(p.created_at) < interval '180 days'`,
  },
  {
    name: 'I35 a refund that failed makes losses good first',
    means:
      'What a bank took beyond a payment is made good before anything of a refund that failed later is credit.',
    tables: ['refund', 'dispute', 'dispute_event', 'payment_return'],
    violations: `
      select r.org_id, r.id from refund r
      join dispute d on d.org_id = r.org_id and d.payment_id = r.payment_id
      where r.state = 'failed' and r.made_good < r.amount
        and d.withdrawn_more - d.reinstated_more - d.made_good > 0
        and r.settled_at > (select max(e.at) from dispute_event e
          where e.org_id = d.org_id and e.dispute_id = d.id and e.what = 'withdrawn')
      union all
      select r.org_id, r.id from refund r
      join payment_return b on b.org_id = r.org_id and b.payment_id = r.payment_id
      where r.state = 'failed' and r.made_good < r.amount and b.taken < b.amount and r.settled_at > b.created_at`,
  },
  {
    name: 'I29 a refund comes to an end',
    means: 'A refund nobody has an answer for is looked at, and after a day by a person.',
    tables: ['refund', 'attention_item'],
    violations: `
      select r.org_id, r.id from refund r
      where (r.state = 'created' and r.created_at < $now - interval '30 minutes')
        or (r.state = 'unknown' and r.created_at < $now - interval '25 hours')
        or r.look_at < $now - interval '1 hour'
        or ((r.state = 'review' or (r.state = 'failed' and r.made_good < r.amount)) and not exists (select from attention_item i
              where i.org_id = r.org_id and i.subject_id = r.id))`,
  },
]
