import { type RawBuilder, sql } from 'kysely'
import { searchClients } from '../clients/search-clients.ts'
import { ahead, asOfOneMoment, inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { PAGE_ROWS_DEFAULT, page, readDateCursor, readInstantCursor } from '../http/paging.ts'
import { readSearch } from '../http/search-field.ts'
import { invoiceNumber, invoiceState, overdueDays } from '../invoices/invoice.ts'
import { fromTypeId, toTypeId } from '../kit/id.ts'
import { parseAmount } from '../kit/money.ts'
import { type PlainDate, todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { readDate } from './find-payments.ts'
import {
  countDrafts,
  findDrafts,
  findInvoices,
  type InvoiceFilter,
  type InvoiceFilterState,
  type ListedDraftRow,
  type ListedInvoiceRow,
  sumInvoices,
} from './invoice-list-store.ts'
import { ADDED_UP_MAX, accountsOf } from './payment-list-store.ts'

export interface InvoiceQuery {
  search?: string | undefined
  state?: InvoiceFilterState | undefined
  accountId?: string | undefined
  from?: string | undefined
  to?: string | undefined
  dueFrom?: string | undefined
  dueTo?: string | undefined
  amountFrom?: number | undefined
  amountTo?: number | undefined
}

/** A page of the invoices that match, newest first; or of the drafts, if these are asked for. */
export async function listInvoices(
  app: App,
  caller: Caller,
  query: InvoiceQuery & { cursor?: string | undefined; limit?: number | undefined },
) {
  const limit = query.limit ?? PAGE_ROWS_DEFAULT
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const allowed = ahead(authorize(tx, caller, 'invoices.read'))
    const { currency, timeZone } = await theOrganization(tx)
    await allowed
    const today = todayIn(timeZone, app.clock.now())
    if (query.state === 'draft') {
      const after = readInstantCursor(query.cursor)
      const found = page(
        await findDrafts(tx, accountIn(query), after, limit + 1),
        limit,
        ({ changedAt, id }) => [changedAt.toISOString(), id],
      )
      return {
        nextCursor: found.nextCursor,
        data: found.rows.map((draft) => draftRowJson(draft, currency)),
      }
    }
    const filter = await readFilter(tx, caller, query, currency, today)
    const found = page(
      await findInvoices(tx, filter, readDateCursor(query.cursor), limit + 1),
      limit,
      ({ issuedOn, id }) => [issuedOn, id],
    )
    return {
      nextCursor: found.nextCursor,
      data: found.rows.map((invoice) => listedJson(invoice, today)),
    }
  })
}

/** What all that match come to: asked apart, because it takes longer than a page. */
export async function totalInvoices(app: App, caller: Caller, query: InvoiceQuery) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'invoices.read')
    const { currency, timeZone } = await theOrganization(tx)
    const today = todayIn(timeZone, app.clock.now())
    const drafts = await countDrafts(tx, accountIn(query))
    const money = (amount: bigint) => moneyJson(amount, currency)
    if (query.state === 'draft') {
      const nothing = money(0n)
      return {
        count: drafts,
        isMore: false,
        total: nothing,
        due: nothing,
        overdue: nothing,
        drafts,
      }
    }
    const filter = await readFilter(tx, caller, query, currency, today)
    const { count, total, due, overdue } = await sumInvoices(tx, filter)
    return {
      count: Number(count),
      isMore: filter.looks !== null && Number(count) >= ADDED_UP_MAX,
      total: money(total),
      due: money(due),
      overdue: money(overdue),
      drafts,
    }
  })
}

function accountIn({ accountId }: InvoiceQuery): string | null {
  return accountId ? readId('acc', accountId, 'account') : null
}

async function readFilter(
  tx: Transaction,
  caller: Caller,
  query: InvoiceQuery,
  currency: string,
  today: PlainDate,
): Promise<InvoiceFilter> {
  const search = readSearch(query.search)
  return {
    state: query.state === 'draft' ? null : (query.state ?? null),
    accountId: accountIn(query),
    from: readDate(query.from, 'from'),
    to: readDate(query.to, 'to'),
    dueFrom: readDate(query.dueFrom, 'dueFrom'),
    dueTo: readDate(query.dueTo, 'dueTo'),
    amountFrom: query.amountFrom ?? null,
    amountTo: query.amountTo ?? null,
    today,
    looks: search === '' ? null : await looksFor(tx, caller, search, currency),
  }
}

const NUMBER = /^(?:inv-?)?(\d{1,15})$/i
/** Clients whose invoices a search for a name shows. */
const CLIENTS_SEARCHED = 100

/** One condition for each thing that was perhaps meant: a number, an amount, a client. */
async function looksFor(
  tx: Transaction,
  caller: Caller,
  search: string,
  currency: string,
): Promise<RawBuilder<unknown>[]> {
  const id = fromTypeId('inv', search)
  if (id) return [sql`i.id = ${id}`]
  const looks: RawBuilder<unknown>[] = []
  const number = NUMBER.exec(search)?.[1]
  if (number) looks.push(sql`i.number = ${number}::bigint`)
  const amount = parseAmount(search, currency, { maximum: 99_999_999_999n })
  if (amount.ok) looks.push(sql`i.total = ${amount.amount}`)
  const clients = { orgId: caller.orgId, search, view: 'all' as const, seesCards: false }
  const accounts = await accountsOf(tx, await searchClients(tx, clients, CLIENTS_SEARCHED))
  if (accounts.length > 0) {
    looks.push(sql`i.account_id = any(${accounts.map(({ accountId }) => accountId)}::uuid[])`)
  }
  return looks
}

interface Whose {
  accountId: string
  accountName: string
  clientId: string | null
  clientName: string | null
}

function whoseJson({ accountId, accountName, clientId, clientName }: Whose) {
  return {
    account: { id: toTypeId('acc', accountId), name: accountName },
    client:
      clientId === null || clientName === null
        ? null
        : { id: toTypeId('cli', clientId), name: clientName },
  }
}

function listedJson(invoice: ListedInvoiceRow, today: PlainDate) {
  const { currency } = invoice
  return {
    id: toTypeId('inv', invoice.id),
    number: invoiceNumber(invoice.number),
    state: invoiceState(invoice),
    ...whoseJson(invoice),
    description: invoice.description,
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    overdueDays: overdueDays(invoice, today),
    total: moneyJson(invoice.total, currency),
    due: moneyJson(invoice.due, currency),
    isHeld: invoice.isHeld,
  }
}

function draftRowJson(draft: ListedDraftRow, currency: string) {
  return {
    id: toTypeId('inv', draft.id),
    number: null,
    state: 'draft' as const,
    ...whoseJson(draft),
    description: draft.description,
    issuedOn: null,
    dueOn: null,
    overdueDays: 0,
    total: null,
    due: moneyJson(0n, currency),
    isHeld: false,
  }
}
