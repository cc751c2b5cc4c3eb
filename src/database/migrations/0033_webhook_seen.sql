-- When an event was last brought by a webhook whose signature was right, whatever it was about: the
-- proof that they arrive, also for an event that was polled before.
alter table processor_account add column webhook_seen_at timestamptz;
