-- A bank may take back money of a payment that was refunded before: what the payment has no more is
-- our loss. When such a refund fails, its money is here again and makes that loss good first.
alter table dispute
  add column made_good bigint not null default 0,
  add constraint dispute_made_good check (made_good >= 0 and reinstated_more + made_good <= withdrawn_more);
comment on column dispute.made_good is 'of what was beyond the payment: it came again by refunds that failed, and is in withdrawn too';
alter table payment_return
  add column made_good bigint not null default 0,
  add constraint payment_return_made_good check (made_good between 0 and taken);
comment on column payment_return.made_good is 'of what was taken: it came again by refunds that failed';
grant update (taken, made_good) on payment_return to onfile_app;
alter table refund
  add column made_good bigint not null default 0,
  add constraint refund_made_good check (made_good between 0 and case when state = 'failed' then amount else 0 end);
comment on column refund.made_good is 'failed: so much of it makes good what a bank had taken beyond the payment; the rest is credit';

do $$
declare
  is_allowed text := (select pg_get_constraintdef(oid) from pg_constraint
    where conrelid = 'ledger_line'::regclass and conname = 'ledger_line_transfer');
begin
  -- One transfer more; the others stay as they are.
  alter table ledger_line drop constraint ledger_line_transfer;
  execute 'alter table ledger_line add constraint ledger_line_transfer '
    || replace(is_allowed, 'ELSE false', $s$
      WHEN 'loss_made_good' THEN debit = 'clearing' AND credit = 'bad_debt'
      ELSE false$s$);
end
$$;
