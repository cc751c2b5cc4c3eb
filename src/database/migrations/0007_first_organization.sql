-- Whose processor keys the STRIPE_* settings are: the organization that was made first.
create function first_organization() returns uuid
  language sql stable security definer set search_path = public
  return (select id from organization order by created_at, id limit 1);
grant create on schema public to onfile_router;
alter function first_organization() owner to onfile_router;
revoke create on schema public from onfile_router;
revoke all on function first_organization() from public;
grant execute on function first_organization() to onfile_app;
