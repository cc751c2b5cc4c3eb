-- What people do with money that is in hand: put it against invoices, give credit, move it from one
-- account to another.

-- The owner of the tables is under forced row level security like everybody else; it is lifted
-- for the rows that get a value here.
alter table role no force row level security;

-- A key stands for whatever was made under it, not only for a payment.
alter table idempotency_key rename column payment_id to made_id;

alter table organization add column credit_use text not null default 'ask'
  check (credit_use in ('off', 'ask', 'always'));
comment on column organization.credit_use is
  'whether account credit pays new invoices: never by itself, after asking, or at once';

create table transfer (
  org_id uuid not null references organization (id),
  id uuid not null,
  from_account_id uuid not null,
  to_account_id uuid not null,
  credit_id uuid not null,
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  reason text not null,
  effective_on date not null,
  created_by uuid not null,
  created_by_name text not null,
  created_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, from_account_id) references account (org_id, id),
  foreign key (org_id, to_account_id) references account (org_id, id),
  foreign key (org_id, credit_id) references account_credit (org_id, id),
  unique (org_id, credit_id),
  check (from_account_id <> to_account_id)
);
comment on table transfer is 'account credit of one account that became credit of another; the money itself stays where it is';
create index transfer_from on transfer (org_id, from_account_id, created_at);
create index transfer_to on transfer (org_id, to_account_id, created_at);

create table transfer_part (
  org_id uuid not null,
  transfer_id uuid not null,
  position smallint not null,
  payment_id uuid,
  credit_id uuid,
  amount bigint not null check (amount > 0),
  primary key (org_id, transfer_id, position),
  foreign key (org_id, transfer_id) references transfer (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  foreign key (org_id, credit_id) references account_credit (org_id, id),
  check (num_nonnulls(payment_id, credit_id) = 1)
);
comment on table transfer_part is 'of which payments and credits the transferred money was';
create index transfer_part_of_payment on transfer_part (org_id, payment_id) where payment_id is not null;
create index transfer_part_of_credit on transfer_part (org_id, credit_id) where credit_id is not null;

-- Credit taken back before it was used: what happened and when, as the books have it.
create table credit_withdrawal (
  org_id uuid not null,
  credit_id uuid not null,
  n smallint not null,
  amount bigint not null check (amount > 0),
  reason text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (org_id, credit_id, n),
  foreign key (org_id, credit_id) references account_credit (org_id, id)
);

-- Whoever refunds may also decide what money pays, and give credit.
update role set permissions = permissions || '{payments.reconcile,credits.give}'::text[]
where 'payments.refund' = any (permissions);

do $$
declare
  t text;
begin
  foreach t in array array['transfer', 'transfer_part', 'credit_withdrawal'] loop
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
alter table role force row level security;
