import { clientsOfAccount, findAccount } from '../clients/accounts.ts'
import { asOfOneMoment, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { readPlace, writeCursor } from '../http/paging.ts'
import { toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { entriesOf, type Figure, figureOf } from './ledger-store.ts'
import { lineWords, linkOf } from './line-words.ts'
import { readDay } from './period.ts'

const ENTRIES_A_PAGE = 50

interface EntriesQuery {
  figure: Figure
  asOf?: string | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

/** What a figure of an account is made of, line by line, until the end of a day. */
export function seeEntries(app: App, caller: Caller, accountId: string, query: EntriesQuery) {
  const skip = readPlace(query.cursor)
  const limit = query.limit ?? ENTRIES_A_PAGE
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'payments.read')
    const { currency, timeZone } = await theOrganization(tx)
    const asOf = readDay(query.asOf, 'asOf') ?? todayIn(timeZone, app.clock.now())
    const wanted = { accountId, figure: query.figure, asOf }
    const [account, { balance, count }, found] = await Promise.all([
      accountOf(tx, accountId),
      figureOf(tx, wanted),
      entriesOf(tx, wanted, skip, limit + 1),
    ])
    const money = (amount: bigint) => moneyJson(amount, currency)
    return {
      account,
      figure: query.figure,
      asOf: asOf as string,
      balance: money(balance),
      count: Number(count),
      data: found.slice(0, limit).map((entry) => ({
        on: entry.effectiveOn as string,
        postedAt: entry.postedAt.toISOString(),
        words: lineWords(entry),
        link: linkOf(entry),
        change: money(entry.change),
        balance: money(entry.balance),
      })),
      nextCursor: found.length > limit ? writeCursor([String(skip + limit)]) : null,
    }
  })
}

/** Whose figures these are: the account, and the client whose page leads there. */
export async function accountOf(tx: Transaction, id: string) {
  const [account, clients] = await Promise.all([findAccount(tx, id), clientsOfAccount(tx, id)])
  if (!account) return refuseUnknown('account')
  const client = clients.find(({ archivedAt }) => archivedAt === null) ?? clients[0]
  return {
    id: toTypeId('acc', account.id),
    name: account.name,
    client: client
      ? { id: toTypeId('cli', client.id), name: client.name, email: client.email }
      : null,
  }
}
