-- How often somebody tried to sign in lately, by a hash of the address they typed and of where they
-- came from. No state outside PostgreSQL: two web processes count together.
create table auth.sign_in_try (
  subject bytea not null,
  at timestamptz not null
);
create index on auth.sign_in_try (subject, at);
create index on auth.sign_in_try (at);

-- A row is one organization's; a token is looked up before the organization is known.
alter table staff_invitation drop constraint staff_invitation_token_hash_key;
alter table staff_invitation add unique (org_id, token_hash);
create index on staff_invitation (token_hash);
