-- What a person of the portal sets for themselves: language, passkeys, another address.
alter table auth.person add column language text not null default 'en' check (language in ('en'));
comment on column auth.person.language is 'of the portal and its mails; those that are there';

create table auth.person_passkey (
  id uuid primary key,
  person_id uuid not null references auth.person (id) on delete cascade,
  org_ids uuid[] not null,
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
comment on column auth.person_passkey.org_ids is 'the organizations its sessions are proven to: those of the session that made it, and those proven since by a session that it opened';
create index on auth.person_passkey (person_id);
alter table auth.person_session add column passkey_id uuid references auth.person_passkey (id) on delete cascade;
comment on column auth.person_session.passkey_id is 'the passkey that opened it';
create index on auth.person_session (passkey_id);

-- Between two requests: a browser was asked to sign a challenge. The token is in the hands of the page.
create table auth.person_challenge (
  token_hash bytea primary key,
  person_id uuid references auth.person (id) on delete cascade,
  challenge text not null,
  expires_at timestamptz not null
);
comment on column auth.person_challenge.person_id is 'whose passkey is made; null where one signs in';
create index on auth.person_challenge (expires_at);

-- An address that takes effect when the link mailed to it is opened. One at a time.
create table auth.person_email_change (
  person_id uuid primary key references auth.person (id) on delete cascade,
  token_hash bytea not null unique,
  email text not null check (email = lower(email)),
  mailed_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
