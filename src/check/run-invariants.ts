import type { Invariant } from './invariant.ts'

/** Charges of many at once. */
export const RUN_INVARIANTS: Invariant[] = [
  {
    name: 'I26 a run is charged as it was approved',
    means:
      'What a run charges is the number and the total that somebody typed; its rows are those selected; one that is over has none left.',
    tables: ['run', 'run_item'],
    violations: `
      with sums as (select org_id, run_id, count(*) as selected, count(*) filter (where state <> 'out') as count,
          coalesce(sum(amount) filter (where state <> 'out'), 0) as total,
          count(*) filter (where state = 'waiting') as waiting
        from run_item group by 1, 2)
      select r.org_id, r.id from run r
      left join sums s on s.org_id = r.org_id and s.run_id = r.id
      where s.selected is distinct from r.selected
        or (r.approved_count is not null and (s.count <> r.approved_count or s.total <> r.approved_total))
        or (r.state = 'finished' and s.waiting > 0)`,
  },
  {
    name: 'I27 a row of a run is its payment',
    means:
      'A row is counted once: left out, waiting, skipped, or done with the one payment that it names, of its account and amount; what was tried before it took nothing.',
    tables: ['run', 'run_item', 'payment'],
    violations: `
      select i.org_id, i.run_id from run_item i
      join run r on r.org_id = i.org_id and r.id = i.run_id
      left join payment p on p.org_id = i.org_id and p.id = i.payment_id
      left join payment b on b.org_id = i.org_id and b.id = i.retry_of
      where (i.state = 'done' and p.id is null) or (i.state in ('out', 'skipped') and p.id is not null)
        or p.account_id <> i.account_id or p.amount <> i.amount or p.method_id <> i.method_id
        or (i.retry_of is not null and b.state not in ('failed', 'canceled'))
        or (p.id is not null and r.approved_count is null)
        or exists (select from payment other where other.org_id = i.org_id and other.retry_of = p.retry_of
          and p.retry_of is not null and i.attempt > 1 and other.id <> p.id)`,
  },
]
