import { ATTENTION_KINDS, type AttentionKind, kindOf } from '../attention/kinds.ts'
import type { Invariant } from './invariant.ts'

/** What the tables say needs a person, against the entries of that kind. */
function violationsOf(kind: AttentionKind): string[] {
  const { stands, lasts, byDay } = kindOf(kind)
  const standing = stands ?? lasts
  if (standing === undefined) return []
  if (byDay) {
    // What only the calendar brought is seen by a job; what left the wallet is solved at once.
    return [
      `select i.org_id, i.id from attention_item i
       join payment_method m on m.org_id = i.org_id and m.id = i.method_id
       where i.kind = '${kind}' and i.state <> 'solved' and m.removed_at is not null`,
    ]
  }
  const superfluous = `select i.org_id, i.id from attention_item i
     where i.kind = '${kind}' and i.state <> 'solved' and not exists (
       select from (${standing}) s where s.org_id = i.org_id and s.subject_id = i.subject_id)`
  const missing = `select s.org_id, s.subject_id from (${standing}) s
     where not exists (select from attention_item i
       where i.org_id = s.org_id and i.kind = '${kind}' and i.subject_id = s.subject_id and i.state <> 'solved')`
  return stands === undefined ? [superfluous] : [missing, superfluous]
}

export const ATTENTION_INVARIANTS: Invariant[] = [
  {
    name: 'I40 what needs a person is before one',
    means:
      'Whatever needs a person has one entry in the Payment Action Center, open or dismissed, and what is over has none.',
    tables: [
      'attention_item',
      'payment',
      'refund',
      'dispute',
      'payment_return',
      'payment_method',
      'scheduled_payment',
      'difference',
    ],
    violations: ATTENTION_KINDS.flatMap(violationsOf).join(' union all '),
  },
  {
    name: 'I41 an entry has its story',
    means: 'The events of an entry begin with its opening, and the last of them is its state.',
    tables: ['attention_item', 'attention_event'],
    violations: `
      select i.org_id, i.id from attention_item i
      left join lateral (select case e.what when 'opened' then 'open' when 'restored' then 'open' else e.what end as state
        from attention_event e where e.org_id = i.org_id and e.item_id = i.id and e.what <> 'assigned'
        order by e.seq desc limit 1) l on true
      where l.state is distinct from i.state
        or not exists (select from attention_event e
          where e.org_id = i.org_id and e.item_id = i.id and e.seq = 1 and e.what = 'opened')`,
  },
]
