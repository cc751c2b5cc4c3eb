-- What clients are charged for paying late and for a check that comes back, and accounts from which
-- nothing is taken by itself.

create table client_fee_rule (
  org_id uuid not null references organization (id),
  kind text not null check (kind in ('late', 'returned_check')),
  amount bigint check (amount > 0),
  after_days smallint check (after_days between 1 and 365),
  from_on date,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (org_id, kind),
  check ((kind = 'late' and amount is not null) = (after_days is not null)),
  check ((after_days is null) = (from_on is null))
);
comment on column client_fee_rule.amount is 'null: none is charged';
comment on column client_fee_rule.from_on is 'what was due before it costs no late fee: nobody is charged for what was no rule then';

create table client_fee (
  org_id uuid not null references organization (id),
  invoice_id uuid not null,
  kind text not null check (kind in ('late', 'returned_check')),
  account_id uuid not null,
  for_invoice_id uuid,
  for_payment_id uuid,
  charged_on date not null,
  created_at timestamptz not null,
  primary key (org_id, invoice_id),
  foreign key (org_id, invoice_id) references invoice (org_id, id) deferrable initially deferred,
  foreign key (org_id, account_id) references account (org_id, id),
  foreign key (org_id, for_invoice_id) references invoice (org_id, id),
  foreign key (org_id, for_payment_id) references payment (org_id, id),
  check ((kind = 'late') = (for_invoice_id is not null)),
  check ((kind = 'returned_check') = (for_payment_id is not null))
);
comment on table client_fee is 'a fee is an invoice of its own; this says what for, once for each invoice or check';
create unique index late_fee_once on client_fee (org_id, for_invoice_id) where for_invoice_id is not null;
create unique index returned_check_fee_once on client_fee (org_id, for_payment_id) where for_payment_id is not null;

alter table account
  add column automatic_held_at timestamptz,
  add column automatic_held_by text,
  add column automatic_held_why text,
  add constraint account_automatic_held check
    (num_nonnulls(automatic_held_at, automatic_held_by, automatic_held_why) in (0, 3));
comment on column account.automatic_held_at is 'since when nothing is charged by itself, until somebody allows it again';

do $$
declare
  t text;
begin
  foreach t in array array['client_fee_rule', 'client_fee'] loop
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
grant update on client_fee_rule to onfile_app;

create function late_fees_due(at timestamptz, at_most integer) returns table (org_id uuid, invoice_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select i.org_id, i.id from client_fee_rule r
  join organization o on o.id = r.org_id
  join invoice i on i.org_id = r.org_id and i.due > 0 and i.due_on >= r.from_on
    and i.due_on <= (at at time zone o.time_zone)::date - r.after_days
  where r.kind = 'late' and r.amount is not null
    and not exists (select from client_fee f where f.org_id = i.org_id and f.for_invoice_id = i.id)
    and not exists (select from client_fee f where f.org_id = i.org_id and f.invoice_id = i.id)
    and (exists (select from client c where c.org_id = i.org_id and c.account_id = i.account_id and c.archived_at is null)
      or not exists (select from client c where c.org_id = i.org_id and c.account_id = i.account_id))
  order by i.due_on, i.id limit at_most;
end;
grant create on schema public to onfile_router;
alter function late_fees_due(timestamptz, integer) owner to onfile_router;
revoke create on schema public from onfile_router;
revoke all on function late_fees_due(timestamptz, integer) from public;
grant execute on function late_fees_due(timestamptz, integer) to onfile_app;
