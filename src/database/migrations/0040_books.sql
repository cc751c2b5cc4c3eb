-- The books beyond one charge: money is put against invoices and taken off again, goes back, and
-- is credited without having come in. Every such fact is a row of its own; sums kept on payments,
-- credits, invoices and accounts are the re-added ones (`onfile check`).

-- The owner of the tables is under forced row level security like everybody else; it is lifted
-- for the rows that get a value here.
alter table allocation no force row level security;
alter table payment no force row level security;
alter table invoice no force row level security;
alter table ledger_line no force row level security;

-- What an invoice still owes: a credit note or a write-off lessens it as a payment does.
drop index invoice_open;
alter table invoice
  drop constraint invoice_check,
  add column credited bigint not null default 0 check (credited >= 0),
  add column written_off bigint not null default 0 check (written_off >= 0),
  add column voided_at timestamptz,
  add column due bigint not null generated always as (total - credited - written_off - allocated) stored,
  add constraint invoice_allocated check (allocated between 0 and total - credited - written_off);
comment on column invoice.credited is 'sum of its credit notes';
comment on column invoice.written_off is 'sum of its write-offs, less what was taken back';
comment on column invoice.voided_at is 'when the whole of it was taken back by a credit note, because it should not have been issued';
create index invoice_open on invoice (org_id, account_id, due_on, id) where due > 0;

-- Credit that did not come in as a payment.
create table account_credit (
  org_id uuid not null references organization (id),
  id uuid not null,
  account_id uuid not null,
  kind text not null check (kind in ('goodwill', 'transfer')),
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  reason text not null,
  effective_on date not null,
  created_by uuid,
  created_by_name text not null,
  created_at timestamptz not null,
  allocated bigint not null default 0 check (allocated >= 0),
  transferred bigint not null default 0 check (transferred >= 0),
  withdrawn bigint not null default 0 check (withdrawn >= 0),
  left_over bigint not null generated always as (amount - allocated - transferred - withdrawn) stored check (left_over >= 0),
  primary key (org_id, id),
  foreign key (org_id, account_id) references account (org_id, id)
);
comment on table account_credit is 'credit given by the organization, or come over from another account';
create index account_credit_left on account_credit (org_id, account_id, effective_on, id) where left_over > 0;
create index account_credit_of_account on account_credit (org_id, account_id, created_at);

-- Append-only: what was put against an invoice is taken off again by a row below zero.
alter table allocation
  drop constraint allocation_amount_check,
  alter column payment_id drop not null,
  add column credit_id uuid,
  add column n smallint,
  add column effective_on date,
  add column by_name text,
  add column why text not null default 'payment',
  add column due_after bigint,
  add foreign key (org_id, credit_id) references account_credit (org_id, id),
  add constraint allocation_moves_something check (amount <> 0),
  add constraint allocation_of_one check (num_nonnulls(payment_id, credit_id) = 1);
alter table allocation alter column why drop default;
alter table allocation add constraint allocation_why check (why in ('payment', 'person', 'automatic',
  'credit_note', 'write_off', 'refund', 'dispute', 'return', 'transfer'));
update allocation a
set n = l.n, effective_on = l.effective_on, by_name = p.opened_by_name, due_after = i.total - s.so_far
from ledger_line l, payment p, invoice i,
  (select org_id, id, sum(amount) over (partition by org_id, invoice_id order by created_at, id) as so_far
   from allocation) s
where s.org_id = a.org_id and s.id = a.id and l.org_id = a.org_id and l.source = 'payment' and l.source_id = a.payment_id and l.event = 'applied'
  and l.invoice_id = a.invoice_id and p.org_id = a.org_id and p.id = a.payment_id
  and i.org_id = a.org_id and i.id = a.invoice_id;
alter table allocation
  alter column n set not null,
  alter column effective_on set not null,
  alter column by_name set not null,
  alter column due_after set not null;
create unique index allocation_of_payment_nth on allocation (org_id, payment_id, n) where payment_id is not null;
create unique index allocation_of_credit_nth on allocation (org_id, credit_id, n) where credit_id is not null;
drop index allocation_of_payment;
comment on column allocation.n is 'the n-th of its payment or credit; its line in the books carries the same number';
comment on column allocation.why is 'what put it there or took it off; payment: as the payment came in';
comment on column allocation.due_after is 'what the invoice owed right after, so that a receipt stays what it was';

