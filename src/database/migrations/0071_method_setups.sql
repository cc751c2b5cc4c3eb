-- What is set up without a charge is a payment method, of which a card is one kind: the table and
-- all that hangs on it say so.
alter table card_setup rename to method_setup;
comment on table method_setup is 'one attempt to save a payment method without a charge';

alter index card_setup_to_look_at rename to method_setup_to_look_at;
alter index card_setup_of_account rename to method_setup_of_account;
alter index card_setup_failed rename to method_setup_failed;

do $$
declare
  named record;
begin
  for named in
    select conname from pg_constraint
    where conrelid = 'method_setup'::regclass and conname like 'card\_setup\_%'
  loop
    execute format('alter table method_setup rename constraint %I to %I', named.conname,
      replace(named.conname, 'card_setup_', 'method_setup_'));
  end loop;
end $$;

drop function card_setups_to_look_at(timestamptz, integer);

create function method_setups_to_look_at(due timestamptz, at_most integer)
  returns table (org_id uuid, setup_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select s.org_id, s.id from method_setup s where s.look_at <= due order by s.look_at limit at_most;
end;
grant create on schema public to onfile_router;
alter function method_setups_to_look_at(timestamptz, integer) owner to onfile_router;
revoke create on schema public from onfile_router;
revoke all on function method_setups_to_look_at(timestamptz, integer) from public;
grant execute on function method_setups_to_look_at(timestamptz, integer) to onfile_app;
