-- Bank accounts in the wallet, and eChecks: payments that are debited from them.

-- The owner of the tables is under forced row level security like everybody else; it is lifted
-- for the rows that get a value here.
alter table organization no force row level security;
alter table tender no force row level security;

alter table payment_method
  alter column brand drop not null,
  alter column exp_month drop not null,
  alter column exp_year drop not null,
  add column kind text not null default 'card' check (kind in ('card', 'bankAccount')),
  add column bank_name text,
  add column account_type text check (account_type in ('checking', 'savings')),
  add column holder_type text check (holder_type in ('individual', 'company')),
  add column verification text check (verification in ('verified', 'pending', 'failed')),
  add column verification_kind text check (verification_kind in ('amounts', 'descriptor_code')),
  add column verification_arrives_on date,
  add column verification_ends_at timestamptz,
  add column verification_tries smallint not null default 0 check (verification_tries >= 0),
  add column mandate_id text,
  add column mandate_state text check (mandate_state in ('active', 'inactive', 'pending')),
  add column debit_most bigint check (debit_most > 0),
  add column return_code text check (return_code ~ '^R[0-9]{2}$'),
  add constraint payment_method_is_card_or_bank_account check (
    case kind when 'card'
      then num_nulls(brand, exp_month, exp_year) = 0
        and num_nonnulls(bank_name, account_type, holder_type, verification, verification_kind,
          mandate_id, mandate_state, debit_most, return_code) = 0
      else num_nonnulls(brand, exp_month, exp_year) = 0 and num_nulls(bank_name, verification) = 0
        and (verification <> 'pending' or num_nulls(verification_kind, verification_ends_at) = 0)
    end);
comment on column payment_method.verification is 'of a bank account: whether the client showed that it is theirs';
comment on column payment_method.verification_tries is 'how often the amounts or the code of the small deposits were entered wrongly';
comment on column payment_method.mandate_id is 'the processor''s record of what the client agreed to';
comment on column payment_method.debit_most is 'the largest single debit that was agreed; above it the client is told 10 days before';
comment on column payment_method.return_code is 'the code with which a bank closed it to debits';

alter table tender drop constraint tender_kind_check;
alter table tender add constraint tender_kind_check
  check (kind in ('card', 'echeck', 'cash', 'check', 'externalCard', 'other'));
update tender set position = position + 1
where position > (select c.position from tender c where c.org_id = tender.org_id and c.kind = 'card');
-- Banks are debited in US dollars only.
insert into tender (org_id, id, kind, name, position, disabled_at)
select c.org_id, gen_random_uuid(), 'echeck',
  case when exists (select from tender t where t.org_id = c.org_id and lower(t.name) = 'echeck')
    then 'eCheck from a bank account' else 'eCheck' end,
  c.position + 1, case when o.currency <> 'USD' then now() end
from tender c join organization o on o.id = c.org_id
where c.kind = 'card';

alter table payment
  drop constraint payment_tender_check,
  drop constraint payment_is_charged_or_recorded,
  add column bank jsonb,
  add column bank_fingerprint text generated always as (bank ->> 'fingerprint') stored,
  add column return_code text generated always as (problem ->> 'returnCode') stored,
  add constraint payment_tender_check
    check (tender in ('card', 'echeck', 'cash', 'check', 'externalCard', 'other')),
  add constraint payment_is_charged_or_recorded check (
    case when tender in ('card', 'echeck')
      then num_nulls(processor_account_id, intent_parameters, confirm_parameters) = 0
        and (intent_id is not null or state in ('created', 'canceled'))
      else num_nonnulls(processor_account_id, intent_id, intent_parameters, confirm_parameters, method_id,
          authorization_id, card) = 0
        and state = 'succeeded' and not off_session and not save_method
    end),
  add constraint payment_card_or_bank check (
    (card is null or tender = 'card') and (bank is null or tender = 'echeck')),
  -- Debits are of bank accounts that the client showed to be theirs, and agreed to have debited.
  add constraint payment_of_a_bank_account check (
    tender <> 'echeck' or num_nulls(bank, method_id, authorization_id) = 0);
