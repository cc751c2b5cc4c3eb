import { recordAct } from '../audit/record.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { moneyJson } from '../http/money-json.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { toTypeId } from '../kit/id.ts'
import { addDays, nthMonthlyDate, type PlainDate, parsePlainDate, todayIn } from '../kit/time.ts'
import { monthOf } from '../organizations/open-day.ts'
import { type Organization, theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import {
  closings,
  firstBookedDay,
  lockBooks,
  notDeposited,
  putClosing,
  type UnclearPayment,
  unclearPayments,
} from './closing-store.ts'
import { firstOfMonth, lastOfMonth } from './period.ts'

const UNCLEAR_SHOWN = 50
const CLOSINGS_SHOWN = 50
const MONTHS_SHOWN = 24
const WHY_MAX = 300

/** Which months are closed, which one comes next, and what is unclear in it. */
export function seeClosing(app: App, caller: Caller) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'reports.read')
    return closingNow(app, tx)
  })
}

/** Closes every month up to this one: nothing is booked into them any more. */
export function closeMonth(
  app: App,
  caller: Caller,
  request: { month: string; despiteUnclear?: boolean | undefined },
) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'books.close')
    const { timeZone } = await theOrganization(tx)
    const until = lastOfMonth(readMonth(request.month))
    const closedUntil = await lockBooks(tx)
    if (until >= todayIn(timeZone, app.clock.now())) {
      refuse('date_in_future', `${monthOf(until)} is not over yet. Close it when it is.`, {
        field: 'month',
      })
    }
    if (closedUntil && until <= closedUntil) {
      refuse('period_closed', `${monthOf(until)} is closed already.`, { field: 'month' })
    }
    const unclear = await unclearPayments(tx, until, timeZone, UNCLEAR_SHOWN)
    if (unclear.length > 0 && !request.despiteUnclear) {
      refuse(
        'closing_unclear',
        `${unclear.length === 1 ? '1 payment' : `${unclear.length} payments`} from then or before have no end yet. Look at them first, or close the month all the same: what settles later counts for the first open day.`,
        { facts: { unclear: unclear.map(unclearJson) } },
      )
    }
    await note(app, tx, caller, actor, { kind: 'closed', closedUntil: until, why: '' })
    return closingNow(app, tx)
  })
}

/** Opens a month again, and every one after it. */
export function reopenMonth(app: App, caller: Caller, request: { month: string; why: string }) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'books.close')
    const why = readText(request.why, 'why', { max: WHY_MAX, called: 'The reason', required: true })
    const first = readMonth(request.month)
    const closedUntil = await lockBooks(tx)
    if (!closedUntil || first > closedUntil) {
      refuse('field_invalid', `${monthOf(first)} is open.`, { field: 'month' })
    }
    const before = await firstBookedDay(tx)
    const until = addDays(first, -1)
    await note(app, tx, caller, actor, {
      kind: 'reopened',
      closedUntil: before && before <= until ? until : null,
      why,
    })
    return closingNow(app, tx)
  })
}

async function note(
  app: App,
  tx: Transaction,
  caller: Caller,
  actor: { id: string; name: string },
  change: { kind: 'closed' | 'reopened'; closedUntil: PlainDate | null; why: string },
): Promise<void> {
  const { id: byId, name: byName } = actor
  const at = app.clock.now()
  await putClosing(tx, caller.orgId, { id: app.newId(), at, byId, byName, ...change })
  const { kind, closedUntil, why } = change
  await recordAct(app, tx, caller, actor, `books.${kind}`, null, {
    closedUntil,
    ...(why ? { why } : {}),
  })
}

async function closingNow(app: App, tx: Transaction) {
  const organization = await theOrganization(tx)
  const { booksClosedUntil, currency, timeZone } = organization
  const today = todayIn(timeZone, app.clock.now())
  const first = await firstBookedDay(tx)
  const next = nextToClose(organization, first, today)
  const until = next && lastOfMonth(next)
  const unclear = until ? await unclearPayments(tx, until, timeZone, UNCLEAR_SHOWN) : []
  const lying = until ? await notDeposited(tx, until) : []
  return {
    closedUntil: booksClosedUntil as string | null,
    months: monthsOf(first, today).map((month) => ({
      month: month.slice(0, 7),
      name: monthOf(month),
      isClosed: booksClosedUntil !== null && month <= booksClosedUntil,
      isOver: lastOfMonth(month) < today,
    })),
    next: next && {
      month: next.slice(0, 7),
      name: monthOf(next),
      unclear: unclear.map(unclearJson),
      notDeposited: lying.map(({ place, amount }) => ({
        account: place,
        amount: moneyJson(amount, currency),
      })),
    },
    history: (await closings(tx, CLOSINGS_SHOWN)).map((one) => ({
      kind: one.kind,
      closedUntil: one.closedUntil as string | null,
      why: one.why,
      by: one.byName,
      at: one.at.toISOString(),
    })),
  }
}

function unclearJson(payment: UnclearPayment) {
  return {
    id: toTypeId('pay', payment.id),
    state: payment.state,
    amount: moneyJson(payment.amount, payment.currency),
    account: payment.accountName,
    startedOn: payment.startedOn as string,
  }
}

/** The oldest month that is over and not closed. */
function nextToClose(
  { booksClosedUntil }: Organization,
  first: PlainDate | null,
  today: PlainDate,
): PlainDate | null {
  const next = booksClosedUntil ? addDays(booksClosedUntil, 1) : first
  if (!next) return null
  const month = firstOfMonth(next)
  return lastOfMonth(month) < today ? month : null
}

/** The first days of the months from the first with anything in it until now, the newest first. */
function monthsOf(first: PlainDate | null, today: PlainDate): PlainDate[] {
  const months: PlainDate[] = []
  let month = firstOfMonth(today)
  const oldest = first ? firstOfMonth(first) : month
  while (months.length < MONTHS_SHOWN && month >= oldest) {
    months.push(month)
    month = nthMonthlyDate(month, -1)
  }
  return months
}

function readMonth(text: string): PlainDate {
  return (
    parsePlainDate(`${text}-01`) ??
    refuse('date_format', 'Use a month like 2026-05.', { field: 'month' })
  )
}
