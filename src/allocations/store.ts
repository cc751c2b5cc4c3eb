import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { Allocated, MoneySource } from '../ledger/allocate.ts'

/** What an invoice owes, and what charges on their way may still put against it. */
export interface OwedInvoice {
  id: string
  number: bigint
  currency: string
  total: bigint
  due: bigint
  reserved: bigint
  dueOn: string
}

/** Open invoices of an account, oldest due first. */
export function owedInvoices(tx: Transaction, accountId: string): Promise<OwedInvoice[]> {
  return rows(
    tx,
    sql`select i.id, i.number, i.currency, i.total, i.due, i.due_on as "dueOn",
          coalesce((select sum(t.amount) from payment_target t
            join payment p on p.org_id = t.org_id and p.id = t.payment_id
            where t.org_id = i.org_id and t.invoice_id = i.id and p.look_at is not null), 0)::bigint as reserved
        from invoice i where i.account_id = ${accountId} and i.due > 0 order by i.due_on, i.id`,
  )
}

/** An allocation that lies on an invoice now, with the invoice's number. */
export interface LyingAllocation extends Allocated {
  number: bigint
}

/** What lies on invoices of an account now, the newest first. */
export function lyingAllocations(
  tx: Transaction,
  accountId: string,
  limit: number,
): Promise<LyingAllocation[]> {
  return rows(
    tx,
    sql`select jsonb_build_object('kind', case when a.payment_id is null then 'credit' else 'payment' end,
            'id', coalesce(a.payment_id, a.credit_id)) as source,
          a.invoice_id as "invoiceId", i.number, sum(a.amount)::bigint as amount
        from invoice i join allocation a on a.org_id = i.org_id and a.invoice_id = i.id
        where i.account_id = ${accountId}
        group by a.payment_id, a.credit_id, a.invoice_id, i.number having sum(a.amount) > 0
        order by max(a.created_at) desc, max(a.id::text) desc limit ${limit}`,
  )
}

/** A payment or credit of an account, as far as its money can be moved. */
export interface HeldSource {
  source: MoneySource
  accountId: string
  currency: string
  left: bigint
  succeeded: boolean
}

export function heldSources(tx: Transaction, ids: string[]): Promise<HeldSource[]> {
  return rows(
    tx,
    sql`select jsonb_build_object('kind', 'payment', 'id', id) as source, account_id as "accountId", currency,
          left_over as "left", state = 'succeeded' as succeeded from payment where id = any(${ids}::uuid[])
        union all
        select jsonb_build_object('kind', 'credit', 'id', id), account_id, currency, left_over, true
        from account_credit where id = any(${ids}::uuid[])`,
  )
}

export interface AccountCreditRow {
  id: string
  accountId: string
  kind: 'goodwill' | 'transfer'
  amount: bigint
  currency: string
  reason: string
  effectiveOn: string
  createdByName: string
  createdAt: Date
  allocated: bigint
  transferred: bigint
  withdrawn: bigint
  left: bigint
  /** From whom it came over, for a transfer. */
  from: string | null
}

const CREDIT = sql`c.id, c.account_id as "accountId", c.kind, c.amount, c.currency, c.reason,
  c.effective_on as "effectiveOn", c.created_by_name as "createdByName", c.created_at as "createdAt",
  c.allocated, c.transferred, c.withdrawn, c.left_over as "left",
  (select a.name from transfer t join account a on a.org_id = t.org_id and a.id = t.from_account_id
   where t.org_id = c.org_id and t.credit_id = c.id) as "from"`

export function findCredit(tx: Transaction, id: string): Promise<AccountCreditRow | undefined> {
  return row(tx, sql`select ${CREDIT} from account_credit c where c.id = ${id}`)
}

/** Credits of an account that did not come in as payments, the newest first. */
export function creditsOf(
  tx: Transaction,
  accountId: string,
  limit: number,
): Promise<AccountCreditRow[]> {
  return rows(
    tx,
    sql`select ${CREDIT} from account_credit c where c.account_id = ${accountId}
        order by c.created_at desc, c.id desc limit ${limit}`,
  )
}

/** Takes so much of a credit back; answers which withdrawal of it this was. */
export async function withdrawFromCredit(
  tx: Transaction,
  orgId: string,
  withdrawal: {
    creditId: string
    accountId: string
    amount: bigint
    reason: string
    byName: string
    at: Date
  },
): Promise<number> {
  const { creditId, accountId, amount, reason, byName, at } = withdrawal
  const made = await row<{ n: number }>(
    tx,
    sql`with less as (
          update account_credit set withdrawn = withdrawn + ${amount} where id = ${creditId}),
        balance as (update account set unapplied = unapplied - ${amount} where id = ${accountId})
        insert into credit_withdrawal (org_id, credit_id, n, amount, reason, by_name, at)
        select ${orgId}, ${creditId}, count(*), ${amount}, ${reason}, ${byName}, ${at}
        from credit_withdrawal where credit_id = ${creditId}
        returning n`,
  )
  if (!made) throw new Error('A withdrawal was written down')
  return made.n
}

