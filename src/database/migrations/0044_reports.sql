-- Months are closed, and every figure opens into the lines under it.

alter table organization add column books_closed_until date;
comment on column organization.books_closed_until is 'nothing is booked for this day or an earlier one any more';

-- Append-only: who closed or reopened what, and why.
create table books_closing (
  org_id uuid not null references organization (id),
  id uuid not null,
  kind text not null check (kind in ('closed', 'reopened')),
  closed_until date,
  why text not null,
  at timestamptz not null,
  by_id uuid not null,
  by_name text not null,
  primary key (org_id, id),
  check (kind = 'reopened' or closed_until is not null)
);
comment on column books_closing.closed_until is 'the last closed day from then on; null: none';
create index books_closing_newest on books_closing (org_id, at);

-- Every balance opens into its lines, by account and by ledger account, as of any day.
drop index ledger_line_of_account;
create index ledger_line_of_account on ledger_line (org_id, account_id, effective_on, posted_at);
-- What an invoice owed at the end of a past day: what it owes now, less what happened since.
create index ledger_line_receivable on ledger_line (org_id, effective_on) include (invoice_id, debit, amount)
  where debit = 'receivable' or credit = 'receivable';
create index ledger_line_in_place on ledger_line (org_id, effective_on, debit, credit)
  where debit in ('cash', 'checks', 'terminal', 'other') or credit in ('cash', 'checks', 'terminal', 'other');

-- A closed month stays as it is, whatever the code believes.
create function refuse_closed_days() returns trigger language plpgsql as $$
declare
  until date;
begin
  select o.books_closed_until into until from new_line l join organization o on o.id = l.org_id
  where l.effective_on <= o.books_closed_until limit 1;
  if until is not null then
    raise exception 'The books are closed until %.', until
      using errcode = '23514', constraint = 'period_closed', detail = until::text;
  end if;
  return null;
end
$$;
create trigger closed_days after insert on ledger_line
  referencing new table as new_line for each statement execute function refuse_closed_days();

alter table books_closing enable row level security;
alter table books_closing force row level security;
create policy of_organization on books_closing to onfile_app
  using (org_id = current_org()) with check (org_id = current_org());
create policy across on books_closing for select to onfile_router, onfile_auditor using (true);
grant select on books_closing to onfile_router, onfile_auditor;
grant select, insert on books_closing to onfile_app;

-- Who saw the books so far sees the reports; who runs them closes months.
alter table role no force row level security;
update role set permissions = permissions || '{reports.read}' where 'books.read' = any (permissions);
update role set permissions = permissions || '{books.close}' where id in ('administrator', 'billingManager');
alter table role force row level security;
