-- The tables of a business. Every one carries org_id, first in its keys; no foreign key crosses
-- organizations. Money is bigint minor units of the organization's currency or the one named.

create table organization (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,60}$'),
  name text not null,
  currency char(3) not null,
  time_zone text not null,
  is_sample boolean not null default false,
  created_at timestamptz not null
);

-- Numbers without gaps: the row is locked until the transaction that took the number commits.
create table counter (
  org_id uuid not null references organization (id),
  kind text not null check (kind in ('invoice', 'receipt')),
  last bigint not null,
  primary key (org_id, kind)
);

create table processor_account (
  org_id uuid not null references organization (id),
  id uuid not null,
  kind text not null check (kind in ('stripe', 'sandbox')),
  mode text not null check (mode in ('test', 'live')),
  publishable_key text not null,
  secret_key_sealed bytea not null,
  webhook_secret_sealed bytea,
  events_read_until timestamptz not null,
  events_look_at timestamptz not null,
  created_at timestamptz not null,
  primary key (org_id, id)
);
comment on column processor_account.secret_key_sealed is 'AES-256-GCM under ONFILE_SECRET';
comment on column processor_account.events_look_at is 'when its events are polled next; lost webhooks cost minutes';

create table staff_member (
  org_id uuid not null references organization (id),
  id uuid not null,
  login_id text not null,
  name text not null,
  email text not null,
  role text not null check (role in ('owner', 'administrator', 'billingManager', 'frontDesk', 'readOnly')),
  created_at timestamptz not null,
  disabled_at timestamptz,
  primary key (org_id, id),
  unique (org_id, login_id)
);
create index on staff_member (login_id);

create table staff_invitation (
  org_id uuid not null references organization (id),
  id uuid not null,
  email text not null,
  role text not null,
  token_hash bytea not null unique,
  invited_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, invited_by) references staff_member (org_id, id)
);

-- Who pays. Its lock orders everything that changes its money: account, then invoices by id, then payment.
create table account (
  org_id uuid not null references organization (id),
  id uuid not null,
  name text not null,
  created_at timestamptz not null,
  -- Kept in the transaction that changes them, re-added by `onfile check` (I17).
  receivable bigint not null default 0 check (receivable >= 0),
  unapplied bigint not null default 0 check (unapplied >= 0),
  lifetime_value bigint not null default 0,
  last_payment_at timestamptz,
  primary key (org_id, id)
);
create index account_owing on account (org_id, id) where receivable > 0;

create table client (
  org_id uuid not null references organization (id),
  id uuid not null,
  account_id uuid not null,
  name text not null,
  email text,
  phone text,
  created_at timestamptz not null,
  archived_at timestamptz,
  searchable text not null generated always as
    (lower(name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, ''))) stored,
  primary key (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id)
);
create index client_by_name on client (org_id, lower(name), id);
create index client_of_account on client (org_id, account_id);
create index client_search on client using gin (org_id, searchable gin_trgm_ops);

create table processor_customer (
  org_id uuid not null,
  processor_account_id uuid not null,
  account_id uuid not null,
  customer_id text not null,
  primary key (org_id, processor_account_id, account_id),
  foreign key (org_id, processor_account_id) references processor_account (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id)
);

create table payment_method (
  org_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  processor_account_id uuid not null,
  processor_method_id text not null,
  wallet_group uuid not null,
  brand text not null,
  last4 text not null check (last4 ~ '^[0-9]{4}$'),
  exp_month smallint not null,
  exp_year smallint not null,
  fingerprint text,
  nickname text,
  is_default boolean not null default false,
  created_at timestamptz not null,
  removed_at timestamptz,
  do_not_charge_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  foreign key (org_id, processor_account_id) references processor_account (org_id, id),
  unique (org_id, processor_account_id, processor_method_id)
);
comment on column payment_method.wallet_group is 'the same card allowed to another organization carries the same group';
comment on column payment_method.do_not_charge_at is 'when a bank said never to charge this card again';
create index payment_method_of_account on payment_method (org_id, account_id) where removed_at is null;
create unique index one_default_method on payment_method (org_id, account_id) where is_default and removed_at is null;

