import { type RawBuilder, sql } from 'kysely'
import { searchClients, searchQuickly } from '../clients/search-clients.ts'
import {
  ahead,
  asOfOneMoment,
  commitBehind,
  inOrganization,
  type Transaction,
} from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { PAGE_ROWS_DEFAULT, page, readDateCursor } from '../http/paging.ts'
import { refuse } from '../http/problem.ts'
import { readSearch } from '../http/search-field.ts'
import { readText } from '../http/text-field.ts'
import { toTypeId } from '../kit/id.ts'
import { parsePlainDate } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { PaymentState } from '../payments/payment.ts'
import { paymentRowJson } from '../payments/payment-json.ts'
import { type ControlPage, processorPage } from '../payments/processor-page.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { may } from '../staff/roles.ts'
import type { PaymentMark } from './contract.ts'
import {
  ADDED_UP_MAX,
  accountsOf,
  beginsWith,
  findIds,
  type PaymentFilter,
  type Row,
  rowsOf,
  staffWhoTake,
  sumPayments,
} from './payment-list-store.ts'
import { type PaymentSearch, readPaymentSearch } from './payment-search.ts'

export interface PaymentQuery {
  search?: string | undefined
  accountId?: string | undefined
  from?: string | undefined
  to?: string | undefined
  tenderId?: string | undefined
  state?: PaymentState | undefined
  staffId?: string | undefined
  amountFrom?: number | undefined
  amountTo?: number | undefined
  reference?: string | undefined
}

/** Clients whose payments a search for a name shows. */
const CLIENTS_SEARCHED = 100

/** A page of the payments that match, newest first, each with whose it is. */
export async function findPayments(
  app: App,
  caller: Caller,
  query: PaymentQuery & { cursor?: string | undefined; limit?: number | undefined },
  controlPage: ControlPage,
) {
  const after = readDateCursor(query.cursor)
  const limit = query.limit ?? PAGE_ROWS_DEFAULT
  return inOrganization(app.db, caller.orgId, async (tx) => {
    // Asked ahead of the answer about the right: without it, nothing of this is shown.
    const allowed = ahead(authorize(tx, caller, 'payments.read'))
    const filter = await readFilter(tx, caller, query)
    const place = after && { postedOn: after.date, id: after.id }
    const ids = await findIds(tx, filter, place, limit + 1)
    const rows = ids.length === 0 ? [] : ahead(rowsOf(tx, ids))
    commitBehind(tx)
    const actor = await allowed
    const found = page(await rows, limit, ({ postedOn, id }) => [postedOn, id])
    const opens = may(actor, 'processor.open')
    return {
      nextCursor: found.nextCursor,
      data: found.rows.map((row) => listedJson(row, opens, controlPage)),
    }
  })
}

/** What all that match come to, by tender: asked apart, because it takes longer than a page. */
export async function totalPayments(app: App, caller: Caller, query: PaymentQuery) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'payments.read')
    const { currency } = await theOrganization(tx)
    const filter = await readFilter(tx, caller, query)
    const [tenders, staff] = await Promise.all([sumPayments(tx, filter), staffWhoTake(tx)])
    const count = tenders.reduce((sum, tender) => sum + Number(tender.count), 0)
    const paid = tenders.reduce((sum, tender) => sum + tender.paid, 0n)
    return {
      count,
      isMore: filter.looks !== null && count >= ADDED_UP_MAX,
      paid: moneyJson(paid, currency),
      tenders: tenders.map((tender) => ({
        id: toTypeId('tnd', tender.id),
        kind: tender.kind,
        name: tender.name,
        count: Number(tender.count),
        paid: moneyJson(tender.paid, currency),
      })),
      staff: staff.map(({ id, name }) => ({ id: toTypeId('stf', id), name })),
    }
  })
}

async function readFilter(
  tx: Transaction,
  caller: Caller,
  query: PaymentQuery,
): Promise<PaymentFilter> {
  const { accountId, tenderId, staffId } = query
  const search = readSearch(query.search)
  // An amount is read in the currency; without a search there is nothing to read.
  const meant = search && readPaymentSearch(search, (await theOrganization(tx)).currency)
  return {
    accountId: accountId ? readId('acc', accountId, 'account') : null,
    from: readDate(query.from, 'from'),
    to: readDate(query.to, 'to'),
    tenderId: tenderId ? readId('tnd', tenderId, 'tender') : null,
    state: query.state ?? null,
    staffId: staffId ? readId('stf', staffId, 'staff member') : null,
    amountFrom: query.amountFrom ?? null,
    amountTo: query.amountTo ?? null,
    reference: readText(query.reference, 'reference', { max: 100, called: 'References' }),
    looks: meant ? await looksFor(tx, caller, meant) : null,
  }
}

export function readDate(text: string | undefined, field: string): string | null {
  if (text === undefined || text === '') return null
  return parsePlainDate(text) ?? refuse('date_format', 'Use a date like 2026-05-14.', { field })
}

/** One condition for each thing that was perhaps meant. */
async function looksFor(
  tx: Transaction,
  caller: Caller,
  meant: PaymentSearch,
): Promise<RawBuilder<unknown>[]> {
  const { id, intentId, receipt, lastFour, amount, email, reference, client } = meant
  const looks: RawBuilder<unknown>[] = []
  if (id) looks.push(sql`p.id = ${id}`)
  if (intentId) {
    looks.push(
      sql`p.processor_account_id in (select id from processor_account) and p.intent_id = ${intentId}`,
    )
  }
  if (receipt) {
    looks.push(sql`p.id = (select r.payment_id from receipt r where r.number = ${receipt}::bigint)`)
  }
  if (lastFour) looks.push(sql`p.card_last4 = ${lastFour}`)
  if (amount !== undefined) looks.push(sql`p.amount = ${amount}`)
  if (email) looks.push(sql`p.receipt_email_key = lower(${email})`)
  if (reference) looks.push(beginsWith(reference))
  if (client) {
    const clients = { orgId: caller.orgId, search: client, view: 'all' as const, seesCards: false }
    // Four digits are the end of a card before they are any part of a telephone.
    const found = lastFour
      ? [...(await searchQuickly(tx, clients, CLIENTS_SEARCHED)).found]
      : await searchClients(tx, clients, CLIENTS_SEARCHED)
    const accounts = await accountsOf(tx, found)
    if (accounts.length > 0) {
      looks.push(sql`p.account_id = any(${accounts.map(({ accountId }) => accountId)}::uuid[])`)
    }
  }
  return looks
}

/** What became of the money after it came in. */
function markOf({ amount, refunded, disputed, returned }: Row): PaymentMark | null {
  if (disputed) return disputed === 'open' ? 'disputed' : 'disputeLost'
  if (returned) return 'returned'
  if (refunded === 0n) return null
  return refunded < amount ? 'partlyRefunded' : 'refunded'
}

function listedJson(row: Row, opensProcessor: boolean, controlPage: ControlPage) {
  const { clientId, clientName, clientNumber } = row
  return {
    ...paymentRowJson(row),
    account: { id: toTypeId('acc', row.accountId), name: row.accountName },
    client:
      clientId === null || clientName === null
        ? null
        : { id: toTypeId('cli', clientId), name: clientName, number: Number(clientNumber) },
    payerCategory: row.payerCategory,
    receiptEmail: row.receiptEmail,
    goneBack: moneyJson(row.goneBack, row.currency),
    mark: markOf(row),
    processorUrl: opensProcessor ? processorPage(row, controlPage) : null,
  }
}
