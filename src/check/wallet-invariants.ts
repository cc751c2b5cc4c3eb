import type { Invariant } from './invariant.ts'

/** What is saved, and what was agreed to when it was. */
export const WALLET_INVARIANTS: Invariant[] = [
  {
    name: 'I20 a wallet is in order',
    means:
      'At most 10 cards and 10 bank accounts, each once, one default, and one consent in force for each purpose; lists know whether there is one.',
    tables: ['payment_method', 'authorization', 'authorization_event'],
    violations: `
      select org_id, account_id from payment_method where removed_at is null
      group by org_id, account_id
      having count(*) filter (where kind = 'card') > 10 or count(*) filter (where kind = 'bankAccount') > 10
        or count(*) filter (where is_default) > 1
        or count(distinct (processor_account_id, coalesce(fingerprint, id::text)))
          filter (where verification is null or verification = 'verified')
          < count(*) filter (where verification is null or verification = 'verified')
      union all
      select g.org_id, g.method_id from authorization_event g
      join "authorization" a on a.org_id = g.org_id and a.id = g.authorization_id
      where g.kind = 'in_force' and not exists (select from authorization_event e
        where e.org_id = g.org_id and e.authorization_id = g.authorization_id and e.kind in ('revoked', 'ended'))
      group by g.org_id, g.method_id, a.purpose, a.purpose_id
      having count(*) > 1 or exists (select from payment_method m
        where m.org_id = g.org_id and m.id = g.method_id and (m.removed_at is not null or not m.authorized))
      union all
      select m.org_id, m.id from payment_method m
      where m.authorized and not exists (select from authorization_event g
        where g.org_id = m.org_id and g.method_id = m.id and g.kind = 'in_force'
          and not exists (select from authorization_event e
            where e.org_id = g.org_id and e.authorization_id = g.authorization_id
              and e.kind in ('revoked', 'ended')))`,
  },
  {
    name: 'I21 a method that was saved has its consent',
    means: 'A set-up that succeeded put its consent in force for its card; no other did.',
    tables: ['method_setup', 'authorization_event'],
    violations: `
      select s.org_id, s.id from method_setup s
      where (s.state = 'succeeded') <> exists (select from authorization_event g
        where g.org_id = s.org_id and g.authorization_id = s.authorization_id
          and g.kind = 'in_force' and g.method_id = s.method_id)`,
  },
  {
    name: 'I22 saving a method comes to an end',
    means:
      'A set-up that is not decided is looked at within the hour, and decided within a day; small deposits within 10 days.',
    tables: ['method_setup'],
    violations: `
      select s.org_id, s.id from method_setup s
      where s.look_at < $now - interval '1 hour'
        or (s.look_at is not null and s.created_at < $now
          - case s.state when 'verifying' then interval '11 days' else interval '25 hours' end)`,
  },
]
