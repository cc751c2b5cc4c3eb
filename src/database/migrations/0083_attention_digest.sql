-- The daily mail of what failed, for whoever wants it: each staff member for themselves.
create table attention_digest (
  org_id uuid not null references organization (id),
  staff_id uuid not null,
  -- Null: not wanted any more.
  look_at timestamptz,
  told_until timestamptz not null,
  origin text not null,
  primary key (org_id, staff_id),
  foreign key (org_id, staff_id) references staff_member (org_id, id)
);
comment on table attention_digest is 'who wants what failed by mail once a day, and when the next one is due';
comment on column attention_digest.told_until is 'what came before was told';
comment on column attention_digest.origin is 'the address by which they reach this installation: links begin with it';

alter table attention_digest enable row level security;
alter table attention_digest force row level security;
create policy of_organization on attention_digest to onfile_app
  using (org_id = current_org()) with check (org_id = current_org());
create policy across on attention_digest for select to onfile_router, onfile_auditor using (true);
grant select on attention_digest to onfile_router, onfile_auditor;
grant select, insert, update on attention_digest to onfile_app;

create function digests_to_send(due timestamptz) returns table (org_id uuid, staff_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select d.org_id, d.staff_id from attention_digest d where d.look_at <= due;
end;
grant create on schema public to onfile_router;
alter function digests_to_send(timestamptz) owner to onfile_router;
revoke create on schema public from onfile_router;
revoke all on function digests_to_send(timestamptz) from public;
grant execute on function digests_to_send(timestamptz) to onfile_app;
