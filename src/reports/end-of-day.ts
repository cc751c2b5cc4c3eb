import { recordAct } from '../audit/record.ts'
import { asOfOneMoment, inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { moneyJson } from '../http/money-json.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { toTypeId } from '../kit/id.ts'
import { checkAmount } from '../kit/money.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import {
  backOn,
  countsOn,
  insertCount,
  onTheirWayNow,
  PLACES,
  type Place,
  placesOn,
  processorsOn,
  staffOn,
} from './day-store.ts'
import { depositsOn } from './deposit-store.ts'
import { LEDGER_ACCOUNT_NAMES } from './ledger-accounts.ts'
import { lineWords, linkOf } from './line-words.ts'
import { readDay } from './period.ts'
import { adds } from './report-store.ts'

const BACK_SHOWN = 200
const COUNTED_MAX = 99_999_999_999n

/** The end of any day on one page: what to count, what cards took, what went back, by whom. */
export function seeDay(app: App, caller: Caller, query: { day?: string | undefined }) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'reports.read')
    const { currency, timeZone } = await theOrganization(tx)
    const day = readDay(query.day, 'day') ?? todayIn(timeZone, app.clock.now())
    const [places, counts, processors, staff, back, way, deposits] = await Promise.all([
      placesOn(tx, day),
      countsOn(tx, day),
      processorsOn(tx, day),
      staffOn(tx, day),
      backOn(tx, day, BACK_SHOWN),
      onTheirWayNow(tx, timeZone),
      depositsOn(tx, day),
    ])
    const money = (amount: bigint) => moneyJson(amount, currency)
    const people = [...new Set(staff.map((row) => row.staff))]
    return {
      day: day as string,
      places: PLACES.map((place) => {
        const sums = places.find((row) => row.place === place)
        const { opening = 0n, cameIn = 0n, wentBack = 0n, deposited = 0n } = sums ?? {}
        const count = counts.find((row) => row.place === place)
        return {
          place,
          name: LEDGER_ACCOUNT_NAMES[place],
          opening: money(opening),
          cameIn: money(cameIn),
          wentBack: money(wentBack),
          deposited: money(deposited),
          expected: money(opening + cameIn - wentBack - deposited),
          count: count
            ? {
                expected: money(count.expected),
                counted: money(count.counted),
                difference: money(count.counted - count.expected),
                note: count.note,
                by: count.byName,
                at: count.countedAt.toISOString(),
              }
            : null,
        }
      }),
      processors: processors.map((row) => ({
        id: row.processorAccountId && toTypeId('prc', row.processorAccountId),
        name: row.kind === 'sandbox' ? 'Sandbox' : row.mode === 'test' ? 'Stripe, test' : 'Stripe',
        count: Number(row.count),
        gross: money(row.gross),
        back: money(row.back),
        fees: money(row.fees),
        net: money(row.gross - row.back - row.fees),
      })),
      onTheirWay: way.map((row) => ({
        id: toTypeId('pay', row.id),
        amount: money(row.amount),
        account: row.accountName,
        startedOn: row.startedOn as string,
      })),
      back: back.map((line) => ({
        words: lineWords(line),
        link: linkOf(line),
        who: line.accountName,
        amount: money(adds(line.event) ? -line.amount : line.amount),
      })),
      staff: people.map((name) => {
        const rows = staff.filter((row) => row.staff === name)
        return {
          name,
          count: rows.reduce((sum, { count }) => sum + Number(count), 0),
          byPlace: (['clearing', ...PLACES] as const).map((place) =>
            money(rows.find((row) => row.place === place)?.amount ?? 0n),
          ),
          total: money(rows.reduce((sum, { amount }) => sum + amount, 0n)),
        }
      }),
      deposits: deposits.map((deposit) => ({
        id: toTypeId('dep', deposit.id),
        name: LEDGER_ACCOUNT_NAMES[deposit.place],
        amount: money(deposit.amount),
        by: deposit.createdByName,
      })),
    }
  })
}

interface CountRequest {
  day: string
  place: Place
  counted: unknown
  note?: string | undefined
}

/** Writes down what somebody counted. The difference stays on record with its note. */
export async function countDay(app: App, caller: Caller, request: CountRequest) {
  await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'reports.read')
    const { currency, timeZone } = await theOrganization(tx)
    const now = app.clock.now()
    const day = readDay(request.day, 'day') ?? todayIn(timeZone, now)
    if (day > todayIn(timeZone, now)) {
      refuse('date_in_future', 'Count a day when it is there.', { field: 'day' })
    }
    const amount = checkAmount(request.counted, currency, { minimum: 0n, maximum: COUNTED_MAX })
    if (!amount.ok) return refuse(amount.code, amount.message, { field: 'counted' })
    const sums = (await placesOn(tx, day)).find(({ place }) => place === request.place)
    const expected = sums ? sums.opening + sums.cameIn - sums.wentBack - sums.deposited : 0n
    const note = readText(request.note, 'note', { max: 300, called: 'Notes' })
    if (amount.amount !== expected && note === '') {
      refuse(
        'field_required',
        'It differs from what is expected. Write down why, or that nobody knows.',
        {
          field: 'note',
        },
      )
    }
    await insertCount(tx, caller.orgId, {
      id: app.newId(),
      day,
      place: request.place,
      expected,
      counted: amount.amount,
      currency,
      note,
      countedAt: now,
      byId: actor.id,
      byName: actor.name,
    })
    await recordAct(app, tx, caller, actor, 'day.counted', null, {
      day,
      place: request.place,
      expected: Number(expected),
      counted: Number(amount.amount),
    })
  })
  return seeDay(app, caller, { day: request.day })
}
