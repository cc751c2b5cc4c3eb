import { recordAudits } from '../audit/record.ts'
import { clientsOfAccounts, lockAccounts } from '../clients/accounts.ts'
import { ahead, inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { assert } from '../kit/assert.ts'
import { isCurrency } from '../kit/currencies.ts'
import { postLedger } from '../ledger/post.ts'
import type { LedgerLine } from '../ledger/transfers.ts'
import { takeNumbers } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import type { Invoice } from './invoice.ts'
import {
  type InvoiceGround,
  type InvoiceRequest,
  type PreparedInvoice,
  readGround,
  readInvoice,
} from './invoice-request.ts'
import { findInvoice, type InvoiceToInsert, insertInvoices } from './store.ts'

export interface NewInvoice extends InvoiceRequest {
  accountId: string
}

/** Issues an invoice: numbered, owed from now on, and in the books. */
export async function issueInvoice(
  app: App,
  caller: Caller,
  request: NewInvoice,
): Promise<Invoice> {
  const accountId = readId('acc', request.accountId, 'account')
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const { actor, ground } = await begin(app, tx, caller)
    const id = app.newId()
    await issueAll(app, tx, caller.orgId, actor, ground, [{ id, accountId, request }])
    const invoice = await findInvoice(tx, id)
    assert(invoice, 'an invoice that was issued exists')
    return invoice
  })
}

/** An invoice of many, under an id of its own: issued under the same id twice, it is refused. */
export interface InvoiceOfMany {
  id: string
  accountId: string
  request: InvoiceRequest
}

/**
 * Issues many at once, all or none: their numbers are taken in one go, and a handful of statements
 * writes them, however many they are.
 */
export function issueInvoices(
  app: App,
  caller: Caller,
  invoices: readonly InvoiceOfMany[],
): Promise<void> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const { actor, ground } = await begin(app, tx, caller)
    await issueAll(app, tx, caller.orgId, actor, ground, invoices)
  })
}

async function begin(app: App, tx: Transaction, caller: Caller) {
  const asked = ahead(readGround(tx, app.clock.now()))
  const actor = await authorize(tx, caller, 'invoices.issue')
  return { actor, ground: await asked }
}

/** What issuing is, whoever asks for it: an invoice by hand, a draft, a whole run. */
export async function issueAll(
  app: App,
  tx: Transaction,
  orgId: string,
  actor: { id: string | null; name: string },
  ground: InvoiceGround,
  invoices: readonly InvoiceOfMany[],
): Promise<void> {
  if (invoices.length === 0) return
  const { currency, now, today } = ground
  const prepared = invoices.map(({ id, accountId, request }) => {
    requireCurrency(request.currency, currency)
    return { id, accountId, ...readInvoice(request, ground) }
  })
  const accountsWithCredit = await lockTheirAccounts(tx, prepared)
  const first = await takeNumbers(tx, 'invoice', prepared.length)
  const numbered = prepared.map((invoice, n) => ({ ...invoice, number: first + BigInt(n) }))
  await Promise.all([
    insertInvoices(tx, { orgId, currency, issuedOn: today, now }, numbered),
    ...inPieces(numbered.flatMap((invoice) => linesInBooks(invoice, ground))).map((lines) =>
      postLedger(tx, orgId, lines),
    ),
    ...inPieces(numbered).map((some) =>
      recordAudits(
        tx,
        some.map(({ id }) => ({
          id: app.newId(),
          orgId,
          at: now,
          actorId: actor.id,
          actorName: actor.name,
          verb: 'invoice.issued',
          subjectId: id,
        })),
      ),
    ),
  ])
  // Told of those whose accounts hold something: nobody else has anything to do about it.
  for (const { id, accountId } of numbered) {
    if (!accountsWithCredit.has(accountId)) continue
    await app.react(tx, {
      is: 'invoiceIssued',
      orgId,
      accountId,
      invoiceId: id,
      currency,
      issuedOn: today,
      byName: actor.name,
      at: now,
    })
  }
}

/**
 * Locks the accounts in the order of their ids, and refuses what cannot be invoiced. Answers those
 * that hold credit.
 */
async function lockTheirAccounts(
  tx: Transaction,
  invoices: readonly (PreparedInvoice & { accountId: string })[],
): Promise<Set<string>> {
  const ids = [...new Set(invoices.map(({ accountId }) => accountId))]
  const accounts = await lockAccounts(tx, ids)
  if (accounts.length !== ids.length) refuseUnknown('account')
  if (accounts.some(({ archived }) => archived)) {
    refuse('client_archived', 'Restore the client before invoicing.')
  }
  await requireClients(tx, invoices)
  return new Set(accounts.filter(({ unapplied }) => unapplied > 0n).map(({ id }) => id))
}

async function requireClients(
  tx: Transaction,
  invoices: readonly (PreparedInvoice & { accountId: string })[],
): Promise<void> {
  const named = invoices.filter(({ lines }) => lines.some(({ clientId }) => clientId !== null))
  if (named.length === 0) return
  const ids = [...new Set(named.map(({ accountId }) => accountId))]
  const accountOf = new Map(
    (await clientsOfAccounts(tx, ids)).map(({ id, accountId }) => [id, accountId]),
  )
  const isTheirs = named.every(({ accountId, lines }) =>
    lines.every(({ clientId }) => clientId === null || accountOf.get(clientId) === accountId),
  )
  if (!isTheirs) refuseUnknown('client')
}

/** What is earned, then each tax. */
function linesInBooks(
  { id, accountId, net, taxes }: InvoiceToInsert,
  { currency, now, today }: InvoiceGround,
): LedgerLine[] {
  const line = {
    source: 'invoice',
    sourceId: id,
    currency,
    accountId,
    invoiceId: id,
    processorAccountId: null,
    postedAt: now,
    effectiveOn: today,
  } as const
  return [
    { ...line, event: 'issued' as const, n: 0, amount: net },
    ...taxes.map(({ amount }, n) => ({ ...line, event: 'taxed' as const, n, amount })),
  ].filter(({ amount }) => amount > 0n)
}

/** A statement carries at most 65,535 values; a row has up to 14. */
const ROWS_AT_ONCE = 2_000

function inPieces<T>(all: readonly T[]): T[][] {
  const pieces: T[][] = []
  for (let from = 0; from < all.length; from += ROWS_AT_ONCE) {
    pieces.push(all.slice(from, from + ROWS_AT_ONCE))
  }
  return pieces
}

/** Refuses a currency that is none, or not the organization's. */
export function requireCurrency(given: string | undefined, own: string): void {
  if (given === undefined) return
  if (!isCurrency(given)) {
    refuse('currency_unknown', 'Use a three-letter code such as USD.', {
      field: 'currency',
      moneyMoved: 'no',
    })
  }
  if (given !== own) {
    refuse('currency_mismatch', `Invoices here are in ${own}.`, {
      field: 'currency',
      moneyMoved: 'no',
    })
  }
}
