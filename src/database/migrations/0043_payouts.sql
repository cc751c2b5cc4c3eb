-- What the processor keeps and what it brings to the bank: the fee of each payment once it is
-- known, and payouts with their members.

-- The owner of the tables is under forced row level security like everybody else; it is lifted
-- for the rows that are read here.
alter table payment no force row level security;

create table payment_fee (
  org_id uuid not null,
  payment_id uuid not null,
  processor_account_id uuid not null,
  charge_id text,
  balance_transaction_id text,
  amount bigint,
  currency char(3),
  available_on date,
  known_at timestamptz,
  look_at timestamptz,
  looks smallint not null default 0,
  primary key (org_id, payment_id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  foreign key (org_id, processor_account_id) references processor_account (org_id, id),
  unique (org_id, processor_account_id, balance_transaction_id),
  constraint payment_fee_known_whole check
    (num_nonnulls(charge_id, balance_transaction_id, amount, currency, available_on, known_at) in (0, 6)),
  constraint payment_fee_known_once check (known_at is null or look_at is null)
);
comment on table payment_fee is 'what the processor kept of a payment by card; known some time after the payment';
comment on column payment_fee.look_at is 'when it is read next; null while unknown: the processor does not know the payment';
create index payment_fee_to_look_at on payment_fee (look_at) where look_at is not null;

insert into payment_fee (org_id, payment_id, processor_account_id, look_at)
select org_id, id, processor_account_id, now() from payment
where tender = 'card' and state = 'succeeded' and settled_at > now() - interval '90 days';

create table payout (
  org_id uuid not null references organization (id),
  id uuid not null,
  processor_account_id uuid not null,
  processor_payout_id text not null,
  amount bigint not null,
  currency char(3) not null,
  state text not null check (state in ('pending', 'in_transit', 'paid', 'failed', 'canceled')),
  is_automatic boolean not null,
  arrives_on date not null,
  failure_code text,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  members_at timestamptz,
  paid_at timestamptz,
  failed_at timestamptz,
  seen_on date,
  seen_by uuid,
  seen_by_name text,
  seen_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, processor_account_id) references processor_account (org_id, id),
  unique (org_id, processor_account_id, processor_payout_id),
  check (num_nonnulls(seen_on, seen_by, seen_by_name, seen_at) in (0, 4)),
  check ((failed_at is not null) = (state in ('failed', 'canceled')))
);
comment on table payout is 'money that the processor brings to the bank';
comment on column payout.members_at is 'when its members were read; only once the processor says that they are complete';
comment on column payout.paid_at is 'when it was booked as brought to the bank';
comment on column payout.seen_on is 'the day of the bank statement on which somebody saw it';
create index payout_newest on payout (org_id, made_at desc, id desc);

create table payout_member (
  org_id uuid not null,
  payout_id uuid not null,
  balance_transaction_id text not null,
  kind text not null,
  source_id text,
  payment_id uuid,
  amount bigint not null,
  fee bigint not null,
  net bigint not null check (net = amount - fee),
  description text not null default '',
  made_at timestamptz not null,
  primary key (org_id, payout_id, balance_transaction_id),
  foreign key (org_id, payout_id) references payout (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id)
);
comment on table payout_member is 'what a payout is made of: payments, refunds, disputes and fees, as the processor lists them';
comment on column payout_member.source_id is 'the charge, refund or dispute, by the processor''s id';
create index payout_member_of_payment on payout_member (org_id, payment_id) where payment_id is not null;

create table payout_reading (
  org_id uuid not null,
  processor_account_id uuid not null,
  look_at timestamptz not null,
  primary key (org_id, processor_account_id),
  foreign key (org_id, processor_account_id) references processor_account (org_id, id)
);
comment on table payout_reading is 'when the payouts of a processor account are read next';

do $$
declare
  t text;
begin
  foreach t in array array['payment_fee', 'payout', 'payout_member', 'payout_reading'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy of_organization on %I to onfile_app
      using (org_id = current_org()) with check (org_id = current_org())', t);
    execute format('create policy across on %I for select to onfile_router, onfile_auditor using (true)', t);
    execute format('grant select on %I to onfile_router, onfile_auditor', t);
    execute format('grant select, insert on %I to onfile_app', t);
  end loop;
  foreach t in array array['payment_fee', 'payout', 'payout_reading'] loop
    execute format('grant update on %I to onfile_app', t);
  end loop;
end
$$;

create function payment_fees_to_look_at(due timestamptz, at_most integer)
  returns table (org_id uuid, payment_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select f.org_id, f.payment_id from payment_fee f where f.look_at <= due order by f.look_at limit at_most;
end;

create function payouts_to_read(due timestamptz)
  returns table (org_id uuid, processor_account_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select a.org_id, a.id from processor_account a
  left join payout_reading r on r.org_id = a.org_id and r.processor_account_id = a.id
  where coalesce(r.look_at, a.created_at + interval '1 minute') <= due;
end;

grant create on schema public to onfile_router;
alter function payment_fees_to_look_at(timestamptz, integer) owner to onfile_router;
alter function payouts_to_read(timestamptz) owner to onfile_router;
revoke create on schema public from onfile_router;
revoke all on function payment_fees_to_look_at(timestamptz, integer) from public;
revoke all on function payouts_to_read(timestamptz) from public;
grant execute on function payment_fees_to_look_at(timestamptz, integer) to onfile_app;
grant execute on function payouts_to_read(timestamptz) to onfile_app;

alter table payment force row level security;
