-- Search and lists at a million clients and a million payments.

-- Letters as they are looked for: small, and without their accents.
create function folded(text) returns text
  language sql immutable strict parallel safe
  return lower(regexp_replace(normalize($1, NFD), '[\u0300-\u036f]', '', 'g'));

create function digits_of(text) returns text
  language sql immutable strict parallel safe
  return regexp_replace($1, '\D', '', 'g');

-- "maria del alvarez" as "alvarez maria del"; null where there is but one word.
create function last_word_first(text) returns text
  language sql immutable strict parallel safe
  return case when $1 like '% %' then regexp_replace($1, '^(.*) (\S+)$', '\2 \1') end;

-- The owner of the tables is under forced row level security like everybody else; it is lifted for
-- the rows that get a value here.
alter table client no force row level security;
alter table payment no force row level security;

-- One order for the list, for the beginning of a name and for the cursor, given by one index: code
-- points of folded names are near enough to how people sort, and a range of them is a prefix. These
-- comparisons are leakproof, so row level security leaves them their index; LIKE is not, nor is lower().
drop function clients_matching(uuid, text);
alter table client drop column searchable;
alter table client
  add column name_key text collate "C" not null generated always as (folded(name)) stored,
  add column surname_key text collate "C" generated always as (last_word_first(folded(name))) stored,
  add column email_key text generated always as (lower(email)) stored,
  add column searchable text not null generated always as
    (folded(name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '')) || ' ' || coalesce(digits_of(phone), '')) stored;
comment on column client.searchable is 'what a part of a name, an e-mail or a telephone is looked for in; telephone also as digits';

drop index client_by_name;
create index client_by_name on client (org_id, name_key, id);
create index client_archived on client (org_id, name_key, id) where archived_at is not null;
create index client_by_surname on client (org_id, surname_key, id) where surname_key is not null;
create index client_by_email on client (org_id, email_key) where email_key is not null;
create index client_search on client using gin (org_id, searchable gin_trgm_ops);
create index payment_method_by_last4 on payment_method (org_id, last4) where removed_at is null;

-- Each looks at the index first and stops at `at_most`; the materialized part keeps the planner
-- from walking another index in the hope of being done soon. `owing` and `with_card` narrow before
-- the limit does.
create function clients_containing(organization uuid, pattern text, archived boolean, owing boolean,
    with_card boolean, at_most integer) returns setof uuid
  language sql stable security definer set search_path = public
begin atomic
  with hit as materialized (
    select c.id, c.account_id, c.archived_at from client c
    where c.org_id = organization and organization = current_org() and c.searchable like pattern)
  select h.id from hit h
  where (h.archived_at is not null) = archived
    and (not owing or exists (select from account a
      where a.org_id = organization and a.id = h.account_id and a.receivable > 0))
    and (not with_card or exists (select from payment_method m
      where m.org_id = organization and m.account_id = h.account_id and m.removed_at is null))
  limit at_most;
end;

-- The words that names are made of. Far fewer than clients, so what is nearly one of them is found
-- quickly; a word that nobody bears any more does no harm.
create table name_word (
  org_id uuid not null references organization (id),
  word text collate "C" not null,
  primary key (org_id, word)
);
create index name_word_like on name_word using gin (org_id, word gin_trgm_ops);

create function note_name_words() returns trigger
  language plpgsql as $$
begin
  -- In one order, so that two who write the same words wait for each other and never both.
  insert into name_word (org_id, word)
  select distinct n.org_id, w.word from added n, regexp_split_to_table(n.name_key, '\s+') w (word)
  where length(w.word) >= 3 order by 1, 2
  on conflict do nothing;
  return null;
end
$$;
create trigger name_words_of_new after insert on client referencing new table as added
  for each statement execute function note_name_words();
create trigger name_words_of_changed after update on client referencing new table as added
  for each statement execute function note_name_words();
insert into name_word (org_id, word)
select distinct c.org_id, w.word from client c, regexp_split_to_table(c.name_key, '\s+') w (word)
where length(w.word) >= 3;

create function words_resembling(organization uuid, typed text, at_most integer) returns setof text
  language sql stable security definer set search_path = public
begin atomic
  with hit as materialized (
    select w.word from name_word w
    where w.org_id = organization and organization = current_org() and w.word % typed)
  select h.word from hit h order by similarity(h.word, typed) desc, h.word limit at_most;
end;

-- How somebody wants to see a list: its filters and its columns, under a name.
create table saved_view (
  org_id uuid not null references organization (id),
  id uuid not null,
  page text not null check (page in ('clients', 'payments')),
  staff_id uuid not null,
  name text not null,
  is_shared boolean not null,
  query jsonb not null,
  columns text[] not null,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, staff_id) references staff_member (org_id, id)
);
comment on column saved_view.query is 'what stands in the address of the page';
create unique index one_view_of_a_name on saved_view (org_id, page, staff_id, lower(name)) where removed_at is null;

do $$
declare
  t text;
begin
  foreach t in array array['name_word', 'saved_view'] loop
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

alter table client force row level security;

-- Payments: newest first by the day they count for. What lists filter by and totals add up lies in
-- the index itself, so that both read nothing else.
drop index payment_posted;
create index payment_posted on payment (org_id, posted_on desc, id desc)
  include (tender_id, state, opened_by, amount);
alter table payment
  add column card_last4 text generated always as (card ->> 'last4') stored,
  add column reference_key text collate "C" generated always as (folded(reference)) stored,
  add column receipt_email_key text generated always as (lower(receipt_email)) stored;
create index payment_by_amount on payment (org_id, amount, posted_on desc, id desc);
create index payment_by_last4 on payment (org_id, card_last4, posted_on desc, id desc) where card_last4 is not null;
create index payment_by_reference on payment (org_id, reference_key) where reference_key is not null;
create index payment_by_email on payment (org_id, receipt_email_key, posted_on desc, id desc) where receipt_email_key is not null;
alter table payment force row level security;

do $$
declare
  f regprocedure;
begin
  grant create on schema public to onfile_router;
  foreach f in array array[
    'clients_containing(uuid, text, boolean, boolean, boolean, integer)'::regprocedure,
    'words_resembling(uuid, text, integer)'::regprocedure]
  loop
    execute format('alter function %s owner to onfile_router', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to onfile_app', f);
  end loop;
  revoke create on schema public from onfile_router;
end
$$;
