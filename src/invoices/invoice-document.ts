import { clientsOfAccount, findAccount } from '../clients/accounts.ts'
import { admit, requireOwnAccount } from '../clients/admit.ts'
import { asOfOneMoment, type Transaction } from '../database/transaction.ts'
import type { AnyCaller, Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { toTypeId } from '../kit/id.ts'
import { mailsAbout } from '../mail/outbox.ts'
import { logoOf, senderOf } from '../organizations/brand.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { mailRowJson } from '../settings/mail-json.ts'
import { authorize } from '../staff/authorize.ts'
import { findCreditNote, partsOfCreditNote } from './credit-store.ts'
import { creditNoteNumber, invoiceNumber } from './invoice.ts'
import { readInvoiceDetail } from './see-invoice.ts'
import { findInvoice, linesOf, taxesOf } from './store.ts'
import { findInvoiceSettings } from './tax-rate-store.ts'
import { percentText } from './tax-rates.ts'

/** What an invoice says on paper: itself, whose it is, and how to pay it. */
export async function readInvoiceDocument(tx: Transaction, id: string, now: Date) {
  const invoice = await readInvoiceDetail(tx, id, now)
  const [{ name }, { howToPay }] = await Promise.all([theOrganization(tx), findInvoiceSettings(tx)])
  return { ...invoice, organization: await senderOf(tx, name), howToPay }
}

export type InvoiceDocument = Awaited<ReturnType<typeof readInvoiceDocument>>

export function seeInvoiceOnPaper(app: App, caller: AnyCaller, id: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    const actor = await admit(tx, caller, 'invoices.read')
    const { accountId } = (await findInvoice(tx, id)) ?? refuseUnknown('invoice')
    requireOwnAccount(actor, accountId, 'invoice')
    const document = await readInvoiceDocument(tx, id, app.clock.now())
    return { document, logo: document.organization.logo ? await logoOf(tx) : null }
  })
}

/** A credit note with its lines and taxes, by the names they have on its invoice. */
export async function readCreditNote(tx: Transaction, id: string) {
  const note = (await findCreditNote(tx, id)) ?? refuseUnknown('credit note')
  const { currency, invoiceId, accountId } = note
  const money = (amount: bigint) => moneyJson(amount, currency)
  const [invoice, account, clients, lines, taxes, parts, mails] = await Promise.all([
    findInvoice(tx, invoiceId),
    findAccount(tx, accountId),
    clientsOfAccount(tx, accountId),
    linesOf(tx, [invoiceId]),
    taxesOf(tx, [invoiceId]),
    partsOfCreditNote(tx, id),
    mailsAbout(tx, id),
  ])
  return {
    id: toTypeId('cn', note.id),
    number: creditNoteNumber(note.number),
    isVoid: note.isVoid,
    issuedOn: note.issuedOn,
    invoice: { id: toTypeId('inv', invoiceId), number: invoiceNumber(invoice?.number ?? 0n) },
    account: { id: toTypeId('acc', accountId), name: account?.name ?? '' },
    reason: note.reason,
    lines: parts
      .filter(({ kind }) => kind === 'line')
      .map(({ position, amount }) => ({
        description: lines[position]?.description ?? '',
        amount: money(amount),
      })),
    taxes: parts
      .filter(({ kind }) => kind === 'tax')
      .map(({ position, amount }) => ({
        name: taxes[position]?.name ?? '',
        percent: percentText(taxes[position]?.ppm ?? 0),
        amount: money(amount),
      })),
    net: money(note.net),
    total: money(note.total),
    sendTo: clients.find(({ email }) => email !== null)?.email ?? null,
    mailings: mails.map(mailRowJson),
  }
}

export async function readCreditNoteDocument(tx: Transaction, id: string) {
  const note = await readCreditNote(tx, id)
  const { name } = await theOrganization(tx)
  return { ...note, organization: await senderOf(tx, name) }
}

export type CreditNoteDocument = Awaited<ReturnType<typeof readCreditNoteDocument>>

export function seeCreditNote(app: App, caller: Caller, id: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'invoices.read')
    return readCreditNote(tx, id)
  })
}

export function seeCreditNoteOnPaper(app: App, caller: Caller, id: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'invoices.read')
    const document = await readCreditNoteDocument(tx, id)
    return { document, logo: document.organization.logo ? await logoOf(tx) : null }
  })
}
