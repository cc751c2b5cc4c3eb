-- The Payment Action Center: what needs a person names the thing it is about, is solved by itself
-- or dismissed by somebody, and its story is kept.

-- The owner of the tables is under forced row level security like everybody else; it is lifted
-- for the rows that get a value here.
alter table attention_item no force row level security;
alter table role no force row level security;
alter table payment no force row level security;
alter table refund no force row level security;
alter table dispute no force row level security;
alter table payment_return no force row level security;
alter table scheduled_payment no force row level security;
alter table difference no force row level security;

alter table attention_item
  alter column payment_id drop not null,
  add column account_id uuid,
  add column refund_id uuid,
  add column dispute_id uuid,
  add column return_id uuid,
  add column method_id uuid,
  add column scheduled_id uuid,
  add column difference_id uuid,
  add column state text not null default 'open' check (state in ('open', 'solved', 'dismissed')),
  add column closed_by_name text,
  add column reason text,
  add column assigned_to uuid,
  add foreign key (org_id, account_id) references account (org_id, id),
  add foreign key (org_id, refund_id) references refund (org_id, id),
  add foreign key (org_id, dispute_id) references dispute (org_id, id),
  add foreign key (org_id, return_id) references payment_return (org_id, id),
  add foreign key (org_id, method_id) references payment_method (org_id, id),
  add foreign key (org_id, scheduled_id) references scheduled_payment (org_id, id),
  add foreign key (org_id, difference_id) references difference (org_id, id),
  add foreign key (org_id, assigned_to) references staff_member (org_id, id);
update attention_item set refund_id = subject_id
  where kind in ('refund_failed', 'refund_unclear', 'refund_at_processor');
update attention_item set dispute_id = subject_id where kind in ('dispute_opened', 'dispute_closed');
update attention_item i set account_id = p.account_id from payment p
  where p.org_id = i.org_id and p.id = i.payment_id;
-- What was solved before anything was closed by itself.
update attention_item i set state = 'solved', closed_at = i.opened_at from payment p
  where p.org_id = i.org_id and p.id = i.payment_id and p.state <> 'review'
    and i.kind in ('unclear_payment', 'amount_differs');
update attention_item i set state = 'solved', closed_at = i.opened_at from refund r
  where r.org_id = i.org_id and r.id = i.refund_id and r.state <> 'review' and i.kind = 'refund_unclear';
update attention_item i set state = 'solved', closed_at = i.opened_at from dispute d
  where d.org_id = i.org_id and d.id = i.dispute_id and d.state <> 'needs_response' and i.kind = 'dispute_opened';
update attention_item i set state = 'solved', closed_at = i.opened_at from dispute d
  where d.org_id = i.org_id and d.id = i.dispute_id and d.closed_at is null and i.kind = 'dispute_closed';
update attention_item i set state = 'solved', closed_at = i.opened_at from refund r
  where r.org_id = i.org_id and r.id = i.refund_id and i.kind = 'refund_failed'
    and exists (select from refund l where l.org_id = r.org_id and l.payment_id = r.payment_id and l.n > r.n
      and l.state = 'succeeded' and l.amount >= r.amount);
update attention_item set state = 'solved' where closed_at is not null;
-- Met before there was a place for it.
insert into attention_item (org_id, id, kind, payment_id, subject_id, account_id, return_id, detail, opened_at)
select org_id, gen_random_uuid(), 'check_returned', payment_id, id, account_id, id, '{}', created_at from payment_return;
insert into attention_item (org_id, id, kind, payment_id, subject_id, account_id, difference_id, detail, opened_at)
select d.org_id, gen_random_uuid(), 'difference', d.payment_id, d.id, p.account_id, d.id, '{}', d.found_at
from difference d left join payment p on p.org_id = d.org_id and p.id = d.payment_id where d.state = 'open';
insert into attention_item (org_id, id, kind, payment_id, subject_id, account_id, scheduled_id, detail, opened_at)
select s.org_id, gen_random_uuid(), 'scheduled_declined', s.payment_id, s.id, s.account_id, s.id, '{}', p.changed_at
from scheduled_payment s join payment p on p.org_id = s.org_id and p.id = s.payment_id
where s.canceled_at is null and p.state <> 'succeeded' and exists (
  with recursive try as (
    select q.org_id, q.id, q.state, q.retry_of from payment q where q.org_id = s.org_id and q.id = s.payment_id
    union all
    select q.org_id, q.id, q.state, q.retry_of from payment q join try t on q.org_id = t.org_id and q.id = t.retry_of)
  select from try where state = 'failed');
