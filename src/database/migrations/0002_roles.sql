-- Three roles, none of which can sign in. Every transaction takes one of them on
-- (`set_config('role', …, true)`), so one DATABASE_URL and a transaction pooler are enough.
--   onfile_app      works inside one organization; row level security holds it there
--   onfile_router   owns the few functions that must look across organizations
--   onfile_auditor  reads everything, writes nothing: `onfile check`
do $$
declare
  wanted text;
begin
  foreach wanted in array array['onfile_app', 'onfile_router', 'onfile_auditor'] loop
    begin
      execute format('create role %I nologin', wanted);
    exception when duplicate_object or unique_violation then
      null; -- roles belong to the whole cluster; another database made it
    end;
    execute format('grant %I to current_user', wanted);
  end loop;
end
$$;

grant usage on schema public to onfile_app, onfile_router, onfile_auditor;
grant create on schema public to onfile_router;
create extension if not exists pg_trgm;
create extension if not exists btree_gin;

-- The organization whose rows this transaction may see; null sees none.
create function current_org() returns uuid
  language sql stable
  return nullif(current_setting('onfile.org', true), '')::uuid;
