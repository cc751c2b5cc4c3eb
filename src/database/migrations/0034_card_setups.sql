-- Saving a card without a charge: on record before the processor is asked, like a payment.
alter table "authorization" add column method_name text;
comment on column "authorization".method_name is 'what the card is to be called once it is saved';

create table card_setup (
  org_id uuid not null references organization (id),
  id uuid not null,
  account_id uuid not null,
  state text not null check (state in ('created', 'confirming', 'requires_action', 'unknown',
    'succeeded', 'failed', 'canceled')),
  processor_account_id uuid not null,
  customer_id text not null,
  confirmation_token text not null,
  intent_id text,
  authorization_id uuid not null,
  replaces_id uuid,
  make_default boolean not null,
  method_id uuid,
  recognized boolean not null default false,
  card jsonb,
  problem jsonb,
  opened_by uuid not null,
  opened_by_name text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  look_at timestamptz,
  looks smallint not null default 0,
  settled_at timestamptz,
  primary key (org_id, id),
  -- A token works once: sent again, it is the same set-up.
  unique (org_id, confirmation_token),
  unique (org_id, processor_account_id, intent_id),
  foreign key (org_id, account_id) references account (org_id, id),
  foreign key (org_id, processor_account_id) references processor_account (org_id, id),
  foreign key (org_id, authorization_id) references "authorization" (org_id, id),
  foreign key (org_id, replaces_id) references payment_method (org_id, id),
  foreign key (org_id, method_id) references payment_method (org_id, id),
  check (intent_id is not null or state in ('created', 'canceled')),
  check ((look_at is null) = (state in ('succeeded', 'failed', 'canceled'))),
  check ((method_id is not null) = (state = 'succeeded'))
);
comment on table card_setup is 'one attempt to save a card without a charge';
comment on column card_setup.replaces_id is 'the card that leaves when this one is saved; its name and plans move';
comment on column card_setup.recognized is 'the card was in the wallet already and was renewed';
create index card_setup_to_look_at on card_setup (look_at) where look_at is not null;
create index card_setup_of_account on card_setup (org_id, account_id, created_at);
create index card_setup_failed on card_setup (org_id, settled_at) where state = 'failed';

alter table card_setup enable row level security;
alter table card_setup force row level security;
create policy of_organization on card_setup to onfile_app
  using (org_id = current_org()) with check (org_id = current_org());
create policy across on card_setup for select to onfile_router, onfile_auditor using (true);
grant select on card_setup to onfile_router, onfile_auditor;
grant select, insert, update on card_setup to onfile_app;

create function card_setups_to_look_at(due timestamptz, at_most integer)
  returns table (org_id uuid, setup_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select s.org_id, s.id from card_setup s where s.look_at <= due order by s.look_at limit at_most;
end;
grant create on schema public to onfile_router;
alter function card_setups_to_look_at(timestamptz, integer) owner to onfile_router;
revoke create on schema public from onfile_router;
revoke all on function card_setups_to_look_at(timestamptz, integer) from public;
grant execute on function card_setups_to_look_at(timestamptz, integer) to onfile_app;

-- For no other search of a wallet: only what names a card's number can use it.
drop index payment_method_of_card;
create index payment_method_of_card on payment_method (org_id, processor_account_id, fingerprint)
  where removed_at is null and fingerprint is not null;
