import { asOfOneMoment } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import {
  DEBIT_ACCOUNTS,
  LEDGER_ACCOUNT_NAMES,
  LEDGER_ACCOUNTS,
  type LedgerAccount,
} from './ledger-accounts.ts'
import { linesOfLedgerAccount, movedBetween } from './ledger-store.ts'
import { readLineCursor, writeLineCursor } from './line-cursor.ts'
import { lineWords, linkOf } from './line-words.ts'
import { readDay } from './period.ts'

const LINES_A_PAGE = 50

/** Every ledger account with what lies on it at the end of a day. Both sides add up to the same. */
export function seeTrialBalance(app: App, caller: Caller, query: { asOf?: string | undefined }) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'books.read')
    const { currency, timeZone } = await theOrganization(tx)
    const asOf = readDay(query.asOf, 'asOf') ?? todayIn(timeZone, app.clock.now())
    const moved = await movedBetween(tx, null, asOf)
    const accounts = LEDGER_ACCOUNTS.map((account) => {
      const sums = sumsOf(moved, account)
      return { account, ...sums, balance: sums.debits - sums.credits }
    })
    const left = accounts.reduce((sum, { balance }) => (balance > 0n ? sum + balance : sum), 0n)
    const right = accounts.reduce((sum, { balance }) => (balance < 0n ? sum - balance : sum), 0n)
    const money = (amount: bigint) => moneyJson(amount, currency)
    return {
      asOf: asOf as string,
      data: accounts.map(({ account, debits, credits, balance, count }) => ({
        account,
        name: LEDGER_ACCOUNT_NAMES[account],
        debits: money(debits),
        credits: money(credits),
        debit: money(balance > 0n ? balance : 0n),
        credit: money(balance < 0n ? -balance : 0n),
        count: Number(count),
      })),
      debit: money(left),
      credit: money(right),
    }
  })
}

type Moved = Awaited<ReturnType<typeof movedBetween>>

function sumsOf(moved: Moved, account: LedgerAccount) {
  const debits = moved.filter(({ debit }) => debit === account)
  const credits = moved.filter(({ credit }) => credit === account)
  return {
    debits: debits.reduce((sum, { amount }) => sum + amount, 0n),
    credits: credits.reduce((sum, { amount }) => sum + amount, 0n),
    count: [...debits, ...credits].reduce((sum, { count }) => sum + count, 0n),
  }
}

interface LinesQuery {
  from?: string | undefined
  to?: string | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

/** The lines of one ledger account, newest first, with what lay there before and after. */
export function seeLedgerAccount(app: App, caller: Caller, name: string, query: LinesQuery) {
  const account = LEDGER_ACCOUNTS.find((one) => one === name) ?? refuseUnknown('ledger account')
  const after = readLineCursor(query.cursor)
  const limit = query.limit ?? LINES_A_PAGE
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'books.read')
    const { currency, timeZone } = await theOrganization(tx)
    const to = readDay(query.to, 'to') ?? todayIn(timeZone, app.clock.now())
    const from = readDay(query.from, 'from')
    const [untilThen, within, found] = await Promise.all([
      movedBetween(tx, null, to),
      movedBetween(tx, from, to),
      linesOfLedgerAccount(tx, { account, from, to }, after, limit + 1),
    ])
    const sign = DEBIT_ACCOUNTS.has(account) ? 1n : -1n
    const all = sumsOf(untilThen, account)
    const { debits, credits, count } = sumsOf(within, account)
    const closing = sign * (all.debits - all.credits)
    const money = (amount: bigint) => moneyJson(amount, currency)
    const last = found[limit - 1]
    return {
      account,
      name: LEDGER_ACCOUNT_NAMES[account],
      from: from as string | null,
      to: to as string,
      opening: money(closing - sign * (debits - credits)),
      debits: money(debits),
      credits: money(credits),
      closing: money(closing),
      count: Number(count),
      data: found.slice(0, limit).map((line) => ({
        on: line.effectiveOn as string,
        postedAt: line.postedAt.toISOString(),
        words: lineWords(line),
        link: linkOf(line),
        who: line.accountName,
        accountId: line.accountId && toTypeId('acc', line.accountId),
        side: line.debit === account ? ('debit' as const) : ('credit' as const),
        other:
          LEDGER_ACCOUNT_NAMES[
            (line.debit === account ? line.credit : line.debit) as LedgerAccount
          ],
        amount: money(line.amount),
      })),
      nextCursor: found.length > limit && last ? writeLineCursor(last) : null,
    }
  })
}
