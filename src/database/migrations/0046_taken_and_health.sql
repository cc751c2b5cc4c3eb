-- An upcoming payment that was taken names the payment that took it; once that one is declined or
-- canceled, it is upcoming again.
alter table scheduled_payment
  add column payment_id uuid,
  add foreign key (org_id, payment_id) references payment (org_id, id);
create unique index scheduled_payment_taken_by on scheduled_payment (org_id, payment_id) where payment_id is not null;

alter table organization add column health_mode boolean not null default false;
comment on column organization.health_mode is 'clinical codes are kept out of what leaves: descriptions, receipts, mails';
