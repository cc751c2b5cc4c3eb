-- Money that goes back: refunds, disputes and returned checks, each a row with a story of its own.

-- The owner of the tables is under forced row level security like everybody else; it is lifted
-- for the rows that get a value here.
alter table attention_item no force row level security;
alter table role no force row level security;

create table refund (
  org_id uuid not null references organization (id),
  id uuid not null,
  payment_id uuid not null,
  account_id uuid not null,
  -- The n-th of its payment.
  n smallint not null check (n > 0),
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  tender text not null check (tender in ('card', 'cash', 'check', 'externalCard', 'other')),
  state text not null check (state in ('created', 'pending', 'unknown', 'review', 'succeeded', 'failed')),
  origin text not null check (origin in ('staff', 'processor')),
  processor_account_id uuid,
  parameters jsonb,
  processor_refund_id text,
  invoices text not null check (invoices in ('reopen', 'settle', 'leave')),
  credit_id uuid,
  reason text not null check (reason in ('requested', 'duplicate', 'fraudulent', 'mistake', 'notProvided', 'other')),
  note text not null default '',
  check_number text,
  handed_out_by text,
  tell text,
  refunded_on date not null,
  approval_id uuid,
  problem jsonb,
  opened_by uuid,
  opened_by_name text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  settled_at timestamptz,
  look_at timestamptz,
  looks smallint not null default 0,
  primary key (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  foreign key (org_id, processor_account_id) references processor_account (org_id, id),
  foreign key (org_id, credit_id) references account_credit (org_id, id),
  foreign key (org_id, approval_id) references approval (org_id, id),
  unique (org_id, payment_id, n),
  check ((look_at is null) = (state in ('succeeded', 'failed'))),
  -- A card is refunded through its processor; everything else is handed out when it is written down.
  constraint refund_is_asked_or_recorded check (
    case when tender = 'card'
      then processor_account_id is not null and (parameters is not null or origin = 'processor')
        and (processor_refund_id is not null or state not in ('pending', 'succeeded'))
      else num_nonnulls(processor_account_id, parameters, processor_refund_id) = 0 and state = 'succeeded'
        and origin = 'staff'
    end),
  check (check_number is null or tender = 'check'),
  check ((origin = 'staff') = (opened_by is not null))
);
comment on table refund is 'money of a payment that we give back; one refund at the processor at most';
comment on column refund.origin is 'processor: made in the processor''s dashboard and taken in';
comment on column refund.parameters is 'what the processor is sent: a repeat under the same key must send the same';
comment on column refund.invoices is 'reopen: the invoices are owed again; settle: credit takes the place of the money; leave: only what is on no invoice';
comment on column refund.credit_id is 'the credit that keeps the invoices settled';
-- While one refund of a payment has no answer, no other is begun, whatever the code believes.
create unique index one_unanswered_refund on refund (org_id, payment_id) where state in ('created', 'unknown', 'review');
create unique index refund_at_processor on refund (org_id, processor_account_id, processor_refund_id)
  where processor_refund_id is not null;
create index refund_to_look_at on refund (look_at) where look_at is not null;
create index refund_of_account on refund (org_id, account_id, created_at);

create table refund_transition (
  org_id uuid not null,
  refund_id uuid not null,
  seq smallint not null,
  from_state text,
  to_state text not null,
  at timestamptz not null,
  door text not null check (door in ('request', 'answer', 'webhook', 'poll', 'sweeper', 'staff', 'check')),
  by_name text,
  detail jsonb,
  primary key (org_id, refund_id, seq),
  foreign key (org_id, refund_id) references refund (org_id, id)
);

create table dispute (
  org_id uuid not null references organization (id),
  id uuid not null,
  payment_id uuid not null,
  account_id uuid not null,
  processor_account_id uuid not null,
  processor_dispute_id text not null,
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  state text not null check (state in ('needs_response', 'under_review', 'won', 'lost', 'closed')),
  is_inquiry boolean not null,
  processor_state text not null,
  reason text not null,
  due_by timestamptz,
  withdrawn bigint not null default 0 check (withdrawn >= 0),
  withdrawn_more bigint not null default 0 check (withdrawn_more >= 0),
  reinstated bigint not null default 0 check (reinstated >= 0),
  reinstated_more bigint not null default 0 check (reinstated_more >= 0),
  fee bigint not null default 0,
  lines smallint not null default 0,
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  closed_at timestamptz,
  evidence_sent_at timestamptz,
  evidence_sent_by text,
  primary key (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  foreign key (org_id, processor_account_id) references processor_account (org_id, id),
  unique (org_id, processor_account_id, processor_dispute_id),
  check ((closed_at is null) = (state in ('needs_response', 'under_review'))),
  check (reinstated <= withdrawn and reinstated_more <= withdrawn_more)
);
comment on table dispute is 'a payment that the cardholder takes up with their bank';
comment on column dispute.is_inquiry is 'the bank only asks; no money was withdrawn';
comment on column dispute.withdrawn is 'what the bank took back, out of what the payment had';
comment on column dispute.withdrawn_more is 'what the bank took back beyond it: our loss';
comment on column dispute.lines is 'how many lines in the books it has: the number of the next';
create index dispute_of_payment on dispute (org_id, payment_id);
create index dispute_open on dispute (org_id, account_id) where closed_at is null;

create table dispute_event (
  org_id uuid not null,
  dispute_id uuid not null,
  seq smallint not null,
  at timestamptz not null,
  what text not null check (what in ('opened', 'changed', 'withdrawn', 'reinstated', 'fee', 'evidence_sent')),
  state text not null,
  amount bigint,
  door text not null check (door in ('webhook', 'poll', 'sweeper', 'staff', 'check')),
  by_name text,
  detail jsonb,
  primary key (org_id, dispute_id, seq),
  foreign key (org_id, dispute_id) references dispute (org_id, id)
);

create table payment_return (
  org_id uuid not null references organization (id),
  id uuid not null,
  payment_id uuid not null,
  account_id uuid not null,
  amount bigint not null check (amount > 0),
  taken bigint not null check (taken between 0 and amount),
  currency char(3) not null,
  reason text not null,
  note text not null default '',
  returned_on date not null,
  fee_invoice_id uuid,
  opened_by uuid not null,
  opened_by_name text not null,
  created_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  unique (org_id, payment_id)
);
comment on table payment_return is 'a check that the client''s bank did not honor';
comment on column payment_return.taken is 'what the payment still had; what it had not is our loss';

-- A second person's yes is for a charge, or for the refund of one payment.
alter table approval
  add column purpose text not null default 'charge' check (purpose in ('charge', 'refund')),
  add column payment_id uuid,
  add foreign key (org_id, payment_id) references payment (org_id, id),
  add constraint approval_of_a_refund check ((purpose = 'refund') = (payment_id is not null));
alter table role add column refund_limit bigint check (refund_limit is null or refund_limit > 0);
comment on column role.refund_limit is 'the most they may give back at once without a second person; null: no limit';
update role set refund_limit = charge_limit where charge_limit > 0;

-- One matter is put before a person once; a payment may have several refunds and disputes.
alter table attention_item
  drop constraint attention_item_kind_check,
  drop constraint attention_item_org_id_kind_payment_id_key,
  add column subject_id uuid;
update attention_item set subject_id = payment_id;
alter table attention_item
  alter column subject_id set not null,
  add unique (org_id, kind, subject_id);
comment on column attention_item.subject_id is 'the payment, refund or dispute that it is about';

do $$
declare
  t text;
begin
  foreach t in array array['refund', 'refund_transition', 'dispute', 'dispute_event', 'payment_return'] loop
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
grant update on refund, dispute to onfile_app;
alter table attention_item force row level security;
alter table role force row level security;

create function refunds_to_look_at(due timestamptz, at_most integer) returns table (org_id uuid, refund_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select r.org_id, r.id from refund r where r.look_at <= due order by r.look_at limit at_most;
end;
grant create on schema public to onfile_router;
alter function refunds_to_look_at(timestamptz, integer) owner to onfile_router;
revoke create on schema public from onfile_router;
revoke all on function refunds_to_look_at(timestamptz, integer) from public;
grant execute on function refunds_to_look_at(timestamptz, integer) to onfile_app;
