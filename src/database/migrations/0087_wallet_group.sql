-- The same bank account is told by its bank's name, which lies where a card has its brand.
create or replace function wallet_group_with(wallet_group uuid, brand text, last4 text) returns uuid
  language sql stable security definer set search_path = public
begin atomic
  select m.wallet_group from payment_method m
  where m.wallet_group = wallet_group_with.wallet_group
    and coalesce(m.brand, m.bank_name) = wallet_group_with.brand
    and m.last4 = wallet_group_with.last4 and m.removed_at is null
  limit 1;
end;
