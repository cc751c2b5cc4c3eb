import { clientsOfAccount, findAccount } from '../clients/accounts.ts'
import { asOfOneMoment, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { mailsAbout } from '../mail/outbox.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { mailRowJson } from '../settings/mail-json.ts'
import { authorize } from '../staff/authorize.ts'
import { methodOf, whoCharges } from './credit-plan.ts'
import {
  creditNotesOf,
  type Reservation,
  reservedOn,
  type WriteOffRow,
  waysOf,
  writeOffsOf,
} from './credit-store.ts'
import { creditNoteNumber, type Invoice } from './invoice.ts'
import { invoiceJson, taxJson } from './invoice-json.ts'
import { actsOn, allocationsOn, findInvoice, holdsOn, linesOf, taxesOf } from './store.ts'

/** One invoice with everything that happened to it, as of one moment. */
export function seeInvoice(app: App, caller: Caller, id: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'invoices.read')
    return readInvoiceDetail(tx, id, app.clock.now())
  })
}

export async function readInvoiceDetail(tx: Transaction, id: string, now: Date) {
  const invoice = (await findInvoice(tx, id)) ?? refuseUnknown('invoice')
  const { currency, total } = invoice
  const money = (amount: bigint) => moneyJson(amount, currency)
  const [{ timeZone }, account, clients, lines, taxes, holds] = await Promise.all([
    theOrganization(tx),
    findAccount(tx, invoice.accountId),
    clientsOfAccount(tx, invoice.accountId),
    linesOf(tx, [id]),
    taxesOf(tx, [id]),
    holdsOn(tx, [id]),
  ])
  const [creditNotes, writeOffs, reserved, acts, mails, allocations] = await Promise.all([
    creditNotesOf(tx, id),
    writeOffsOf(tx, id),
    reservedOn(tx, id),
    actsOn(tx, id),
    mailsAbout(tx, id),
    readAllocations(tx, id, currency),
  ])
  const tax = taxes.reduce((sum, { amount }) => sum + amount, 0n)
  const named = clients.map((client) => ({ id: toTypeId('cli', client.id), name: client.name }))
  return {
    ...invoiceJson(invoice, lines, holds, todayIn(timeZone, now)),
    accountName: account?.name ?? '',
    client: named[0] ?? null,
    clients: named,
    net: money(total - tax),
    taxes: taxes.map((one) => taxJson(one, currency)),
    note: invoice.note,
    allocations,
    creditNotes: creditNotes.map((note) => ({
      id: toTypeId('cn', note.id),
      number: creditNoteNumber(note.number),
      isVoid: note.isVoid,
      net: money(note.net),
      total: money(note.total),
      reason: note.reason,
      issuedOn: note.issuedOn,
      by: note.byName,
    })),
    writeOffs: writeOffs.map((one) => writeOffJson(one)),
    history: acts.map(({ at, by, verb, detail }) => ({ at: at.toISOString(), by, verb, detail })),
    can: { credit: mayCredit(invoice), writeOff: mayWriteOff(invoice, reserved) },
    sendTo: clients.find(({ email }) => email !== null)?.email ?? null,
    mailings: mails.map(mailRowJson),
  }
}

async function readAllocations(tx: Transaction, invoiceId: string, currency: string) {
  const parts = await allocationsOn(tx, invoiceId)
  const paymentIds = [...new Set(parts.flatMap(({ paymentId }) => paymentId ?? []))]
  const ways = new Map((await waysOf(tx, paymentIds)).map((way) => [way.id, way]))
  return parts.map((part) => ({
    id: toTypeId('alc', part.id),
    paymentId: part.paymentId && toTypeId('pay', part.paymentId),
    creditId: part.creditId && toTypeId('crd', part.creditId),
    amount: moneyJson(part.amount, currency),
    dueAfter: moneyJson(part.dueAfter, currency),
    why: part.why,
    on: part.on,
    at: part.at.toISOString(),
    by: part.by,
    method: methodOf(ways.get(part.paymentId ?? '')),
    receiptNumber: part.receiptNumber === null ? null : `R-${part.receiptNumber}`,
  }))
}

function writeOffJson(one: WriteOffRow) {
  return {
    id: toTypeId('wof', one.id),
    amount: moneyJson(one.amount, one.currency),
    reason: one.reason,
    on: one.effectiveOn,
    by: one.byName,
    reversed:
      one.reversedOn === null || one.reversedByName === null
        ? null
        : { on: one.reversedOn, by: one.reversedByName },
  }
}

const ALLOWED = { allowed: true, reason: null }

function mayCredit({ voidedAt, credited, total, writtenOff }: Invoice) {
  if (voidedAt) return refused('This invoice is void.')
  if (credited === total) return refused('All of it is credited already.')
  if (credited + writtenOff === total) return refused('The rest of it is written off.')
  return ALLOWED
}

function mayWriteOff({ due, currency }: Invoice, reserved: Reservation[]) {
  if (due === 0n) return refused('Nothing is due on this invoice.')
  const onItsWay = reserved.reduce((sum, { amount }) => sum + amount, 0n)
  return onItsWay >= due ? refused(whoCharges(reserved, currency)) : ALLOWED
}

function refused(reason: string) {
  return { allowed: false, reason }
}
