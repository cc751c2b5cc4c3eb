import { asOfOneMoment, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { moneyJson } from '../http/money-json.ts'
import { toTypeId } from '../kit/id.ts'
import { addDays, nthMonthlyDate, type PlainDate, todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import { listTenders } from '../organizations/tender.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { readLineCursor, writeLineCursor } from './line-cursor.ts'
import { lineWords, linkOf, methodOf } from './line-words.ts'
import { firstOfMonth, readPeriod } from './period.ts'
import {
  adds,
  failedIn,
  incomeAndCashflow,
  isIncome,
  type MonthSums,
  months,
  onTheirWay,
  outstanding,
  paymentsOf,
  takings,
  transactions,
  upcomingUntil,
  wentBack,
} from './report-store.ts'
import { accountOf } from './see-entries.ts'

const ROWS_A_PAGE = 50
const MONTHS_SHOWN = 12
const UPCOMING_DAYS = 30

interface PeriodQuery {
  from?: string | undefined
  to?: string | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

async function today(app: App, tx: Transaction) {
  const { currency, timeZone } = await theOrganization(tx)
  const day = todayIn(timeZone, app.clock.now())
  const money = (amount: bigint) => moneyJson(amount, currency)
  return { day, money, usual: { from: firstOfMonth(day), to: day } }
}

/** Every transaction of a period: what it earned in one column, what money moved in the other. */
export function seeTransactions(app: App, caller: Caller, query: PeriodQuery) {
  const after = readLineCursor(query.cursor)
  const limit = query.limit ?? ROWS_A_PAGE
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'reports.read')
    const { money, usual } = await today(app, tx)
    const period = readPeriod(query, usual)
    const [sums, found] = await Promise.all([
      incomeAndCashflow(tx, period),
      transactions(tx, period, after, limit + 1),
    ])
    const last = found[limit - 1]
    return {
      from: period.from as string,
      to: period.to as string,
      count: Number(sums.count),
      income: money(sums.income),
      cashflow: money(sums.cashflow),
      data: found.slice(0, limit).map((line) => {
        const change = money(adds(line.event) ? line.amount : -line.amount)
        return {
          on: line.effectiveOn as string,
          words: lineWords(line),
          link: linkOf(line),
          who: line.accountName,
          accountId: line.accountId && toTypeId('acc', line.accountId),
          paidWith: methodOf(line),
          income: isIncome(line.event) ? change : null,
          cashflow: isIncome(line.event) ? null : change,
        }
      }),
      nextCursor: found.length > limit && last ? writeLineCursor(last) : null,
    }
  })
}

/** What was taken day by day and tender by tender, and what went back. */
export function seeTakings(app: App, caller: Caller, query: PeriodQuery) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'reports.read')
    const { money, usual } = await today(app, tx)
    const period = readPeriod(query, usual)
    const [taken, back, tenders] = await Promise.all([
      takings(tx, period),
      wentBack(tx, period),
      listTenders(tx),
    ])
    const used = tenders.filter(({ id }) => taken.some(({ tenderId }) => tenderId === id))
    const days = [...new Set([...taken, ...back].map(({ day }) => day))].sort().reverse()
    const sum = (rows: { paid: bigint }[]) => rows.reduce((total, { paid }) => total + paid, 0n)
    const count = (rows: { count: bigint }[]) =>
      rows.reduce((total, row) => total + Number(row.count), 0)
    const rowOf = (of: typeof taken, gone: bigint) => ({
      count: count(of),
      byTender: used.map(({ id }) => money(sum(of.filter(({ tenderId }) => tenderId === id)))),
      paid: money(sum(of)),
      back: money(gone),
      net: money(sum(of) - gone),
    })
    return {
      from: period.from as string,
      to: period.to as string,
      tenders: used.map(({ id, kind, name }) => ({ id: toTypeId('tnd', id), kind, name })),
      days: days.map((day) => ({
        day: day as string,
        ...rowOf(
          taken.filter((row) => row.day === day),
          back.find((row) => row.day === day)?.amount ?? 0n,
        ),
      })),
      totals: rowOf(
        taken,
        back.reduce((total, { amount }) => total + amount, 0n),
      ),
    }
  })
}