-- Consent. The row is never changed; what happens to it is an event.
create table "authorization" (
  org_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  payment_id uuid,
  purpose text not null check (purpose in ('staff_charges')),
  wording_version text not null,
  wording text not null,
  channel text not null check (channel in ('card_form')),
  given_by text not null,
  created_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id)
);

create table authorization_event (
  org_id uuid not null,
  authorization_id uuid not null,
  seq smallint not null,
  kind text not null check (kind in ('in_force', 'revoked', 'ended')),
  method_id uuid,
  at timestamptz not null,
  by_whom text not null,
  primary key (org_id, authorization_id, seq),
  foreign key (org_id, authorization_id) references "authorization" (org_id, id),
  foreign key (org_id, method_id) references payment_method (org_id, id),
  check ((kind = 'in_force') = (method_id is not null))
);
create index authorization_of_method on authorization_event (org_id, method_id) where method_id is not null;

create table invoice (
  org_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  number bigint not null,
  currency char(3) not null,
  total bigint not null check (total > 0),
  allocated bigint not null default 0 check (allocated between 0 and total),
  issued_on date not null,
  due_on date not null,
  created_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  unique (org_id, number)
);
comment on column invoice.allocated is 'sum of its allocations; open, partly paid and paid follow from it';
create index invoice_open on invoice (org_id, account_id, due_on, id) where allocated < total;

create table invoice_line (
  org_id uuid not null,
  invoice_id uuid not null,
  position smallint not null,
  description text not null,
  quantity integer not null check (quantity > 0),
  unit_amount bigint not null check (unit_amount >= 0),
  amount bigint not null check (amount = quantity * unit_amount),
  client_id uuid,
  primary key (org_id, invoice_id, position),
  foreign key (org_id, invoice_id) references invoice (org_id, id),
  foreign key (org_id, client_id) references client (org_id, id)
);

-- One attempt to take money, by whatever tender; for a card, one PaymentIntent.
create table payment (
  org_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  tender text not null check (tender in ('card')),
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  state text not null check (state in ('created', 'confirming', 'requires_action', 'processing',
    'succeeded', 'failed', 'unknown', 'canceled', 'review')),
  processor_account_id uuid not null,
  intent_id text,
  intent_parameters jsonb not null,
  confirm_parameters jsonb not null,
  off_session boolean not null,
  save_method boolean not null,
  method_id uuid,
  authorization_id uuid,
  card jsonb,
  problem jsonb,
  description text not null default '',
  note text not null default '',
  duplicate_reason text,
  retry_of uuid,
  opened_by uuid,
  opened_by_name text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  look_at timestamptz,
  looks smallint not null default 0,
  settled_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  foreign key (org_id, processor_account_id) references processor_account (org_id, id),
  foreign key (org_id, method_id) references payment_method (org_id, id),
  foreign key (org_id, authorization_id) references "authorization" (org_id, id),
  foreign key (org_id, retry_of) references payment (org_id, id),
  unique (org_id, processor_account_id, intent_id),
  -- Money may move only for an intent whose id we have committed.
  check (intent_id is not null or state in ('created', 'canceled')),
  check ((look_at is null) = (state in ('succeeded', 'failed', 'canceled')))
);
comment on column payment.intent_parameters is 'exactly what the create call sends, so a repeat sends the same';
comment on column payment.look_at is 'when the sweeper looks at it next; also the lease of whoever works on it now';
comment on column payment.problem is 'why it failed or was canceled: codes of the processor, never a message with secrets';
create index payment_to_look_at on payment (look_at) where look_at is not null;
create index payment_of_account on payment (org_id, account_id, created_at desc, id desc);
create index payment_newest on payment (org_id, created_at desc, id desc);
create index payment_changed on payment (org_id, changed_at);
create index payment_open on payment (org_id, account_id) where look_at is not null;

