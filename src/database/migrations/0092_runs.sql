-- A charge of many at once: a selection frozen when the run is made, reviewed, started by one
-- person who types the total, and worked off by any number of processes.

create table run (
  org_id uuid not null references organization (id),
  id uuid not null,
  per text not null check (per in ('people', 'accounts')),
  charges text not null check (charges in ('balance', 'invoices', 'amount')),
  amount bigint check (amount > 0),
  methods text not null check (methods in ('card', 'echeck', 'any')),
  allocates boolean not null,
  description text not null default '',
  note text not null default '',
  currency char(3) not null,
  selection jsonb not null,
  selected integer not null default 0,
  state text not null check (state in ('draft', 'scheduled', 'running', 'paused', 'stopped', 'finished')),
  version integer not null default 1,
  rehearses boolean not null default false,
  start_at timestamptz,
  started_at timestamptz,
  resumed_at timestamptz,
  ended_at timestamptz,
  approved_count integer,
  approved_total bigint,
  approval_id uuid,
  paused_because text check (paused_because in ('person', 'rehearsal', 'unknowns', 'declines', 'throttled', 'cannotCharge')),
  paused_text text not null default '',
  paused_by_name text,
  throttled_since timestamptz,
  minds_declines boolean not null default true,
  retry_of uuid,
  made_by uuid not null,
  made_by_name text not null,
  made_at timestamptz not null,
  started_by uuid,
  started_by_name text,
  primary key (org_id, id),
  foreign key (org_id, retry_of) references run (org_id, id),
  foreign key (org_id, made_by) references staff_member (org_id, id),
  foreign key (org_id, started_by) references staff_member (org_id, id),
  check ((charges = 'amount') = (amount is not null)),
  check ((state in ('running', 'finished', 'paused')) <= (started_at is not null and started_by is not null
    and approved_count is not null and approved_total is not null)),
  check ((state = 'paused') = (paused_because is not null)),
  check ((state in ('stopped', 'finished')) = (ended_at is not null))
);
comment on table run is 'a mass charge over a selection; its items are charged through the same opening as every other payment';
comment on column run.selection is 'in which words it was chosen: ids, or search and view of the list of clients';
comment on column run.version is 'of its review: who starts it names the one they looked at';
comment on column run.minds_declines is 'false once a person looked at its declines and let it go on';
create index run_newest on run (org_id, made_at desc, id desc);
create index run_to_work on run (org_id, id) where state in ('running', 'scheduled', 'stopped');

create table run_item (
  org_id uuid not null,
  run_id uuid not null,
  position integer not null check (position > 0),
  account_id uuid not null,
  client_id uuid,
  method_id uuid,
  processor_account_id uuid,
  amount bigint not null check (amount >= 0),
  edited boolean not null default false,
  excluded boolean not null default false,
  out_why text check (out_why in ('archived', 'noMethod', 'notAuthorized', 'expired', 'doNotCharge', 'unverified',
    'inFlight', 'chargedToday', 'nothingOwed', 'held', 'accountInRun')),
  duplicate_reason text,
  state text not null check (state in ('out', 'waiting', 'done', 'skipped')),
  payment_id uuid not null,
  attempt smallint not null default 1,
  waits smallint not null default 0,
  retry_of uuid,
  claimed_until timestamptz,
  done_at timestamptz,
  skip_code text,
  skip_text text,
  primary key (org_id, run_id, position),
  foreign key (org_id, run_id) references run (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  foreign key (org_id, client_id) references client (org_id, id),
  foreign key (org_id, method_id) references payment_method (org_id, id),
  unique (org_id, run_id, client_id),
  unique (org_id, payment_id),
  check ((state = 'skipped') = (skip_code is not null and skip_text is not null)),
  check ((state in ('done', 'skipped')) = (done_at is not null)),
  check (state in ('out', 'skipped') or (method_id is not null and amount > 0))
);
comment on table run_item is 'one charge of a run; what became of it is what became of its payment';
comment on column run_item.client_id is 'null in a run by accounts';
comment on column run_item.payment_id is 'given before anything is opened: the payment of this id is the one of this row, or there is none';
comment on column run_item.attempt is 'a try that nobody asked a bank about is made again, as another payment';
comment on column run_item.waits is 'how often it was put off because somebody else charged its account';
comment on column run_item.retry_of is 'the try before, which took nothing';
comment on column run_item.claimed_until is 'whoever works on it has it for themselves until then';
create unique index run_item_account_once on run_item (org_id, run_id, account_id) where client_id is null;
create index run_item_waiting on run_item (org_id, run_id, position) where state = 'waiting';
create index run_item_waiting_of_account on run_item (org_id, run_id, account_id, position) where state = 'waiting';
create index run_item_done on run_item (org_id, run_id, done_at desc) where state = 'done';

create table run_pace (
  org_id uuid not null references organization (id),
  processor_account_id uuid not null,
  per_second real not null check (per_second > 0),
  most real not null check (most > 0),
  left_over real not null,
  at timestamptz not null,
  primary key (org_id, processor_account_id),
  foreign key (org_id, processor_account_id) references processor_account (org_id, id)
);
comment on table run_pace is 'how many charges a second all runs of a processor account make together, in all processes; the rest of its limit is for people';
comment on column run_pace.left_over is 'charges that may be made at once, as of at';

-- A second person's yes to a run is for its total.
alter table approval
  drop constraint approval_purpose_check,
  alter column account_id drop not null,
  add column run_id uuid,
  add foreign key (org_id, run_id) references run (org_id, id),
  add constraint approval_purpose_check check (purpose in ('charge', 'refund', 'run')),
  add constraint approval_of_a_run check ((purpose = 'run') = (run_id is not null)
    and (purpose = 'run') = (account_id is null));
alter table run add foreign key (org_id, approval_id) references approval (org_id, id);
create unique index run_of_approval on run (org_id, approval_id) where approval_id is not null;

alter table role no force row level security;
update role set permissions = permissions || '{runs.charge}'::text[]
where permissions @> '{payments.charge,payments.approve}'::text[] and not 'runs.charge' = any (permissions);
alter table role force row level security;

do $$
declare
  t text;
begin
  foreach t in array array['run', 'run_item', 'run_pace'] loop
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

create function runs_to_work(due timestamptz) returns table (org_id uuid, run_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select r.org_id, r.id from run r
  where r.state = 'running' or (r.state = 'scheduled' and r.start_at <= due)
    or (r.state = 'stopped' and exists (select from run_item i
      where i.org_id = r.org_id and i.run_id = r.id and i.state = 'waiting'))
  order by r.started_at, r.id limit 100;
end;
grant create on schema public to onfile_router;
alter function runs_to_work(timestamptz) owner to onfile_router;
revoke create on schema public from onfile_router;
revoke all on function runs_to_work(timestamptz) from public;
grant execute on function runs_to_work(timestamptz) to onfile_app;