/** What a client's account ever paid: how much, how often, since when, month by month. */
export function seeHistory(app: App, caller: Caller, accountId: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'payments.read')
    const { day, money } = await today(app, tx)
    const [account, sums] = await Promise.all([accountOf(tx, accountId), paymentsOf(tx, accountId)])
    const { paid, back, count, first, last } = sums
    const from = chartFrom(first, day)
    const found = await months(tx, { from, to: day }, accountId)
    return {
      account,
      lifetimeValue: money(paid - back),
      paid: money(paid),
      back: money(back),
      count: Number(count),
      average: money(count === 0n ? 0n : paid / count),
      first: first as string | null,
      last: last as string | null,
      everyDays: daysBetween(first, last, Number(count)),
      months: monthsFrom(from, day, found, money),
    }
  })
}

/** Three years at most: bars that can be told apart. */
function chartFrom(first: PlainDate | null, day: PlainDate): PlainDate {
  const earliest = nthMonthlyDate(firstOfMonth(day), -35)
  const usual = nthMonthlyDate(firstOfMonth(day), -(MONTHS_SHOWN - 1))
  if (!first || first > usual) return usual
  return first < earliest ? earliest : firstOfMonth(first)
}

const DAY_MS = 86_400_000

/** On average so many days lie between two payments; null where there are not two. */
function daysBetween(first: string | null, last: string | null, count: number): number | null {
  if (!first || !last || count < 2) return null
  return Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS / (count - 1))
}

function monthsFrom(
  from: PlainDate,
  to: PlainDate,
  found: MonthSums[],
  money: (amount: bigint) => { amount: number; currency: string },
) {
  const shown = []
  for (let month = firstOfMonth(from); month <= to; month = nthMonthlyDate(month, 1)) {
    const sums = found.find((one) => one.month === month.slice(0, 7))
    shown.push({
      month: month.slice(0, 7),
      from: month as string,
      to: addDays(nthMonthlyDate(month, 1), -1) as string,
      invoiced: money(sums?.invoiced ?? 0n),
      collected: money((sums?.received ?? 0n) - (sums?.back ?? 0n)),
    })
  }
  return shown
}

/** How the business is doing: this month, what is open, what failed, what is coming. */
export function seeDashboard(app: App, caller: Caller, query: PeriodQuery) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'reports.read')
    const { day, money, usual } = await today(app, tx)
    const period = readPeriod(query, usual)
    const chart = nthMonthlyDate(firstOfMonth(day), -(MONTHS_SHOWN - 1))
    const until = addDays(day, UPCOMING_DAYS)
    const [year, within, owed, failed, way, upcoming] = await Promise.all([
      months(tx, { from: chart, to: day }, null),
      months(tx, period, null),
      outstanding(tx, day),
      failedIn(tx, period),
      onTheirWay(tx),
      upcomingUntil(tx, until),
    ])
    const add = (of: (sums: MonthSums) => bigint) =>
      within.reduce((total, sums) => total + of(sums), 0n)
    return {
      from: period.from as string,
      to: period.to as string,
      today: day as string,
      collected: money(add(({ received, back }) => received - back)),
      received: money(add(({ received }) => received)),
      back: money(add(({ back }) => back)),
      invoiced: money(add(({ invoiced }) => invoiced)),
      outstanding: money(owed.owed),
      openInvoices: Number(owed.invoices),
      late: money(owed.late),
      lateInvoices: Number(owed.lateInvoices),
      failed: { amount: money(failed.amount), count: Number(failed.count) },
      onTheirWay: { amount: money(way.amount), count: Number(way.count) },
      upcoming: {
        until: until as string,
        amount: money(upcoming.reduce((total, { amount }) => total + amount, 0n)),
        count: upcoming.length,
        data: upcoming.slice(0, 8).map((one) => ({
          id: toTypeId('sch', one.id),
          dueOn: one.dueOn as string,
          amount: money(one.amount),
          account: one.accountName,
          clientId: one.clientId && toTypeId('cli', one.clientId),
        })),
      },
      months: monthsFrom(chart, day, year, money),
    }
  })
}
