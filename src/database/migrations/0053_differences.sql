-- What the processor has against what is here, both ways: each night and when somebody asks.

create table difference_run (
  org_id uuid not null references organization (id),
  id uuid not null,
  processor_account_id uuid not null,
  since timestamptz not null,
  began_at timestamptz not null,
  ended_at timestamptz,
  by_name text,
  answered boolean,
  charges integer not null default 0,
  refunds integer not null default 0,
  disputes integer not null default 0,
  payouts integer not null default 0,
  found integer not null default 0,
  primary key (org_id, id),
  foreign key (org_id, processor_account_id) references processor_account (org_id, id),
  check ((ended_at is null) = (answered is null))
);
comment on table difference_run is 'one comparison with the processor: since when, what was looked at';
comment on column difference_run.by_name is 'who asked for it; null: the night';
create index difference_run_newest on difference_run (org_id, began_at desc, id desc);

create table difference (
  org_id uuid not null references organization (id),
  id uuid not null,
  processor_account_id uuid not null,
  kind text not null check (kind in ('unknown_charge', 'unsettled_charge', 'amount_differs', 'missing_charge',
    'unknown_fee', 'unknown_refund', 'refund_differs', 'missing_refund', 'unknown_dispute', 'dispute_differs',
    'unknown_payout', 'payout_differs', 'members_differ')),
  subject text not null,
  payment_id uuid,
  amount bigint not null,
  currency char(3) not null,
  found jsonb not null,
  happened_at timestamptz not null,
  state text not null check (state in ('open', 'absorbed', 'explained', 'gone')),
  found_at timestamptz not null,
  seen_at timestamptz not null,
  ended_at timestamptz,
  ended_by_name text,
  note text,
  primary key (org_id, id),
  unique (org_id, processor_account_id, kind, subject),
  foreign key (org_id, processor_account_id) references processor_account (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  check ((state = 'open') = (ended_at is null)),
  check ((state = 'explained') = (note is not null))
);
comment on table difference is 'something that the processor has and we have not, or the other way round, and what came of it';
comment on column difference.subject is 'the processor''s id of it; where the processor has none, ours';
comment on column difference.state is 'absorbed: taken in by the way it would have come; gone: no longer there; explained: somebody said why';
create index difference_open on difference (org_id, found_at desc, id desc) where state = 'open';
create index difference_ended on difference (org_id, ended_at desc) where state <> 'open';

create table difference_reading (
  org_id uuid not null,
  processor_account_id uuid not null,
  look_at timestamptz not null,
  primary key (org_id, processor_account_id),
  foreign key (org_id, processor_account_id) references processor_account (org_id, id)
);
comment on table difference_reading is 'when a processor account is compared next';

do $$
declare
  t text;
begin
  foreach t in array array['difference_run', 'difference', 'difference_reading'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy of_organization on %I to onfile_app
      using (org_id = current_org()) with check (org_id = current_org())', t);
    execute format('create policy across on %I for select to onfile_router, onfile_auditor using (true)', t);
    execute format('grant select on %I to onfile_router, onfile_auditor', t);
    execute format('grant select, insert, update on %I to onfile_app', t);
  end loop;
end
$$;

create function accounts_to_compare(due timestamptz)
  returns table (org_id uuid, processor_account_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select a.org_id, a.id from processor_account a
  left join difference_reading r on r.org_id = a.org_id and r.processor_account_id = a.id
  where coalesce(r.look_at, a.created_at + interval '1 hour') <= due;
end;
grant create on schema public to onfile_router;
alter function accounts_to_compare(timestamptz) owner to onfile_router;
revoke create on schema public from onfile_router;
revoke all on function accounts_to_compare(timestamptz) from public;
grant execute on function accounts_to_compare(timestamptz) to onfile_app;
