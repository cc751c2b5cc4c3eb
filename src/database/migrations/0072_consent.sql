-- Consent in full: for what, in which words, through which channel, by whom, when, from where, up to
-- what amount, until when. A row is never changed; what becomes of it is an event. Nothing deletes
-- either: they are kept for the seven years in which somebody may ask for them.

-- The owner of the tables is under forced row level security like everybody else; it is lifted for
-- the rows that get a value here.
alter table "authorization" no force row level security;
alter table authorization_event no force row level security;
alter table payment_method no force row level security;
alter table organization no force row level security;
alter table role no force row level security;

alter table "authorization"
  drop constraint authorization_purpose_check,
  drop constraint authorization_channel_check,
  add column purpose_id uuid,
  add column wording_hash text,
  add column how text check (how in ('paper', 'telephone', 'email', 'inPerson')),
  add column note text not null default '',
  add column recorded_by_name text,
  add column ip text,
  add column user_agent text,
  add column cap_per_charge bigint check (cap_per_charge > 0),
  add column cap_per_period bigint check (cap_per_period > 0),
  add column cap_period text check (cap_period in ('day', 'week', 'month')),
  add column ends_on date,
  add column billing_address jsonb,
  add column wallet_group uuid;
update "authorization" set wording_hash = encode(sha256(convert_to(wording, 'UTF8')), 'hex');
alter table "authorization"
  alter column wording_hash set not null,
  add constraint authorization_purpose_check check (purpose in ('staff_charges', 'plan', 'run')
    and (purpose = 'staff_charges') = (purpose_id is null)),
  add constraint authorization_channel_check check (
    channel in ('card_form', 'portal', 'link', 'recorded_by_staff')
    and (channel = 'recorded_by_staff') = (how is not null)),
  add constraint authorization_cap_check check ((cap_per_period is null) = (cap_period is null));
create index authorization_of_account on "authorization" (org_id, account_id, created_at);
create index authorization_newest on "authorization" (org_id, created_at desc, id desc);
comment on table "authorization" is 'who agreed that a method may be charged, for what; in force from its in_force event until revoked or ended';
comment on column "authorization".purpose_id is 'the plan or the run that it names';
comment on column "authorization".wording_hash is 'sha-256 of the wording, in hexadecimal';
comment on column "authorization".how is 'how it reached the staff who recorded it';
comment on column "authorization".recorded_by_name is 'at whose desk it was given, or who recorded it; null where the client was alone';
comment on column "authorization".billing_address is 'of the method, until it is saved';
comment on column "authorization".wallet_group is 'the group of the same method elsewhere, until it is saved';

alter table authorization_event
  drop constraint authorization_event_kind_check,
  add column root_id uuid,
  add column reason text not null default '',
  add column how text check (how in ('paper', 'telephone', 'email', 'inPerson')),
  add column cap_per_charge bigint check (cap_per_charge > 0),
  add column cap_per_period bigint check (cap_per_period > 0),
  add column cap_period text check (cap_period in ('day', 'week', 'month')),
  add column ends_on date,
  add column wording_version text,
  add column wording text,
  add column wording_hash text;
update authorization_event set root_id = authorization_id where kind = 'in_force';
alter table authorization_event
  add constraint authorization_event_kind_check check (kind in ('in_force', 'revoked', 'ended', 'capped', 'reworded')),
  add constraint authorization_event_root_check check ((kind = 'in_force') = (root_id is not null)),
  add constraint authorization_event_cap_check check ((cap_per_period is null) = (cap_period is null)
    and (kind = 'capped' or num_nonnulls(cap_per_charge, cap_per_period, ends_on) = 0)),
  add constraint authorization_event_wording_check check (
    num_nonnulls(wording_version, wording, wording_hash) = case when kind = 'reworded' then 3 else 0 end);
