-- Money that was counted and brought to the bank, statements that were sent, and what an
-- accountant's program calls our ledger accounts.

-- Append-only: what somebody found when they counted; the newest of a day and place holds.
create table cash_count (
  org_id uuid not null references organization (id),
  id uuid not null,
  day date not null,
  place text not null check (place in ('cash', 'checks', 'terminal', 'other')),
  expected bigint not null,
  counted bigint not null check (counted >= 0),
  currency char(3) not null,
  note text not null,
  counted_at timestamptz not null,
  by_id uuid not null,
  by_name text not null,
  primary key (org_id, id)
);
comment on column cash_count.expected is 'what the books said then: the difference stays what it was';
create index cash_count_of_day on cash_count (org_id, day, place, counted_at);

-- Brought to the bank, with the lines of the books it was made of; none of them twice.
create table deposit (
  org_id uuid not null references organization (id),
  id uuid not null,
  place text not null check (place in ('cash', 'checks', 'terminal', 'other')),
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  deposited_on date not null,
  note text not null,
  created_at timestamptz not null,
  created_by uuid not null,
  created_by_name text not null,
  primary key (org_id, id)
);
create index deposit_of_day on deposit (org_id, deposited_on);
create table deposit_line (
  org_id uuid not null,
  source text not null,
  source_id uuid not null,
  event text not null,
  n smallint not null,
  deposit_id uuid not null,
  amount bigint not null check (amount <> 0),
  primary key (org_id, source, source_id, event, n),
  foreign key (org_id, deposit_id) references deposit (org_id, id),
  foreign key (org_id, source, source_id, event, n) references ledger_line (org_id, source, source_id, event, n)
);
comment on column deposit_line.amount is 'above zero: came in; below zero: was given back from there';
create index deposit_line_of_deposit on deposit_line (org_id, deposit_id);

create table ledger_account_code (
  org_id uuid not null references organization (id),
  account text not null,
  code text not null,
  name text not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (org_id, account)
);
comment on table ledger_account_code is 'what the accountant calls a ledger account; without a row, our own name';

-- Append-only: which statement a mail is about, so that it is written as it was asked for.
create table statement_sent (
  org_id uuid not null references organization (id),
  id uuid not null,
  account_id uuid not null,
  period_from date not null,
  period_to date not null,
  created_at timestamptz not null,
  by_name text not null,
  primary key (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  check (period_from <= period_to)
);
create index statement_sent_of_account on statement_sent (org_id, account_id, created_at);

do $$
declare
  t text;
begin
  foreach t in array array['cash_count', 'deposit', 'deposit_line', 'ledger_account_code', 'statement_sent'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy of_organization on %I to onfile_app
      using (org_id = current_org()) with check (org_id = current_org())', t);
    execute format('create policy across on %I for select to onfile_router, onfile_auditor using (true)', t);
    execute format('grant select on %I to onfile_router, onfile_auditor', t);
    execute format('grant select, insert on %I to onfile_app', t);
  end loop;
end
$$;
grant update on ledger_account_code to onfile_app;
