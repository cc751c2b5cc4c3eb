import { type RawBuilder, sql } from 'kysely'
import { row, rows, type Transaction } from '../database/transaction.ts'
import type { PlainDate } from '../kit/time.ts'
import type { LedgerSource, TransferEvent } from '../ledger/transfers.ts'
import type { TenderKind } from '../organizations/tender.ts'
import type { BankAccount, Card } from '../processor/processor.ts'

/** A line of the books with what it takes to say it in words. */
export interface LineRow {
  source: LedgerSource
  sourceId: string
  event: TransferEvent
  n: number
  debit: string
  credit: string
  amount: bigint
  effectiveOn: PlainDate
  postedAt: Date
  accountId: string | null
  accountName: string | null
  invoiceId: string | null
  invoiceNumber: bigint | null
  paymentId: string | null
  receiptNumber: bigint | null
  tender: TenderKind | null
  tenderName: string | null
  card: Card | null
  bank: BankAccount | null
  checkNumber: string | null
  externalBrand: string | null
  creditReason: string | null
}

/** A figure of an account that opens into lines. */
export type Figure = 'owed' | 'credit' | 'lifetime'

/** Which lines a figure is made of, and which of them add to it. */
const FIGURES: Record<Figure, { touches: RawBuilder<unknown>; adds: RawBuilder<unknown> }> = {
  owed: {
    touches: sql`'receivable' in (l.debit, l.credit)`,
    adds: sql`l.debit = 'receivable'`,
  },
  credit: {
    touches: sql`'unapplied' in (l.debit, l.credit)`,
    adds: sql`l.credit = 'unapplied'`,
  },
  lifetime: {
    touches: sql`l.event in ('received', 'refunded', 'refund_failed', 'disputed', 'dispute_won', 'returned')`,
    adds: sql`l.credit = 'unapplied'`,
  },
}

/** What happened in one moment stands in the order in which it must have happened. */
const RANK = sql`case when l.event in ('applied') then 1
  when l.event in ('credited', 'tax_credited', 'written_off', 'withdrawn', 'transferred_out', 'refunded', 'disputed', 'returned') then 2
  else 0 end`
export const IN_ORDER = sql`l.effective_on, l.posted_at, ${RANK}, l.source_id, l.event, l.n`

/**
 * Joins a line to what its words need: `l` is the line. With `case`, because row level security counts
 * `coalesce` among what might leak and reads every invoice there is instead of an index.
 */
export const LINE_FACTS = sql`
  left join invoice i on i.org_id = l.org_id
    and i.id = case when l.invoice_id is not null then l.invoice_id when l.source = 'invoice' then l.source_id end
  left join refund f on f.org_id = l.org_id and f.id = case when l.source = 'refund' then l.source_id end
  left join dispute d on d.org_id = l.org_id and d.id = case when l.source = 'dispute' then l.source_id end
  left join payment_return b on b.org_id = l.org_id and b.id = case when l.source = 'return' then l.source_id end
  left join payment p on p.org_id = l.org_id and p.id = case l.source when 'payment' then l.source_id when 'refund' then f.payment_id when 'dispute' then d.payment_id when 'return' then b.payment_id end
  left join tender t on t.org_id = p.org_id and t.id = p.tender_id
  left join receipt r on r.org_id = p.org_id and r.payment_id = p.id
  left join account_credit k on k.org_id = l.org_id and k.id = case when l.source = 'credit' then l.source_id end
  left join account a on a.org_id = l.org_id and a.id = l.account_id`
export const LINE_COLUMNS = sql`l.source, l.source_id as "sourceId", l.event, l.n, l.debit, l.credit, l.amount,
  l.effective_on as "effectiveOn", l.posted_at as "postedAt", l.account_id as "accountId", a.name as "accountName",
  i.id as "invoiceId", i.number as "invoiceNumber", p.id as "paymentId", r.number as "receiptNumber", p.tender,
  t.name as "tenderName", p.card, p.bank, p.check_number as "checkNumber", p.external_brand as "externalBrand",
  k.reason as "creditReason"`

export interface EntryRow extends LineRow {
  /** Signed: what it does to the figure. */
  change: bigint
  /** The figure right after it. */
  balance: bigint
}

/** The lines under a figure of an account until the end of a day, newest first, after so many. */
export function entriesOf(
  tx: Transaction,
  { accountId, figure, asOf }: { accountId: string; figure: Figure; asOf: string },
  skip: number,
  limit: number,
): Promise<EntryRow[]> {
  const { touches, adds } = FIGURES[figure]
  return rows(
    tx,
    sql`with entry as (
          select l.*, case when ${adds} then l.amount else -l.amount end as change,
            sum(case when ${adds} then l.amount else -l.amount end) over story as balance,
            row_number() over story as place
          from ledger_line l
          where l.account_id = ${accountId} and l.effective_on <= ${asOf}::date and ${touches}
          window story as (order by ${IN_ORDER})),
        shown as materialized (
          select * from entry order by place desc limit ${sql.lit(limit)} offset ${skip})
        select ${LINE_COLUMNS}, l.change, l.balance::bigint as balance from shown l ${LINE_FACTS} order by l.place desc`,
  )
}

/** A figure of an account at the end of a day, and how many lines it is made of. */
export async function figureOf(
  tx: Transaction,
  { accountId, figure, asOf }: { accountId: string; figure: Figure; asOf: string },
): Promise<{ balance: bigint; count: bigint }> {
  const { touches, adds } = FIGURES[figure]
  const found = await row<{ balance: bigint; count: bigint }>(
    tx,
    sql`select coalesce(sum(case when ${adds} then l.amount else -l.amount end), 0)::bigint as balance, count(*) as count
        from ledger_line l
        where l.account_id = ${accountId} and l.effective_on <= ${asOf}::date and ${touches}`,
  )
  return found ?? { balance: 0n, count: 0n }
}

/** What moved between each two ledger accounts from a day to a day. */
export function movedBetween(
  tx: Transaction,
  from: string | null,
  to: string,
): Promise<{ debit: string; credit: string; amount: bigint; count: bigint }[]> {
  return rows(
    tx,
    sql`select debit, credit, sum(amount)::bigint as amount, count(*) as count from ledger_line
        where effective_on <= ${to}::date ${from ? sql`and effective_on >= ${from}::date` : sql``}
        group by debit, credit`,
  )
}

export interface LinePlace {
  effectiveOn: string
  sourceId: string
  event: string
  n: number
}

/** The lines of a ledger account (null: of all) from a day to a day, newest first. */
export function linesOfLedgerAccount(
  tx: Transaction,
  filter: { account: string | null; from: string | null; to: string },
  after: LinePlace | null,
  limit: number,
): Promise<LineRow[]> {
  const { account, from, to } = filter
  return rows(
    tx,
    sql`with l as (
          select * from ledger_line l
          where l.effective_on <= ${to}::date
            ${from ? sql`and l.effective_on >= ${from}::date` : sql``}
            ${account ? sql`and ${account} in (l.debit, l.credit)` : sql``}
            ${after ? sql`and l.effective_on <= ${after.effectiveOn}::date and (l.effective_on, l.source_id, l.event, l.n) < (${after.effectiveOn}::date, ${after.sourceId}::uuid, ${after.event}::text, ${after.n}::smallint)` : sql``}
          order by l.effective_on desc, l.source_id desc, l.event desc, l.n desc limit ${limit})
        select ${LINE_COLUMNS} from l ${LINE_FACTS}
        order by l.effective_on desc, l.source_id desc, l.event desc, l.n desc`,
  )
}