comment on column payment.bank is 'the bank account that is debited, as far as it is shown';
comment on column payment.return_code is 'the code with which the client''s bank sent the debit back before it was paid';
create index payment_of_bank_account on payment (org_id, bank_fingerprint, created_at) where bank_fingerprint is not null;
create index payment_echeck on payment (org_id, created_at desc, id desc) where tender = 'echeck';

alter table refund drop constraint refund_tender_check, drop constraint refund_is_asked_or_recorded;
alter table refund
  add constraint refund_tender_check
    check (tender in ('card', 'echeck', 'cash', 'check', 'externalCard', 'other')),
  add constraint refund_is_asked_or_recorded check (
    case when tender in ('card', 'echeck')
      then processor_account_id is not null and (parameters is not null or origin = 'processor')
        and (processor_refund_id is not null or state not in ('pending', 'succeeded'))
      else num_nonnulls(processor_account_id, parameters, processor_refund_id) = 0 and state = 'succeeded'
        and origin = 'staff'
    end);

alter table method_setup
  drop constraint method_setup_state_check,
  add column kind text not null default 'card' check (kind in ('card', 'bankAccount')),
  add column bank jsonb,
  add column acceptance jsonb,
  add column debit_most bigint check (debit_most > 0),
  add constraint method_setup_state_check check (state in ('created', 'confirming', 'requires_action',
    'verifying', 'unknown', 'succeeded', 'failed', 'canceled')),
  add constraint method_setup_of_a_bank_account check (
    case kind when 'card' then num_nonnulls(bank, acceptance, debit_most) = 0 and state <> 'verifying'
      else acceptance is not null end);
comment on column method_setup.acceptance is 'when and from where the client agreed, as the processor is told';
do $$
declare
  known text;
begin
  select conname into strict known from pg_constraint
  where conrelid = 'method_setup'::regclass and contype = 'c'
    and pg_get_constraintdef(oid) like '%(method_id IS NOT NULL)%';
  execute format('alter table method_setup drop constraint %I', known);
end $$;
-- A bank account is in the wallet while it is verified, and stays there when that was in vain.
alter table method_setup add constraint method_setup_has_its_method check (
  case when state in ('succeeded', 'verifying') then method_id is not null
    else method_id is null or kind = 'bankAccount' end);

-- A debit that a bank sends back after it was paid is a return like that of a check; the processor
-- tells of it as of a dispute.
alter table payment_return
  alter column opened_by drop not null,
  add column origin text not null default 'staff' check (origin in ('staff', 'processor')),
  add column code text check (code ~ '^R[0-9]{2}$'),
  add column processor_account_id uuid,
  add column processor_dispute_id text,
  add column fee bigint not null default 0 check (fee >= 0),
  add foreign key (org_id, processor_account_id) references processor_account (org_id, id),
  add constraint payment_return_origin check (
    case origin when 'staff' then opened_by is not null
        and num_nonnulls(code, processor_account_id, processor_dispute_id) = 0 and fee = 0
      else opened_by is null and num_nulls(processor_account_id, processor_dispute_id) = 0 end);
comment on table payment_return is 'a check or an eCheck that the client''s bank did not honor';
comment on column payment_return.code is 'why, in the code of the ACH network';
comment on column payment_return.fee is 'what the processor asked for the return';
create unique index payment_return_at_processor on payment_return (org_id, processor_account_id, processor_dispute_id)
  where processor_dispute_id is not null;
create index payment_return_newest on payment_return (org_id, created_at) where origin = 'processor';

alter table organization force row level security;
alter table tender force row level security;
create index method_setup_verifying on method_setup (org_id, method_id) where state = 'verifying';
