-- Every way to pay, and what the front desk writes down with a payment.

-- The owner of the tables is under forced row level security like everybody else; it is lifted
-- for the rows that get a value here.
alter table organization no force row level security;
alter table client no force row level security;
alter table counter no force row level security;
alter table payment no force row level security;

create table tender (
  org_id uuid not null references organization (id),
  id uuid not null,
  kind text not null check (kind in ('card', 'cash', 'check', 'externalCard', 'other')),
  name text not null,
  position smallint not null,
  disabled_at timestamptz,
  primary key (org_id, id)
);
comment on table tender is 'the ways an organization is paid, in its order; of kind other it defines as many as it likes';
create unique index one_tender_of_a_kind on tender (org_id, kind) where kind <> 'other';
create unique index tender_name on tender (org_id, lower(name));
insert into tender (org_id, id, kind, name, position)
select o.id, gen_random_uuid(), t.kind, t.name, t.position
from organization o, (values ('card', 'Card', 1), ('cash', 'Cash', 2), ('check', 'Check', 3),
  ('externalCard', 'External card terminal', 4)) t (kind, name, position);

create table payer_category (
  org_id uuid not null references organization (id),
  id uuid not null,
  name text not null,
  position smallint not null,
  disabled_at timestamptz,
  primary key (org_id, id)
);
comment on table payer_category is 'on whose behalf a payment is made: the client, an insurer, somebody else';
create unique index payer_category_name on payer_category (org_id, lower(name));
insert into payer_category (org_id, id, name, position)
select o.id, gen_random_uuid(), c.name, c.position
from organization o, (values ('Client responsibility', 1), ('Insurer', 2), ('Third party', 3)) c (name, position);

-- The number that people write on forms: 1000, 1001, …
alter table counter drop constraint counter_kind_check;
alter table counter add constraint counter_kind_check check (kind in ('invoice', 'receipt', 'client'));
alter table client add column number bigint;
update client set number = n.number
from (select org_id, id, 999 + row_number() over (partition by org_id order by created_at, id) as number from client) n
where n.org_id = client.org_id and n.id = client.id;
alter table client alter column number set not null;
create unique index client_number on client (org_id, number);
insert into counter (org_id, kind, last)
select o.id, 'client', coalesce((select max(number) from client where org_id = o.id), 999) from organization o;

-- An amount above the limit of somebody's role: a second person decides, once.
create table approval (
  org_id uuid not null references organization (id),
  id uuid not null,
  account_id uuid not null,
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  reason text not null,
  asked_by uuid not null,
  asked_by_name text not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  decision text check (decision in ('approved', 'refused')),
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  decision_note text not null default '',
  primary key (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  foreign key (org_id, asked_by) references staff_member (org_id, id),
  foreign key (org_id, decided_by) references staff_member (org_id, id),
  check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)),
  check (decided_by is null or decided_by <> asked_by)
);
create index approval_open on approval (org_id, asked_at) where decision is null;

alter table payment
  drop constraint payment_tender_check,
  drop constraint payment_check,
  alter column processor_account_id drop not null,
  alter column intent_parameters drop not null,
  alter column confirm_parameters drop not null,
  add column tender_id uuid,
  add column posted_on date,
  add column payer_category_id uuid,
  add column reference text,
  add column receipt_email text,
  add column refundable_until date,
  add column sitting uuid,
  add column tendered bigint,
  add column check_number text,
  add column external_brand text,
  add column authorization_code text,
  add column approval_id uuid,
  add constraint payment_tender_check check (tender in ('card', 'cash', 'check', 'externalCard', 'other'));
update payment p set posted_on = (p.created_at at time zone o.time_zone)::date, tender_id = t.id
from organization o, tender t where o.id = p.org_id and t.org_id = p.org_id and t.kind = 'card';
alter table payment
  alter column tender_id set not null,
  alter column posted_on set not null,
  add foreign key (org_id, tender_id) references tender (org_id, id),
  add foreign key (org_id, payer_category_id) references payer_category (org_id, id),
  add foreign key (org_id, approval_id) references approval (org_id, id),
  -- A card is charged through a processor, and money may move only for an intent whose id we have
  -- committed; everything else is in hand when it is written down.
  add constraint payment_is_charged_or_recorded check (
    case when tender = 'card'
      then num_nulls(processor_account_id, intent_parameters, confirm_parameters) = 0
        and (intent_id is not null or state in ('created', 'canceled'))
      else num_nonnulls(processor_account_id, intent_id, intent_parameters, confirm_parameters, method_id,
          authorization_id, card) = 0
        and state = 'succeeded' and not off_session and not save_method
    end),
  add constraint payment_tender_fields check (
    (tendered is null or (tender = 'cash' and tendered >= amount))
    and (check_number is null or tender = 'check')
    and (external_brand is null or tender = 'externalCard')
    and (authorization_code is null or tender = 'externalCard'));
comment on column payment.posted_on is 'the day it counts for in the books, in the organization''s calendar';
comment on column payment.sitting is 'payments of one sitting are parts of one: half in cash, half by card';
comment on column payment.tendered is 'the cash handed over; what exceeds the amount was given back as change';
comment on column payment.refundable_until is 'for information only: nothing is blocked or done by it';
create unique index payment_reference on payment (org_id, lower(reference))
  where reference is not null and state not in ('failed', 'canceled');
create unique index payment_of_approval on payment (org_id, approval_id)
  where approval_id is not null and state not in ('failed', 'canceled');
create index payment_posted on payment (org_id, posted_on desc, id desc);

alter table ledger_line drop constraint ledger_line_check;
alter table ledger_line add constraint ledger_line_check check ((event, debit, credit) in (
  ('issued', 'receivable', 'revenue'),
  ('received', 'clearing', 'unapplied'),
  ('received', 'cash', 'unapplied'),
  ('received', 'checks', 'unapplied'),
  ('received', 'terminal', 'unapplied'),
  ('received', 'other', 'unapplied'),
  ('applied', 'unapplied', 'receivable')));

-- What is agreed to be paid later: shown as upcoming.
create table scheduled_payment (
  org_id uuid not null references organization (id),
  id uuid not null,
  account_id uuid not null,
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  due_on date not null,
  tender_id uuid not null,
  method_id uuid,
  payer_category_id uuid,
  reference text,
  description text not null default '',
  note text not null default '',
  created_by uuid not null,
  created_by_name text not null,
  created_at timestamptz not null,
  canceled_at timestamptz,
  canceled_by_name text,
  primary key (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  foreign key (org_id, tender_id) references tender (org_id, id),
  foreign key (org_id, method_id) references payment_method (org_id, id),
  foreign key (org_id, payer_category_id) references payer_category (org_id, id)
);
create index scheduled_payment_of_account on scheduled_payment (org_id, account_id, due_on) where canceled_at is null;
create index scheduled_payment_of_method on scheduled_payment (org_id, method_id) where canceled_at is null;

do $$
declare
  t text;
begin
  foreach t in array array['tender', 'payer_category', 'approval', 'scheduled_payment'] loop
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
alter table organization force row level security;
alter table client force row level security;
alter table counter force row level security;
alter table payment force row level security;
