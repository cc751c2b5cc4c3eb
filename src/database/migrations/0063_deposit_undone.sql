-- A deposit that was recorded by mistake is undone: its lines lie in hand again and can be brought
-- to the bank anew, and a line of its own takes the sum back from the bank. The deposit stays.
alter table deposit
  add column undone_at timestamptz,
  add column undone_on date,
  add column undone_by uuid,
  add column undone_by_name text,
  add column undone_why text,
  add constraint deposit_undone check (num_nonnulls(undone_at, undone_on, undone_by, undone_by_name, undone_why) in (0, 5));
comment on column deposit.undone_on is 'the day for which the sum was taken back from the bank';
alter table deposit_line
  add column undone_at timestamptz,
  drop constraint deposit_line_pkey,
  add primary key (org_id, source, source_id, event, n, deposit_id);
comment on column deposit_line.undone_at is 'set with its deposit''s: the line lies in hand again';
create unique index one_deposit_of_a_line on deposit_line (org_id, source, source_id, event, n) where undone_at is null;
grant update (undone_at, undone_on, undone_by, undone_by_name, undone_why) on deposit to onfile_app;
grant update (undone_at) on deposit_line to onfile_app;

do $$
declare
  is_allowed text := (select pg_get_constraintdef(oid) from pg_constraint
    where conrelid = 'ledger_line'::regclass and conname = 'ledger_line_transfer');
begin
  -- One transfer more; the others stay as they are.
  alter table ledger_line drop constraint ledger_line_transfer;
  execute 'alter table ledger_line add constraint ledger_line_transfer '
    || replace(is_allowed, 'ELSE false', $s$
      WHEN 'deposit_undone' THEN debit in ('cash', 'checks', 'terminal', 'other') AND credit = 'bank'
      ELSE false$s$);
end
$$;