create table payment_target (
  org_id uuid not null,
  payment_id uuid not null,
  position smallint not null,
  account_id uuid not null,
  invoice_id uuid,
  amount bigint not null check (amount > 0),
  holds boolean not null,
  primary key (org_id, payment_id, position),
  foreign key (org_id, payment_id) references payment (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  foreign key (org_id, invoice_id) references invoice (org_id, id)
);
comment on table payment_target is 'what a payment is meant to pay; without an invoice it becomes account credit';
-- Two clerks, one invoice: the second is refused by the index, whatever the code believes.
create unique index one_open_charge_per_invoice on payment_target (org_id, invoice_id) where holds;
create unique index one_open_charge_per_account on payment_target (org_id, account_id) where holds and invoice_id is null;
create index payment_target_of_account on payment_target (org_id, account_id) where holds;

create table payment_transition (
  org_id uuid not null,
  payment_id uuid not null,
  seq smallint not null,
  from_state text,
  to_state text not null,
  at timestamptz not null,
  door text not null check (door in ('request', 'answer', 'webhook', 'poll', 'sweeper', 'staff')),
  by_name text,
  detail jsonb,
  primary key (org_id, payment_id, seq),
  foreign key (org_id, payment_id) references payment (org_id, id)
);

create table allocation (
  org_id uuid not null,
  id uuid not null,
  payment_id uuid not null,
  invoice_id uuid not null,
  amount bigint not null check (amount > 0),
  created_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  foreign key (org_id, invoice_id) references invoice (org_id, id)
);
create index allocation_of_invoice on allocation (org_id, invoice_id);
create index allocation_of_payment on allocation (org_id, payment_id);

create table receipt (
  org_id uuid not null,
  id uuid not null,
  payment_id uuid not null,
  number bigint not null,
  issued_at timestamptz not null,
  -- What was owed on the account right after this payment: the receipt stays what it was.
  balance_after bigint not null,
  primary key (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  unique (org_id, payment_id),
  unique (org_id, number)
);

-- The books. A line is one transfer above zero from one ledger account to another, so they balance
-- by construction; the unique key makes posting twice posting once; nothing is ever changed.
create table ledger_line (
  org_id uuid not null,
  source text not null check (source in ('invoice', 'payment')),
  source_id uuid not null,
  event text not null check (event in ('issued', 'received', 'applied')),
  n smallint not null,
  debit text not null,
  credit text not null,
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  account_id uuid not null,
  invoice_id uuid,
  processor_account_id uuid,
  posted_at timestamptz not null,
  effective_on date not null,
  primary key (org_id, source, source_id, event, n),
  foreign key (org_id, account_id) references account (org_id, id),
  check ((event, debit, credit) in (
    ('issued', 'receivable', 'revenue'),
    ('received', 'clearing', 'unapplied'),
    ('applied', 'unapplied', 'receivable')))
);
create index ledger_line_of_account on ledger_line (org_id, account_id, posted_at);

create table idempotency_key (
  org_id uuid not null,
  actor text not null,
  key text not null check (length(key) between 1 and 255),
  request_hash bytea not null,
  payment_id uuid not null,
  created_at timestamptz not null,
  primary key (org_id, actor, key)
);

-- A stored hint: the object it names is read again before anything is believed.
create table processor_event (
  org_id uuid not null,
  processor_account_id uuid not null,
  event_id text not null,
  type text not null,
  object_id text not null,
  door text not null check (door in ('webhook', 'poll')),
  received_at timestamptz not null,
  look_at timestamptz,
  looks smallint not null default 0,
  result text,
  primary key (org_id, processor_account_id, event_id),
  foreign key (org_id, processor_account_id) references processor_account (org_id, id)
);
create index processor_event_to_look_at on processor_event (look_at) where look_at is not null;

-- What needs a person (the Payment Action Center).
create table attention_item (
  org_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('money_on_closed_payment', 'unclear_payment', 'amount_differs')),
  payment_id uuid not null,
  detail jsonb not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  unique (org_id, kind, payment_id)
);

create table audit_entry (
  org_id uuid not null references organization (id),
  id uuid not null,
  at timestamptz not null,
  actor_id uuid,
  actor_name text not null,
  verb text not null,
  subject_id uuid,
  detail jsonb not null default '{}',
  primary key (org_id, id)
);
create index audit_entry_of_subject on audit_entry (org_id, subject_id);
