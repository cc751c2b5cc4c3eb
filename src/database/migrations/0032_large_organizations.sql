-- Where an organization holds most of the clients, its part of the trigram index is most of the
-- index, and reading that part costs more than the trigrams do (12 ms of 15 among a million). Its
-- rows are picked out behind the index instead; for the others the index picks them out.
create or replace function clients_containing(organization uuid, pattern text, archived boolean, owing boolean,
    with_card boolean, at_most integer) returns setof uuid
  language sql stable security definer set search_path = public
begin atomic
  with own as materialized (
    select k.last > 100000 as is_large from counter k
    where k.org_id = organization and k.kind = 'client'),
  hit as materialized (
    select c.id, c.account_id, c.archived_at from client c
    where c.org_id = organization and organization = current_org() and c.searchable like pattern
      and not coalesce((select is_large from own), false)
    union all
    select c.id, c.account_id, c.archived_at from client c
    where c.org_id is not distinct from organization and organization = current_org() and c.searchable like pattern
      and (select is_large from own))
  select h.id from hit h
  where (h.archived_at is not null) = archived
    and (not owing or exists (select from account a
      where a.org_id = organization and a.id = h.account_id and a.receivable > 0))
    and (not with_card or exists (select from payment_method m
      where m.org_id = organization and m.account_id = h.account_id and m.removed_at is null))
  limit at_most;
end;

-- Counting who is shown, and whether an account has anybody shown, without reading the table.
create index client_shown on client (org_id, account_id) where archived_at is null;
