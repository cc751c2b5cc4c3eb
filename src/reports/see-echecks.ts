import { asOfOneMoment } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { moneyJson } from '../http/money-json.ts'
import { PAGE_ROWS_DEFAULT, page, readDateCursor } from '../http/paging.ts'
import { toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { codeMeaning } from '../processor/return-codes.ts'
import { authorize } from '../staff/authorize.ts'
import { bankAccountName } from '../wallet/authorization.ts'
import { ECHECK_STATES, type EcheckState } from './contract.ts'
import { type EcheckSum, echeckSums, echecksOf } from './echecks-store.ts'
import { firstOfMonth, readPeriod } from './period.ts'

/**
 * What the network lets come back of the debits sent in a month, as parts of 1: 0.5, 3 and
 * 15 % (Nacha Operating Rules, return rate thresholds). Half of it is worth a look.
 */
const RETURN_LIMITS = { unauthorized: 0.005, administrative: 0.03, all: 0.15 } as const
type Counted = keyof typeof RETURN_LIMITS

/** Where the eChecks of a period stand, and how much of them came back beside what may. */
export function seeEchecks(
  app: App,
  caller: Caller,
  query: {
    from?: string | undefined
    to?: string | undefined
    state?: EcheckState | undefined
    cursor?: string | undefined
    limit?: number | undefined
  },
) {
  const after = readDateCursor(query.cursor)
  const limit = query.limit ?? PAGE_ROWS_DEFAULT
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'reports.read')
    const { currency, timeZone } = await theOrganization(tx)
    const day = todayIn(timeZone, app.clock.now())
    const period = readPeriod(query, { from: firstOfMonth(day), to: day })
    const [sums, rows] = await Promise.all([
      echeckSums(tx, period),
      echecksOf(tx, period, query.state, after, limit + 1),
    ])
    const found = page(rows, limit, ({ postedOn, id }) => [postedOn, id])
    return {
      from: period.from as string,
      to: period.to as string,
      states: ECHECK_STATES.map((state) => {
        const those = sums.filter((sum) => sum.state === state)
        return { state, count: countOf(those), amount: moneyJson(amountOf(those), currency) }
      }),
      rates: (Object.keys(RETURN_LIMITS) as Counted[]).map((counts) => rateOf(counts, sums)),
      data: found.rows.map((row) => ({
        on: row.postedOn as string,
        paymentId: toTypeId('pay', row.id),
        accountId: toTypeId('acc', row.accountId),
        who: row.accountName,
        bankAccount: bankAccountName(row.bank),
        amount: moneyJson(row.amount, currency),
        state: row.state,
        code: row.code,
        cause: isBack(row) ? codeMeaning(row.code).cause : null,
        returnedOn: row.returnedOn as string | null,
      })),
      nextCursor: found.nextCursor,
    }
  })
}

function isBack({ state }: { state: EcheckState }): boolean {
  return state === 'sentBack' || state === 'returned'
}

function countOf(sums: EcheckSum[]): number {
  return sums.reduce((total, { count }) => total + Number(count), 0)
}

function amountOf(sums: EcheckSum[]): bigint {
  return sums.reduce((total, { amount }) => total + amount, 0n)
}

/** Of the debits that went to the network; what was canceled before did not. */
function rateOf(counts: Counted, sums: EcheckSum[]) {
  const sent = countOf(sums.filter(({ state }) => state !== 'canceled'))
  const back = countOf(
    sums.filter(
      (sum) => isBack(sum) && (counts === 'all' || codeMeaning(sum.code).counts === counts),
    ),
  )
  const limit = RETURN_LIMITS[counts]
  const rate = sent === 0 ? 0 : back / sent
  const level: 'well' | 'near' | 'over' =
    rate >= limit ? 'over' : rate * 2 >= limit ? 'near' : 'well'
  return { counts, back, sent, rate, limit, level }
}
