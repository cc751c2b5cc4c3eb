-- Tries are counted per card, not per saved row. A plain column, because `->>` is not leakproof: a
-- policy would keep an index on the expression from being used.
alter table payment add column card_fingerprint text
  generated always as (card ->> 'fingerprint') stored;
comment on column payment.card_fingerprint is 'equal for the same number within one processor account';
create index payment_declined_card on payment (org_id, card_fingerprint, settled_at)
  where state = 'failed' and card_fingerprint is not null;
create index payment_declined_method on payment (org_id, method_id, settled_at)
  where state = 'failed' and method_id is not null;
create index payment_method_of_card on payment_method (org_id, processor_account_id, fingerprint)
  where removed_at is null;
