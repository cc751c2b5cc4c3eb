-- Invoices in full: quantities in parts, discounts, taxes, deposits, drafts, and what takes an
-- invoice back: credit notes and write-offs.

-- The owner of the tables is under forced row level security like everybody else; it is lifted
-- for the rows that get a value here.
alter table organization no force row level security;
alter table counter no force row level security;
alter table invoice_line no force row level security;
alter table role no force row level security;

-- Half an hour is 500 thousandths of an hour: whole numbers, so that a sum is one sum everywhere.
alter table invoice_line drop constraint invoice_line_check;
alter table invoice_line drop constraint invoice_line_quantity_check;
alter table invoice_line rename column quantity to thousandths;
update invoice_line set thousandths = thousandths * 1000;
alter table invoice_line
  add column discount bigint not null default 0 check (discount >= 0),
  add column discount_basis_points integer check (discount_basis_points between 1 and 10000),
  add column taxes smallint[] not null default '{}',
  add column served_on date,
  add constraint invoice_line_thousandths check (thousandths > 0),
  add constraint invoice_line_amount check
    (amount >= 0 and amount = (2 * thousandths::bigint * unit_amount + 1000) / 2000 - discount);
comment on column invoice_line.thousandths is 'the quantity: 1500 is one and a half';
comment on column invoice_line.discount is 'taken off quantity times price; computed where a percentage was given';
comment on column invoice_line.taxes is 'positions of its taxes in invoice_tax';
comment on column invoice_line.amount is 'with what inclusive taxes are in the price';

-- What is charged on top, or is in the price. Its percentage never changes: another one is another rate.
create table tax_rate (
  org_id uuid not null references organization (id),
  id uuid not null,
  name text not null,
  ppm integer not null check (ppm between 0 and 1000000),
  is_inclusive boolean not null,
  is_default boolean not null default false,
  created_at timestamptz not null,
  retired_at timestamptz,
  primary key (org_id, id)
);
comment on column tax_rate.ppm is 'parts per million: 88750 is 8.875 %';
comment on column tax_rate.is_inclusive is 'the price holds the tax already';
comment on column tax_rate.is_default is 'new lines carry it';
create unique index tax_rate_name on tax_rate (org_id, lower(name)) where retired_at is null;

create table invoice_settings (
  org_id uuid primary key references organization (id),
  terms_days smallint not null check (terms_days between 0 and 365),
  how_to_pay text not null,
  changed_at timestamptz not null,
  changed_by text not null
);
comment on column invoice_settings.terms_days is 'days from issue to the due date, unless an invoice says otherwise';

alter table invoice
  add column deposit bigint,
  add column deposit_due_on date,
  add column note text not null default '',
  add constraint invoice_deposit check ((deposit is null) = (deposit_due_on is null)
    and (deposit is null or (deposit > 0 and deposit < total)));
comment on column invoice.deposit is 'so much of the total is due earlier than the rest';
create index invoice_newest on invoice (org_id, issued_on desc, id desc) include (due_on, total, due);
create index invoice_owing on invoice (org_id, due_on, id) where due > 0;
create index invoice_by_total on invoice (org_id, total, issued_on desc, id desc);
create index invoice_of_account on invoice (org_id, account_id, issued_on desc, id desc);

create table invoice_tax (
  org_id uuid not null,
  invoice_id uuid not null,
  position smallint not null,
  tax_rate_id uuid not null,
  name text not null,
  ppm integer not null,
  is_inclusive boolean not null,
  base bigint not null check (base >= 0),
  amount bigint not null check (amount >= 0),
  primary key (org_id, invoice_id, position),
  foreign key (org_id, invoice_id) references invoice (org_id, id),
  foreign key (org_id, tax_rate_id) references tax_rate (org_id, id)
);
comment on table invoice_tax is 'one tax of an invoice: rounded once, on the sum of its lines';

-- Not an invoice yet: it has no number and owes nothing. Issued, it lives on under the same id.
create table invoice_draft (
  org_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  content jsonb not null,
  created_by uuid not null,
  created_by_name text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  issued_at timestamptz,
  discarded_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  check (issued_at is null or discarded_at is null)
);
comment on column invoice_draft.content is 'what was typed so far, complete or not';
create index invoice_draft_open on invoice_draft (org_id, changed_at desc, id desc)
  where issued_at is null and discarded_at is null;

create table credit_note (
  org_id uuid not null,
  id uuid not null,
  invoice_id uuid not null,
  account_id uuid not null,
  number bigint not null,
  is_void boolean not null,
  currency char(3) not null,
  net bigint not null check (net >= 0),
  total bigint not null check (total > 0),
  reason text not null,
  issued_on date not null,
  created_by uuid not null,
  created_by_name text not null,
  created_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, invoice_id) references invoice (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  unique (org_id, number),
  check (net <= total)
);
comment on table credit_note is 'takes back an invoice, in part or whole';
comment on column credit_note.net is 'what it takes from revenue; the rest is tax';
create index credit_note_of_invoice on credit_note (org_id, invoice_id);
create index credit_note_of_account on credit_note (org_id, account_id, created_at);

create table credit_note_line (
  org_id uuid not null,
  credit_note_id uuid not null,
  position smallint not null,
  amount bigint not null check (amount > 0),
  primary key (org_id, credit_note_id, position),
  foreign key (org_id, credit_note_id) references credit_note (org_id, id)
);
comment on column credit_note_line.position is 'the line of the invoice that it takes back, in the units of its amount';

create table credit_note_tax (
  org_id uuid not null,
  credit_note_id uuid not null,
  position smallint not null,
  amount bigint not null check (amount > 0),
  primary key (org_id, credit_note_id, position),
  foreign key (org_id, credit_note_id) references credit_note (org_id, id)
);
comment on column credit_note_tax.position is 'the tax of the invoice that it takes back';

create table write_off (
  org_id uuid not null,
  id uuid not null,
  invoice_id uuid not null,
  account_id uuid not null,
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  reason text not null,
  effective_on date not null,
  created_by uuid not null,
  created_by_name text not null,
  created_at timestamptz not null,
  reversed_at timestamptz,
  reversed_on date,
  reversed_by_name text,
  primary key (org_id, id),
  foreign key (org_id, invoice_id) references invoice (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  check (num_nulls(reversed_at, reversed_on, reversed_by_name) in (0, 3))
);
comment on table write_off is 'what nobody expects to be paid any more; it can be owed again';
create index write_off_of_invoice on write_off (org_id, invoice_id);

-- More things are numbered than were thought of at first.
alter table counter drop constraint counter_kind_check;
alter table counter add constraint counter_kind_check check (kind ~ '^[a-zA-Z]{1,40}$');
insert into counter (org_id, kind, last) select id, 'creditNote', 100 from organization;

update role set permissions = permissions || array['invoices.credit', 'invoices.writeOff']
where id in ('administrator', 'billingManager');

do $$
declare
  t text;
begin
  foreach t in array array['tax_rate', 'invoice_settings', 'invoice_tax', 'invoice_draft', 'credit_note',
    'credit_note_line', 'credit_note_tax', 'write_off'] loop
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
grant update on tax_rate, invoice_settings, invoice_draft, write_off to onfile_app;

alter table organization force row level security;
alter table counter force row level security;
alter table invoice_line force row level security;
alter table role force row level security;