-- Where the money of a payment is now.
alter table payment
  add column allocated bigint not null default 0 check (allocated >= 0),
  add column transferred bigint not null default 0 check (transferred >= 0),
  add column gone_back bigint not null default 0 check (gone_back >= 0);
update payment p
set allocated = a.sum
from (select org_id, payment_id, sum(amount)::bigint as sum from allocation group by 1, 2) a
where a.org_id = p.org_id and a.payment_id = p.id;
alter table payment
  add column left_over bigint not null generated always as
    (case when state = 'succeeded' then amount - allocated - transferred - gone_back else 0 end) stored,
  add constraint payment_left_over check (left_over >= 0),
  add constraint payment_moved_once_in check
    (state = 'succeeded' or (allocated = 0 and transferred = 0 and gone_back = 0));
comment on column payment.transferred is 'moved to other accounts of the organization';
comment on column payment.gone_back is 'refunds that did not fail, returns, and disputes that were not won';
comment on column payment.left_over is 'account credit: came in and is not put to any use';
create index payment_left on payment (org_id, account_id, posted_on, id) where left_over > 0;

-- What may move where. Receivable and unapplied name their account; what the organization owes its
-- processor or brings to its bank belongs to no account.
alter table ledger_line
  alter column account_id drop not null,
  drop constraint ledger_line_check,
  drop constraint ledger_line_event_check,
  drop constraint ledger_line_source_check,
  add constraint ledger_line_source check (source in ('invoice', 'payment', 'credit_note', 'credit', 'transfer',
    'refund', 'dispute', 'return', 'write_off', 'fee', 'payout', 'deposit')),
  add constraint ledger_line_names_its_account check (account_id is not null
    or (debit not in ('receivable', 'unapplied') and credit not in ('receivable', 'unapplied'))),
  add constraint ledger_line_transfer check (debit <> credit and case event
    when 'issued' then (debit, credit) = ('receivable', 'revenue')
    when 'taxed' then (debit, credit) = ('receivable', 'tax')
    when 'received' then debit in ('clearing', 'cash', 'checks', 'terminal', 'other') and credit = 'unapplied'
    when 'applied' then (debit, credit) = ('unapplied', 'receivable')
    when 'taken_off' then (debit, credit) = ('receivable', 'unapplied')
    when 'credited' then (debit, credit) = ('revenue', 'receivable')
    when 'tax_credited' then (debit, credit) = ('tax', 'receivable')
    when 'written_off' then (debit, credit) = ('bad_debt', 'receivable')
    when 'write_off_reversed' then (debit, credit) = ('receivable', 'bad_debt')
    when 'granted' then (debit, credit) = ('goodwill', 'unapplied')
    when 'withdrawn' then (debit, credit) = ('unapplied', 'goodwill')
    when 'transferred_out' then (debit, credit) = ('unapplied', 'transfers')
    when 'transferred_in' then (debit, credit) = ('transfers', 'unapplied')
    when 'refunded' then debit = 'unapplied' and credit in ('clearing', 'cash', 'checks', 'terminal', 'other')
    when 'refund_failed' then debit in ('clearing', 'cash', 'checks', 'terminal', 'other') and credit = 'unapplied'
    when 'disputed' then (debit, credit) = ('unapplied', 'clearing')
    when 'disputed_more' then (debit, credit) = ('bad_debt', 'clearing')
    when 'dispute_won' then (debit, credit) = ('clearing', 'unapplied')
    when 'dispute_won_more' then (debit, credit) = ('clearing', 'bad_debt')
    when 'returned' then debit = 'unapplied' and credit in ('clearing', 'checks', 'other')
    when 'returned_more' then debit = 'bad_debt' and credit in ('clearing', 'checks', 'other')
    when 'fee' then (debit, credit) = ('fees', 'clearing')
    when 'fee_returned' then (debit, credit) = ('clearing', 'fees')
    when 'paid_out' then (debit, credit) = ('bank', 'clearing')
    when 'payout_returned' then (debit, credit) = ('clearing', 'bank')
    when 'deposited' then debit = 'bank' and credit in ('cash', 'checks', 'terminal', 'other')
    else false end);
create index ledger_line_effective on ledger_line (org_id, effective_on);

do $$
declare
  t text;
begin
  foreach t in array array['account_credit'] loop
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
alter table allocation force row level security;
alter table payment force row level security;
alter table invoice force row level security;
alter table ledger_line force row level security;
