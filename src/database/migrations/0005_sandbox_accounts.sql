-- Which processor accounts are the sandbox's: its webhooks are pointed here at each start.
create function sandbox_accounts() returns table (org_id uuid, processor_account_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select a.org_id, a.id from processor_account a where a.kind = 'sandbox';
end;
grant create on schema public to onfile_router;
alter function sandbox_accounts() owner to onfile_router;
revoke create on schema public from onfile_router;
revoke all on function sandbox_accounts() from public;
grant execute on function sandbox_accounts() to onfile_app;