create unique index authorization_in_force_once on authorization_event (org_id, authorization_id) where kind = 'in_force';
create index authorization_event_of_root on authorization_event (org_id, root_id) where root_id is not null;
create index authorization_to_end on "authorization" (ends_on) where ends_on is not null;
create index authorization_event_to_end on authorization_event (ends_on) where ends_on is not null;
comment on column authorization_event.root_id is 'the first consent that this one continues: limits of a period count over all of them';
comment on column authorization_event.ends_on is 'of capped: all limits from then on, those that are null are none';

alter table payment_method
  add column authorized boolean not null default false,
  add column billing_address jsonb;
update payment_method m set authorized = true
where exists (select from authorization_event g
  where g.org_id = m.org_id and g.method_id = m.id and g.kind = 'in_force'
    and not exists (select from authorization_event e
      where e.org_id = g.org_id and e.authorization_id = g.authorization_id and e.kind in ('revoked', 'ended')));
comment on column payment_method.authorized is 'whether a consent is in force: kept in the transaction that changes it, for lists and search';
comment on column payment_method.billing_address is 'name, line1, line2, city, postalCode, state, country';
drop index payment_method_by_last4;
create index payment_method_by_last4 on payment_method (org_id, last4) where removed_at is null and authorized;
create index payment_method_chargeable on payment_method (org_id, account_id) where removed_at is null and authorized;
create index payment_method_expiring on payment_method (exp_year, exp_month) where removed_at is null;
create index payment_method_of_group on payment_method (wallet_group) where removed_at is null;

-- What happened to a saved method, for whoever looks at the wallet.
create table method_event (
  org_id uuid not null references organization (id),
  method_id uuid not null,
  seq smallint not null,
  kind text not null check (kind in ('added', 'recognized', 'replaced', 'removed', 'updated', 'detached',
    'addressChanged', 'expiringTold')),
  at timestamptz not null,
  by_name text not null,
  detail jsonb not null default '{}',
  primary key (org_id, method_id, seq),
  foreign key (org_id, method_id) references payment_method (org_id, id)
);
-- Told once per method and date, however many look at once.
create unique index method_event_expiring on method_event (org_id, method_id, (detail ->> 'expiry'))
  where kind = 'expiringTold';

-- A business that is there keeps what it could do; a new one saves for a client who signed in once.
alter table organization
  add column save_before_sign_in boolean not null default false,
  add column wallet_told_to text[] not null default '{}';
update organization set save_before_sign_in = true;
comment on column organization.save_before_sign_in is 'staff may save a method for a client who never signed in';
comment on column organization.wallet_told_to is 'who of the staff is told by e-mail of what happens in wallets';
alter table account add column if not exists signed_in_once_at timestamptz;

update role set permissions = permissions || '{wallet.export}'::text[]
where 'payments.export' = any (permissions) and not 'wallet.export' = any (permissions);

alter table method_event enable row level security;
alter table method_event force row level security;
create policy of_organization on method_event to onfile_app
  using (org_id = current_org()) with check (org_id = current_org());
create policy across on method_event for select to onfile_router, onfile_auditor using (true);
grant select on method_event to onfile_router, onfile_auditor;
grant select, insert on method_event to onfile_app;

alter table "authorization" force row level security;
alter table authorization_event force row level security;
alter table payment_method force row level security;
alter table organization force row level security;
alter table role force row level security;

-- Search finds a card only where it may be charged.
create or replace function clients_phoned(organization uuid, backwards text, archived boolean, owing boolean,
    with_card boolean, at_most integer) returns setof uuid
  language sql stable security definer set search_path = public
begin atomic
  select c.id from client c
  where c.org_id = organization and organization = current_org() and c.phone is not null
    and (reverse(digits_of(c.phone)) collate "C") >= backwards
    and (reverse(digits_of(c.phone)) collate "C") < backwards || chr(1114111)
    and (c.archived_at is not null) = archived
    and (not owing or exists (select from account a
      where a.org_id = organization and a.id = c.account_id and a.receivable > 0))
    and (not with_card or exists (select from payment_method m
      where m.org_id = organization and m.account_id = c.account_id and m.removed_at is null
        and m.authorized))
  limit at_most;
end;

