-- A debit above what was agreed to is told the client ten days before: what was told, when, and from
-- which day it may be made. One notice is for one debit.
create table debit_notice (
  org_id uuid not null references organization (id),
  id uuid not null,
  method_id uuid not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  earliest_on date not null,
  sent_at timestamptz not null,
  sent_to text not null,
  by_name text not null,
  primary key (org_id, id),
  foreign key (org_id, method_id) references payment_method (org_id, id)
);
create index debit_notice_of_method on debit_notice (org_id, method_id, sent_at desc);
comment on table debit_notice is 'a client was told of a debit above the largest that they agreed to';
comment on column debit_notice.earliest_on is 'the first day of the debit, by the calendar of the organization';

alter table debit_notice enable row level security;
alter table debit_notice force row level security;
create policy of_organization on debit_notice to onfile_app
  using (org_id = current_org()) with check (org_id = current_org());
create policy across on debit_notice for select to onfile_router, onfile_auditor using (true);
grant select on debit_notice to onfile_router, onfile_auditor;
grant select, insert on debit_notice to onfile_app;
