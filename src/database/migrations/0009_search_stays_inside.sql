-- The search function sees all organizations, so it holds itself to the one of the transaction too.
create or replace function clients_matching(organization uuid, pattern text) returns setof uuid
  language sql stable security definer set search_path = public
begin atomic
  select c.id from client c
  where c.org_id = organization and organization = current_org() and c.searchable like pattern;
end;