create or replace function clients_containing(organization uuid, near text, pattern text, archived boolean, owing boolean,
    with_card boolean, at_most integer) returns setof uuid
  language sql stable security definer set search_path = public
begin atomic
  with own as materialized (
    select k.last > 100000 as is_large from counter k
    where k.org_id = organization and k.kind = 'client'),
  hit as materialized (
    select c.id, c.account_id, c.archived_at, c.searchable from client c
    where c.org_id = organization and organization = current_org() and c.searchable like near
      and not coalesce((select is_large from own), false)
    union all
    select c.id, c.account_id, c.archived_at, c.searchable from client c
    where c.org_id is not distinct from organization and organization = current_org() and c.searchable like near
      and (select is_large from own))
  select h.id from hit h
  where h.searchable like pattern and (h.archived_at is not null) = archived
    and (not owing or exists (select from account a
      where a.org_id = organization and a.id = h.account_id and a.receivable > 0))
    and (not with_card or exists (select from payment_method m
      where m.org_id = organization and m.account_id = h.account_id and m.removed_at is null
        and m.authorized))
  limit at_most;
end;

-- Consents whose last day is over, by the calendar of their organization, and that nothing ended yet.
create function authorizations_to_end(at timestamptz, at_most integer)
  returns table (org_id uuid, authorization_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  with dated as (
    select z.org_id, z.id from "authorization" z where z.ends_on < at::date + 1
    union
    select e.org_id, e.authorization_id from authorization_event e where e.ends_on < at::date + 1)
  select z.org_id, z.id
  from dated d
  join "authorization" z on z.org_id = d.org_id and z.id = d.id
  join organization o on o.id = z.org_id
  left join lateral (select true as is_set, c.ends_on from authorization_event c
    where c.org_id = z.org_id and c.authorization_id = z.id and c.kind = 'capped'
    order by c.seq desc limit 1) c on true
  where case when c.is_set then c.ends_on else z.ends_on end < (at at time zone o.time_zone)::date
    and exists (select from authorization_event g
      where g.org_id = z.org_id and g.authorization_id = z.id and g.kind = 'in_force')
    and not exists (select from authorization_event e
      where e.org_id = z.org_id and e.authorization_id = z.id and e.kind in ('revoked', 'ended'))
  limit at_most;
end;

-- Cards that are good for the last time next month, and of which nobody was told.
create function methods_expiring_next_month(at timestamptz, at_most integer)
  returns table (org_id uuid, method_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select m.org_id, m.id
  from payment_method m join organization o on o.id = m.org_id
  where m.removed_at is null and m.authorized
    and m.exp_year between extract(year from at)::int and extract(year from at)::int + 1
    and m.exp_year * 12 + m.exp_month =
      extract(year from at at time zone o.time_zone) * 12 + extract(month from at at time zone o.time_zone) + 1
    and not exists (select from method_event e
      where e.org_id = m.org_id and e.method_id = m.id and e.kind = 'expiringTold'
        and e.detail ->> 'expiry' = m.exp_year || '-' || lpad(m.exp_month::text, 2, '0'))
  limit at_most;
end;

-- Whether the same card is in a wallet of this group, whatever organization holds it: the group, or none.
create function wallet_group_with(wallet_group uuid, brand text, last4 text) returns uuid
  language sql stable security definer set search_path = public
begin atomic
  select m.wallet_group from payment_method m
  where m.wallet_group = wallet_group_with.wallet_group and m.brand = wallet_group_with.brand
    and m.last4 = wallet_group_with.last4 and m.removed_at is null
  limit 1;
end;

grant create on schema public to onfile_router;
do $$
declare
  f regprocedure;
begin
  foreach f in array array['authorizations_to_end(timestamptz, integer)'::regprocedure,
    'methods_expiring_next_month(timestamptz, integer)'::regprocedure,
    'wallet_group_with(uuid, text, text)'::regprocedure]
  loop
    execute format('alter function %s owner to onfile_router', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to onfile_app', f);
  end loop;
end
$$;
revoke create on schema public from onfile_router;