export interface TransferRow {
  id: string
  fromAccountId: string
  fromName: string
  toAccountId: string
  toName: string
  creditId: string
  amount: bigint
  currency: string
  reason: string
  effectiveOn: string
  createdByName: string
  createdAt: Date
}

const TRANSFER = sql`select t.id, t.from_account_id as "fromAccountId", f.name as "fromName",
    t.to_account_id as "toAccountId", o.name as "toName", t.credit_id as "creditId", t.amount, t.currency, t.reason,
    t.effective_on as "effectiveOn", t.created_by_name as "createdByName", t.created_at as "createdAt"
  from transfer t
  join account f on f.org_id = t.org_id and f.id = t.from_account_id
  join account o on o.org_id = t.org_id and o.id = t.to_account_id`

export function findTransfer(tx: Transaction, id: string): Promise<TransferRow | undefined> {
  return row(tx, sql`${TRANSFER} where t.id = ${id}`)
}

/** Transfers from and to an account, the newest first. */
export function transfersOf(
  tx: Transaction,
  accountId: string,
  limit: number,
): Promise<TransferRow[]> {
  return rows(
    tx,
    sql`${TRANSFER} where ${accountId} in (t.from_account_id, t.to_account_id)
        order by t.created_at desc, t.id desc limit ${limit}`,
  )
}

export interface NewTransfer {
  orgId: string
  id: string
  fromAccountId: string
  toAccountId: string
  creditId: string
  amount: bigint
  currency: string
  reason: string
  effectiveOn: string
  createdBy: string
  createdByName: string
  at: Date
  parts: { source: MoneySource; amount: bigint }[]
}

/** The transfer with what it is made of; the sources and the balance it leaves have so much less. */
export async function insertTransfer(tx: Transaction, transfer: NewTransfer): Promise<void> {
  const t = transfer
  await run(
    tx,
    sql`insert into transfer (org_id, id, from_account_id, to_account_id, credit_id, amount, currency, reason,
          effective_on, created_by, created_by_name, created_at)
        values (${t.orgId}, ${t.id}, ${t.fromAccountId}, ${t.toAccountId}, ${t.creditId}, ${t.amount}, ${t.currency},
          ${t.reason}, ${t.effectiveOn}, ${t.createdBy}, ${t.createdByName}, ${t.at})`,
  )
  const parts = t.parts.map(({ source, amount }, position) => {
    const [paymentId, creditId] = source.kind === 'payment' ? [source.id, null] : [null, source.id]
    return sql`(${position}::smallint, ${paymentId}::uuid, ${creditId}::uuid, ${amount}::bigint)`
  })
  await run(
    tx,
    sql`with part (position, payment_id, credit_id, amount) as (values ${sql.join(parts)}),
        of_payment as (
          update payment p set transferred = p.transferred + part.amount from part where p.id = part.payment_id),
        of_credit as (
          update account_credit c set transferred = c.transferred + part.amount from part where c.id = part.credit_id),
        balance as (
          update account set unapplied = unapplied - ${t.amount} where id = ${t.fromAccountId})
        insert into transfer_part (org_id, transfer_id, position, payment_id, credit_id, amount)
        select ${t.orgId}, ${t.id}, position, payment_id, credit_id, amount from part`,
  )
}

/** Accounts that owe and hold credit at once, in the order of their ids. */
export function accountsToReconcile(
  tx: Transaction,
  after: string | null,
  limit: number,
): Promise<{ id: string; clientId: string | null; name: string; credit: bigint; owed: bigint }[]> {
  return rows(
    tx,
    sql`select id, name, unapplied as "credit", receivable as "owed",
          (select c.id from client c where c.account_id = account.id
           order by c.name collate "und-x-icu", c.id limit 1) as "clientId"
        from account where unapplied > 0 and receivable > 0 and (${after}::uuid is null or id > ${after}::uuid)
        order by id limit ${limit}`,
  )
}

export async function sumToReconcile(
  tx: Transaction,
): Promise<{ accounts: number; amount: bigint }> {
  const sum = await row<{ accounts: number; amount: bigint }>(
    tx,
    sql`select count(*)::int as accounts, coalesce(sum(least(unapplied, receivable)), 0)::bigint as amount
        from account where unapplied > 0 and receivable > 0`,
  )
  return sum ?? { accounts: 0, amount: 0n }
}
