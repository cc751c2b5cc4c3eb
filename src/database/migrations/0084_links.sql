-- Links for one purpose: whoever holds one may do the one thing that it is for, until it is done,
-- expired or withdrawn. And what clients tried to pay or save with a new method, which is limited.

alter table organization no force row level security;
alter table organization
  add column link_days smallint not null default 14 check (link_days between 1 and 90);
comment on column organization.link_days is 'how long a link works where nothing else is chosen';
alter table organization force row level security;

create table link (
  org_id uuid not null references organization (id),
  id uuid not null,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  account_id uuid not null,
  purpose text not null check (purpose in ('pay_invoice', 'pay_balance', 'add_method', 'confirm_payment')),
  invoice_id uuid,
  payment_id uuid,
  mail_id uuid,
  sent_to text,
  origin text not null,
  created_by uuid not null,
  created_by_name text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  opened_at timestamptz,
  opened_times integer not null default 0 check (opened_times >= 0),
  revoked_at timestamptz,
  revoked_by_name text,
  primary key (org_id, id),
  unique (org_id, token_hash),
  foreign key (org_id, account_id) references account (org_id, id),
  foreign key (org_id, invoice_id) references invoice (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  foreign key (org_id, mail_id) references mail (org_id, id),
  foreign key (org_id, created_by) references staff_member (org_id, id),
  check ((invoice_id is not null) = (purpose = 'pay_invoice')),
  check ((payment_id is not null) = (purpose = 'confirm_payment')),
  check ((revoked_at is null) = (revoked_by_name is null))
);
comment on table link is 'a link for one purpose, sent to a client; what was made with it uses it up';
comment on column link.token_hash is 'the token itself is nowhere: it is derived from the id under ONFILE_SECRET';
comment on column link.mail_id is 'the mail that last carried it';
comment on column link.origin is 'the address by which this installation is reached: the link begins with it';
comment on column link.opened_times is 'opening it uses nothing up: programs that scan mails open links';
create index link_of_account on link (org_id, account_id, created_at desc, id desc);
create index link_of_mail on link (org_id, mail_id) where mail_id is not null;
-- A token is looked up before the organization is known.
create index link_token on link (token_hash);

create table client_try (
  org_id uuid not null references organization (id),
  id uuid not null,
  at timestamptz not null,
  account_id uuid not null,
  account_person_id uuid,
  link_id uuid,
  place bytea,
  payment_id uuid,
  setup_id uuid,
  primary key (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id),
  foreign key (org_id, account_person_id) references account_person (org_id, id),
  foreign key (org_id, link_id) references link (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  foreign key (org_id, setup_id) references method_setup (org_id, id),
  check (num_nonnulls(account_person_id, link_id) = 1),
  check (num_nonnulls(payment_id, setup_id) = 1)
);
comment on table client_try is 'a client brought a new payment method, in the portal or by a link: counted before the processor is asked';
comment on column client_try.place is 'a hash of the network address it came from';
create index client_try_newest on client_try (org_id, at);
create index client_try_of_account on client_try (org_id, account_id, at);
create index client_try_of_person on client_try (org_id, account_person_id, at) where account_person_id is not null;
create index client_try_of_link on client_try (org_id, link_id, at) where link_id is not null;
create index client_try_of_place on client_try (org_id, place, at) where place is not null;
create unique index client_try_of_payment on client_try (org_id, payment_id) where payment_id is not null;
create unique index client_try_of_setup on client_try (org_id, setup_id) where setup_id is not null;

do $$
declare
  t text;
begin
  foreach t in array array['link', 'client_try'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy of_organization on %I to onfile_app
      using (org_id = current_org()) with check (org_id = current_org())', t);
    execute format('create policy across on %I for select to onfile_router, onfile_auditor using (true)', t);
    execute format('grant select on %I to onfile_router, onfile_auditor', t);
  end loop;
end
$$;
grant select, insert, update on link to onfile_app;
grant select, insert on client_try to onfile_app;

create function link_of_token(wanted bytea) returns table (org_id uuid, link_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select l.org_id, l.id from link l where l.token_hash = wanted;
end;
grant create on schema public to onfile_router;
alter function link_of_token(bytea) owner to onfile_router;
revoke create on schema public from onfile_router;
revoke all on function link_of_token(bytea) from public;
grant execute on function link_of_token(bytea) to onfile_app;
