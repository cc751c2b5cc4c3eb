-- What proves who signs in beside the password, and the way back in without it. Belongs to the
-- person, not to an organization, like everything in this schema.
create table auth.totp (
  login_id text primary key references auth.login (id) on delete cascade,
  secret_sealed bytea not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  last_step bigint
);
comment on column auth.totp.confirmed_at is 'null until a first code showed that the app has the secret';
comment on column auth.totp.last_step is 'the time step of the last code taken: a code serves once';

create table auth.recovery_code (
  login_id text not null references auth.login (id) on delete cascade,
  code_hash bytea not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (login_id, code_hash)
);

create table auth.passkey (
  id uuid primary key,
  login_id text not null references auth.login (id) on delete cascade,
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index on auth.passkey (login_id);

-- Between two requests of one sign-in: the password was right and a code is asked, or a passkey
-- was asked to sign a challenge. The token is in the hands of the page.
create table auth.sign_in_step (
  token_hash bytea primary key,
  kind text not null check (kind in ('secondFactor', 'passkeySignIn', 'passkeySetUp')),
  login_id text references auth.login (id) on delete cascade,
  challenge text,
  expires_at timestamptz not null
);
create index on auth.sign_in_step (expires_at);

create table auth.password_reset (
  token_hash bytea primary key,
  login_id text not null references auth.login (id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on auth.password_reset (login_id);

-- An organization may ask a second factor of everybody who may change its settings. Whether a
-- person has one lies outside of it; this says yes or no and nothing else.
alter table organization add column second_factor_required boolean not null default false;
grant usage on schema auth to onfile_router;
grant select (login_id, confirmed_at) on auth.totp to onfile_router;
grant select (login_id) on auth.passkey to onfile_router;
create function has_second_factor(login text) returns boolean
  language sql stable security definer set search_path = public
  return exists (select from auth.totp t where t.login_id = login and t.confirmed_at is not null)
    or exists (select from auth.passkey p where p.login_id = login);
grant create on schema public to onfile_router;
alter function has_second_factor(text) owner to onfile_router;
revoke create on schema public from onfile_router;
revoke all on function has_second_factor(text) from public;
grant execute on function has_second_factor(text) to onfile_app;
