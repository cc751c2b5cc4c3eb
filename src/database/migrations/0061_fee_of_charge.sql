-- The processor tells of a charge by its own id: whether its fee is known is asked by that.
create index payment_fee_of_charge on payment_fee (org_id, processor_account_id, charge_id)
  where charge_id is not null;