insert into attention_item (org_id, id, kind, payment_id, subject_id, account_id, detail, opened_at)
select org_id, gen_random_uuid(), 'unclear_payment', id, id, account_id, '{}', changed_at from payment
where state = 'unknown' on conflict (org_id, kind, subject_id) do nothing;

alter table attention_item
  alter column state drop default,
  add check ((state = 'open') = (closed_at is null)),
  add check ((state = 'dismissed') = (reason is not null)),
  add check (num_nonnulls(refund_id, dispute_id, return_id, method_id, scheduled_id, difference_id) <= 1),
  add check (subject_id = coalesce(refund_id, dispute_id, return_id, method_id, scheduled_id, difference_id, payment_id));
comment on column attention_item.subject_id is 'what it is about, whichever of the columns names it';
comment on column attention_item.state is 'solved: what it was about is over, which nobody has to say; dismissed: somebody said why it needs nobody';
create index attention_item_open on attention_item (org_id, opened_at desc, id desc) where state = 'open';
create index attention_item_closed on attention_item (org_id, closed_at desc, id desc) where state <> 'open';
create index attention_item_of_payment on attention_item (org_id, payment_id);
create index payment_retries on payment (org_id, retry_of) where retry_of is not null;

-- Append-only: what became of an item, and by whom.
create table attention_event (
  org_id uuid not null references organization (id),
  item_id uuid not null,
  seq smallint not null,
  at timestamptz not null,
  what text not null check (what in ('opened', 'solved', 'dismissed', 'restored', 'assigned')),
  by_name text,
  note text,
  primary key (org_id, item_id, seq),
  foreign key (org_id, item_id) references attention_item (org_id, id)
);
insert into attention_event (org_id, item_id, seq, at, what)
select org_id, id, 1, opened_at, 'opened' from attention_item;
insert into attention_event (org_id, item_id, seq, at, what)
select org_id, id, 2, closed_at, 'solved' from attention_item where state = 'solved';

alter table attention_event enable row level security;
alter table attention_event force row level security;
create policy of_organization on attention_event to onfile_app
  using (org_id = current_org()) with check (org_id = current_org());
create policy across on attention_event for select to onfile_router, onfile_auditor using (true);
grant select on attention_event to onfile_router, onfile_auditor;
grant select, insert on attention_event to onfile_app;

-- Who sees payments sees what needs a person; who takes them works on it.
update role set permissions = array_append(permissions, 'attention.read')
  where 'payments.read' = any (permissions) and not 'attention.read' = any (permissions);
update role set permissions = array_append(permissions, 'attention.act')
  where 'payments.charge' = any (permissions) and not 'attention.act' = any (permissions);

alter table attention_item force row level security;
alter table role force row level security;
alter table payment force row level security;
alter table refund force row level security;
alter table dispute force row level security;
alter table payment_return force row level security;
alter table scheduled_payment force row level security;
alter table difference force row level security;

-- Cards that begin or cease to need somebody as days pass: which organizations to look at.
create index payment_method_expiry on payment_method ((exp_year * 12 + exp_month)) where removed_at is null;
create table attention_reading (
  org_id uuid primary key references organization (id),
  look_at timestamptz not null
);
comment on table attention_reading is 'when what the calendar brings is looked at next';
alter table attention_reading enable row level security;
alter table attention_reading force row level security;
create policy of_organization on attention_reading to onfile_app
  using (org_id = current_org()) with check (org_id = current_org());
create policy across on attention_reading for select to onfile_router, onfile_auditor using (true);
grant select on attention_reading to onfile_router, onfile_auditor;
grant select, insert, update on attention_reading to onfile_app;

create function organizations_to_look_through(due timestamptz) returns table (org_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select o.id from organization o left join attention_reading r on r.org_id = o.id
  where coalesce(r.look_at, due) <= due;
end;
grant create on schema public to onfile_router;
alter function organizations_to_look_through(timestamptz) owner to onfile_router;
revoke create on schema public from onfile_router;
revoke all on function organizations_to_look_through(timestamptz) from public;
grant execute on function organizations_to_look_through(timestamptz) to onfile_app;
