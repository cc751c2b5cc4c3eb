-- Sign-in of staff: credentials and sessions. The tables are better-auth's, in a schema of their
-- own and under other names, because its "account" is not our Account. A person signs in once and
-- may work for several organizations, so nothing here carries org_id.
create schema auth;

create table auth.login (
  id text primary key,
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null,
  image text,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null
);

create table auth.session (
  id text primary key,
  "expiresAt" timestamptz not null,
  token text not null unique,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references auth.login (id) on delete cascade
);
create index on auth.session ("userId");

create table auth.credential (
  id text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references auth.login (id) on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null
);
create index on auth.credential ("userId");

create table auth.verification (
  id text primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null
);
create index on auth.verification (identifier);
