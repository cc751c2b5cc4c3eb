-- People of the portal. A person signs in once and may own or represent accounts of several
-- organizations, so who they are belongs to none of them; what they may do at an account is a row
-- of its organization.
create table auth.person (
  id uuid primary key,
  email text not null unique check (email = lower(email)),
  name text not null,
  created_at timestamptz not null
);

-- A link and a code, mailed by one organization: whoever reads that mail has proven the address to
-- that organization and to no other, since each chooses its own mail server.
create table auth.person_sign_in (
  token_hash bytea primary key,
  code_hash bytea,
  email text not null,
  mailed_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on auth.person_sign_in (email, mailed_by);
create index on auth.person_sign_in (expires_at);

create table auth.person_session (
  token_hash bytea primary key,
  person_id uuid not null references auth.person (id) on delete cascade,
  org_ids uuid[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  user_agent text not null default ''
);
comment on column auth.person_session.org_ids is 'the organizations this session was proven to';
create index on auth.person_session (person_id);
create index on auth.person_session (expires_at);

alter table account add column signed_in_once_at timestamptz;
comment on column account.signed_in_once_at is 'when its owner first came to the portal';

-- Who may act for an account in the portal: its owner, and representatives.
create table account_person (
  org_id uuid not null references organization (id),
  id uuid not null,
  account_id uuid not null,
  person_id uuid,
  email text not null check (email = lower(email)),
  name text not null,
  role text not null check (role in ('owner', 'representative')),
  may_pay boolean not null,
  may_manage_wallet boolean not null,
  invited_by_name text not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  ended_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  check ((person_id is null) = (confirmed_at is null)),
  check (role = 'representative' or (may_pay and may_manage_wallet))
);
comment on column account_person.person_id is 'null until the address was proven by a first sign-in';
create unique index account_person_once on account_person (org_id, account_id, email) where ended_at is null;
create index account_person_of_person on account_person (person_id) where ended_at is null;
create index account_person_of_email on account_person (email) where ended_at is null;

alter table account_person enable row level security;
alter table account_person force row level security;
create policy of_organization on account_person to onfile_app
  using (org_id = current_org()) with check (org_id = current_org());
create policy across on account_person for select to onfile_router, onfile_auditor using (true);
grant select on account_person to onfile_router, onfile_auditor;
grant select, insert, update on account_person to onfile_app;

create function places_of_email(wanted text) returns table (org_id uuid, account_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select p.org_id, p.account_id from account_person p where p.email = wanted and p.ended_at is null;
end;

create function places_of_person(wanted uuid)
  returns table (org_id uuid, account_id uuid, account_person_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select p.org_id, p.account_id, p.id from account_person p
  where p.person_id = wanted and p.ended_at is null;
end;
grant create on schema public to onfile_router;
alter function places_of_email(text) owner to onfile_router;
alter function places_of_person(uuid) owner to onfile_router;
revoke create on schema public from onfile_router;
revoke all on function places_of_email(text), places_of_person(uuid) from public;
grant execute on function places_of_email(text), places_of_person(uuid) to onfile_app;

-- Who paid: a person of the account, in the portal. Staff stand in opened_by.
alter table payment add column account_person_id uuid;
alter table payment add foreign key (org_id, account_person_id) references account_person (org_id, id);
alter table payment add check (account_person_id is null or opened_by is null);
-- A client may save a card too.
alter table card_setup alter column opened_by drop not null;
alter table card_setup add column account_person_id uuid;
alter table card_setup add foreign key (org_id, account_person_id) references account_person (org_id, id);
alter table payment_transition drop constraint payment_transition_door_check;
alter table payment_transition add check (door in ('request', 'answer', 'webhook', 'poll', 'sweeper', 'staff', 'client'));
