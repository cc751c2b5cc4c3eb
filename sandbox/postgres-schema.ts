/** Made at start; a database of the sandbox's own holds nothing else. */
export const POSTGRES_SCHEMA = `
create table if not exists object (
  account text not null,
  id text not null,
  type text not null,
  seq bigint generated always as identity,
  created bigint not null,
  customer text,
  label text,
  data jsonb not null,
  primary key (account, id)
);
create index if not exists object_by_type on object (account, type, seq desc);
create index if not exists object_by_customer on object (account, type, customer, seq desc)
  where customer is not null;
create index if not exists object_by_label on object (account, type, label, seq desc)
  where label is not null;

create table if not exists idempotency (
  account text not null,
  key text not null,
  endpoint text not null,
  params_digest text not null,
  status int not null,
  body text not null,
  request_id text not null,
  created_at bigint not null,
  primary key (account, key)
);

create table if not exists delivery (
  id text primary key,
  seq bigint generated always as identity,
  account text not null,
  event_id text not null,
  endpoint_id text not null,
  attempts int not null default 0,
  due_at bigint not null,
  state text not null,
  last_status int
);
create index if not exists delivery_pending on delivery (account, due_at) where state = 'pending';
create index if not exists delivery_by_event on delivery (account, event_id);

create table if not exists task (
  id text primary key,
  account text not null,
  kind text not null,
  object_id text not null,
  due_at bigint not null
);
create index if not exists task_due on task (account, due_at);

create table if not exists setting (name text primary key, value jsonb not null);
`
