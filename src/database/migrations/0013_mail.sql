-- The outbox: what is to be mailed is a row of the transaction that wants it; a job hands it over.
create table mail (
  org_id uuid not null references organization (id),
  id uuid not null,
  about text not null check (about ~ '^[a-zA-Z]{1,40}$'),
  about_id uuid,
  -- Written by an event, not by a person: such a mail exists once.
  automatic boolean not null default false,
  to_address text not null,
  -- Null until it is written: a receipt is put into words when its turn comes.
  subject text,
  text_body text,
  html_body text,
  attachments text[] not null default '{}',
  -- Holds a link that signs in: its words are wiped when it is sent.
  private boolean not null default false,
  state text not null check (state in ('queued', 'sending', 'sent', 'failed', 'kept')),
  tries smallint not null default 0,
  look_at timestamptz,
  last_error text,
  server_said text,
  by_id uuid,
  by_name text not null,
  again_of uuid,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  sent_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, again_of) references mail (org_id, id),
  foreign key (org_id, by_id) references staff_member (org_id, id),
  check ((look_at is not null) = (state in ('queued', 'sending'))),
  check ((sent_at is not null) = (state = 'sent')),
  check ((subject is null) = (text_body is null) and (subject is null) = (html_body is null)),
  check (subject is not null or state <> 'sent')
);
comment on column mail.state is 'kept: no mail server was set up, so it was only written down';
comment on column mail.look_at is 'when the job takes it next; also the lease of whoever sends it now';
create index mail_to_look_at on mail (look_at) where look_at is not null;
create index mail_newest on mail (org_id, created_at desc, id desc);
create index mail_about on mail (org_id, about_id, created_at) where about_id is not null;
create unique index one_automatic_mail on mail (org_id, about, about_id) where automatic;

create table mail_server (
  org_id uuid primary key references organization (id),
  host text not null,
  port integer not null check (port between 1 and 65535),
  security text not null check (security in ('tls', 'starttls', 'none')),
  username text,
  password_sealed bytea,
  from_name text not null,
  from_address text not null,
  reply_to text,
  -- Put away, not deleted: mails are then kept.
  disabled_at timestamptz,
  changed_at timestamptz not null,
  changed_by text not null,
  check (password_sealed is null or username is not null)
);
comment on column mail_server.password_sealed is 'AES-256-GCM under ONFILE_SECRET';

-- How the organization shows itself: on receipts, in mails, to clients.
create table organization_brand (
  org_id uuid primary key references organization (id),
  address_lines text[] not null default '{}' check (cardinality(address_lines) <= 3),
  city text not null default '',
  region text not null default '',
  postal_code text not null default '',
  phone text not null default '',
  email text,
  website text,
  receipt_policy text not null default '',
  accent text check (accent ~ '^#[0-9a-f]{6}$'),
  logo bytea check (octet_length(logo) between 1 and 200000),
  logo_width smallint,
  logo_height smallint,
  logo_version integer not null default 0,
  changed_at timestamptz not null,
  changed_by text not null,
  check ((logo is null) = (logo_width is null) and (logo is null) = (logo_height is null))
);
comment on column organization_brand.logo is 'a PNG, checked when it came';

do $$
declare
  t text;
begin
  foreach t in array array['mail', 'mail_server', 'organization_brand'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy of_organization on %I to onfile_app
      using (org_id = current_org()) with check (org_id = current_org())', t);
    execute format('create policy across on %I for select to onfile_router, onfile_auditor using (true)', t);
    execute format('grant select on %I to onfile_router, onfile_auditor', t);
    execute format('grant select, insert, update on %I to onfile_app', t);
  end loop;
end
$$;

create function mails_to_look_at(due timestamptz, at_most integer) returns table (org_id uuid, mail_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select m.org_id, m.id from mail m where m.look_at <= due order by m.look_at limit at_most;
end;
grant create on schema public to onfile_router;
alter function mails_to_look_at(timestamptz, integer) owner to onfile_router;
revoke create on schema public from onfile_router;
revoke all on function mails_to_look_at(timestamptz, integer) from public;
grant execute on function mails_to_look_at(timestamptz, integer) to onfile_app;
