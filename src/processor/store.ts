import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'

export interface ProcessorAccount {
  id: string
  kind: 'stripe' | 'sandbox'
  mode: 'test' | 'live'
  publishable_key: string
  secret_key_sealed: Buffer
  webhook_secret_sealed: Buffer | null
  events_read_until: Date
  created_at: Date
  webhook_seen_at: Date | null
}

export function findProcessorAccount(
  tx: Transaction,
  id: string,
): Promise<ProcessorAccount | undefined> {
  return row(
    tx,
    sql`select id, kind, mode, publishable_key, secret_key_sealed, webhook_secret_sealed, events_read_until,
          created_at, webhook_seen_at
        from processor_account where id = ${id}`,
  )
}

/** The account that new payments go to: the newest one. */
export function currentProcessorAccount(tx: Transaction): Promise<ProcessorAccount | undefined> {
  return row(
    tx,
    sql`select id, kind, mode, publishable_key, secret_key_sealed, webhook_secret_sealed, events_read_until,
          created_at, webhook_seen_at
        from processor_account order by created_at desc, id desc limit 1`,
  )
}

export async function insertProcessorAccount(
  tx: Transaction,
  account: {
    orgId: string
    id: string
    kind: 'stripe' | 'sandbox'
    mode: 'test' | 'live'
    publishableKey: string
    secretKeySealed: Buffer
    webhookSecretSealed: Buffer | null
    now: Date
  },
): Promise<void> {
  await run(
    tx,
    sql`insert into processor_account (org_id, id, kind, mode, publishable_key, secret_key_sealed,
          webhook_secret_sealed, events_read_until, events_look_at, created_at)
        values (${account.orgId}, ${account.id}, ${account.kind}, ${account.mode}, ${account.publishableKey},
          ${account.secretKeySealed}, ${account.webhookSecretSealed}, ${account.now}, ${account.now}, ${account.now})`,
  )
}

export async function setWebhookSecret(tx: Transaction, id: string, sealed: Buffer): Promise<void> {
  await run(
    tx,
    sql`update processor_account set webhook_secret_sealed = ${sealed} where id = ${id}`,
  )
}

/** Notes that a webhook arrived; once a minute is enough. */
export async function markWebhookSeen(tx: Transaction, id: string, now: Date): Promise<void> {
  await run(
    tx,
    sql`update processor_account set webhook_seen_at = ${now}
        where id = ${id} and (webhook_seen_at is null or webhook_seen_at < ${now}::timestamptz - interval '1 minute')`,
  )
}

/** What the processors call an account: one name for each that knows it. */
export function findCustomers(
  tx: Transaction,
  accountId: string,
): Promise<{ processorAccountId: string; customerId: string }[]> {
  return rows(
    tx,
    sql`select processor_account_id as "processorAccountId", customer_id as "customerId"
        from processor_customer where account_id = ${accountId}`,
  )
}

export async function insertCustomer(
  tx: Transaction,
  customer: { orgId: string; processorAccountId: string; accountId: string; customerId: string },
): Promise<void> {
  await run(
    tx,
    sql`insert into processor_customer (org_id, processor_account_id, account_id, customer_id)
        values (${customer.orgId}, ${customer.processorAccountId}, ${customer.accountId}, ${customer.customerId})
        on conflict do nothing`,
  )
}
