import { asOfOneMoment } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { moneyJson } from '../http/money-json.ts'
import { readPlace, writeCursor } from '../http/paging.ts'
import { toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { type AgingRow, agingByAccount } from './aging-store.ts'
import { readDay } from './period.ts'

/** How late money is: not due yet, then by thirty days. */
export const BUCKETS = ['current', 'days30', 'days60', 'days90', 'older'] as const
export type Bucket = (typeof BUCKETS)[number]

const ACCOUNTS_A_PAGE = 50

interface AgingQuery {
  asOf?: string | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

/** Who owed how much for how long at the end of a day, who owed most first. */
export function seeAging(app: App, caller: Caller, query: AgingQuery) {
  const skip = readPlace(query.cursor)
  const limit = query.limit ?? ACCOUNTS_A_PAGE
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'reports.read')
    const { currency, timeZone } = await theOrganization(tx)
    const today = todayIn(timeZone, app.clock.now())
    const asOf = readDay(query.asOf, 'asOf') ?? today
    const [totals, ...accounts] = await agingByAccount(tx, asOf, asOf >= today, skip, limit + 1)
    const money = (sums: AgingRow | undefined) => ({
      ...(Object.fromEntries(
        BUCKETS.map((bucket) => [bucket, moneyJson(sums?.[bucket] ?? 0n, currency)]),
      ) as Record<Bucket, { amount: number; currency: string }>),
      total: moneyJson(sums?.total ?? 0n, currency),
    })
    return {
      asOf: asOf as string,
      accounts: Number(totals?.accounts ?? 0n),
      invoices: Number(totals?.invoices ?? 0n),
      totals: money(totals),
      data: accounts.slice(0, limit).map((row) => ({
        account: { id: toTypeId('acc', row.accountId ?? ''), name: row.accountName ?? '' },
        client:
          row.clientId === null || row.clientName === null
            ? null
            : { id: toTypeId('cli', row.clientId), name: row.clientName },
        oldestDueOn: row.oldestDueOn,
        invoices: Number(row.invoices),
        ...money(row),
      })),
      nextCursor: accounts.length > limit ? writeCursor([String(skip + limit)]) : null,
    }
  })
}

/** What is open, by how late it was on a day. */
export function bucketsOf(
  open: readonly { dueOn: string; due: bigint }[],
  day: string,
  currency: string,
) {
  const sums: Record<Bucket | 'total', bigint> = {
    current: 0n,
    days30: 0n,
    days60: 0n,
    days90: 0n,
    older: 0n,
    total: 0n,
  }
  for (const { dueOn, due } of open) {
    sums[bucketOf(dueOn, day)] += due
    sums.total += due
  }
  return Object.fromEntries(
    Object.entries(sums).map(([name, amount]) => [name, moneyJson(amount, currency)]),
  ) as Record<Bucket | 'total', { amount: number; currency: string }>
}

const DAY_MS = 86_400_000

export function bucketOf(dueOn: string, day: string): Bucket {
  const late = Math.round((Date.parse(day) - Date.parse(dueOn)) / DAY_MS)
  if (late <= 0) return 'current'
  if (late <= 30) return 'days30'
  if (late <= 60) return 'days60'
  return late <= 90 ? 'days90' : 'older'
}
