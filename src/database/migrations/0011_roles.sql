-- Roles as rows: who may do what is each organization's own, permission by permission.
create table role (
  org_id uuid not null references organization (id),
  id text not null check (id ~ '^[A-Za-z0-9_]{1,40}$'),
  name text not null,
  description text not null,
  permissions text[] not null,
  charge_limit bigint check (charge_limit > 0),
  position smallint not null,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (org_id, id)
);
comment on column role.permissions is 'names as in src/staff/roles.ts; an owner has all there are, whatever this says';
comment on column role.charge_limit is 'minor units; the most somebody charges at once without a second person; null: no limit';
comment on column role.removed_at is 'rows stay, since old invitations and the audit name them';
create unique index role_name on role (org_id, lower(name)) where removed_at is null;

-- The owner of the tables is under forced row level security like everybody else; it is lifted
-- while the organizations that are there already get the roles they have had so far.
alter table organization no force row level security;
insert into role (org_id, id, name, description, permissions, position, created_at)
select o.id, r.id, r.name, r.description, string_to_array(r.permissions, ' '), r.position, o.created_at
from organization o, (values
  ('owner', 'Owner', 'Everything, and who may do what', '', 1),
  ('administrator', 'Administrator', 'Everything but naming owners',
    'clients.read clients.write invoices.read invoices.issue payments.read payments.charge payments.record payments.backdate payments.approve payments.cancel payments.refund payments.export processor.open wallet.read wallet.write books.read staff.read staff.manage roles.manage organization.manage', 2),
  ('billingManager', 'Billing manager', 'Invoices, payments, wallets and the books',
    'clients.read clients.write invoices.read invoices.issue payments.read payments.charge payments.record payments.backdate payments.approve payments.cancel payments.refund payments.export processor.open wallet.read wallet.write books.read staff.read', 3),
  ('frontDesk', 'Front desk', 'Clients, payments and cards on file',
    'clients.read clients.write invoices.read invoices.issue payments.read payments.charge payments.record payments.cancel wallet.read wallet.write', 4),
  ('readOnly', 'Read only', 'Looks at clients and payments, changes nothing',
    'clients.read invoices.read payments.read wallet.read', 5)
) r (id, name, description, permissions, position);
alter table organization force row level security;

alter table staff_member drop constraint staff_member_role_check;
alter table staff_member no force row level security;
alter table staff_invitation no force row level security;
alter table staff_member add foreign key (org_id, role) references role (org_id, id);
alter table staff_invitation add foreign key (org_id, role) references role (org_id, id);
alter table staff_member force row level security;
alter table staff_invitation force row level security;
create index on staff_member (org_id, role);

alter table role enable row level security;
alter table role force row level security;
create policy of_organization on role to onfile_app
  using (org_id = current_org()) with check (org_id = current_org());
create policy across on role for select to onfile_router, onfile_auditor using (true);
grant select on role to onfile_router, onfile_auditor;
grant select, insert, update on role to onfile_app;
