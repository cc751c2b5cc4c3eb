import { ahead, type Transaction } from '../database/transaction.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { type Invoice, type InvoiceState, invoiceState } from '../invoices/invoice.ts'
import { isDraftOf, lockInvoices, openInvoices } from '../invoices/invoices.ts'
import { fromTypeId, toTypeId } from '../kit/id.ts'
import { formatMoney, money } from '../kit/money.ts'
import type { PaymentTarget } from './payment.ts'
import { type OpenCharge, openChargesOf } from './store.ts'

export interface Aim {
  accountId: string
  amount: bigint
  currency: string
  timeZone: string
  /** Absent: open invoices, oldest due first. Empty: none, all of it becomes credit. */
  invoiceIds: string[] | undefined
  keepCredit: boolean
}

/**
 * Decides what a payment is meant to pay, under the lock of its account: chosen invoices, or the
 * oldest due first; what is over becomes credit only when that was said. Refuses when somebody
 * charges the same thing now, or when an answer about it is still missing.
 */
export async function aimPayment(asked: AimAsked, aim: Aim): Promise<PaymentTarget[]> {
  const open = await asked.openCharges
  const found = await asked.invoices
  for (const id of aim.invoiceIds ?? []) {
    const isIssued = found.some((one) => one.id === id)
    if (!isIssued && (await asked.isDraft(id))) refuseState('This invoice is not issued yet.')
  }
  return aimAt(open, found, aim)
}

/** The same, of what was read before: open charges, and the invoices chosen or open, oldest due first. */
export function aimAt(open: OpenCharge[], found: Invoice[], aim: Aim): PaymentTarget[] {
  const invoices = candidates(found, aim)
  const targets: PaymentTarget[] = []
  let left = aim.amount
  for (const invoice of invoices) {
    if (left === 0n) break
    const holder = open.find((charge) => charge.holds && charge.invoiceId === invoice.id)
    if (holder) refuseInFlight(holder, 'invoice', aim)
    const due = invoice.due - reservedFor(invoice.id, open)
    const part = due < left ? due : left
    if (part <= 0n) continue
    targets.push({ position: targets.length, invoiceId: invoice.id, amount: part })
    left -= part
  }

  if (left > 0n) {
    const onAccount = aim.invoiceIds?.length === 0
    if (!onAccount && !aim.keepCredit) refuseOverpayment(aim, aim.amount - left)
    targets.push({ position: targets.length, invoiceId: null, amount: left })
  }
  // A charge with and one without invoices exclude each other: which credit would pay what?
  const withoutInvoice = open.find((charge) => charge.holds && charge.invoiceId === null)
  if (withoutInvoice) refuseInFlight(withoutInvoice, 'account', aim)
  const holder = open.find((charge) => charge.holds)
  if (left > 0n && holder) refuseInFlight(holder, 'account', aim)
  return targets
}

export interface AimAsked {
  /** Whether somebody writes an invoice under this id that is not issued. */
  isDraft: (invoiceId: string) => Promise<boolean>
  openCharges: Promise<OpenCharge[]>
  invoices: Promise<Invoice[]>
}

/** Asks what `aimPayment` needs, behind the lock of the account, without waiting for it. */
export function askForAim(
  tx: Transaction,
  accountId: string,
  invoiceIds: string[] | undefined,
): AimAsked {
  return {
    isDraft: (id) => isDraftOf(tx, accountId, id),
    openCharges: ahead(openChargesOf(tx, accountId)),
    // The account's lock keeps them from changing; only settling locks invoices beside it.
    invoices: ahead(
      invoiceIds
        ? lockInvoices(
            tx,
            invoiceIds.flatMap((id) => fromTypeId('inv', id) ?? []),
          )
        : openInvoices(tx, accountId),
    ),
  }
}

function candidates(found: Invoice[], aim: Aim): Invoice[] {
  if (aim.invoiceIds === undefined) return found
  if (new Set(aim.invoiceIds).size !== aim.invoiceIds.length) {
    refuse('field_invalid', 'An invoice stands twice. Name each one once.', {
      field: 'invoiceIds',
      moneyMoved: 'no',
    })
  }
  return aim.invoiceIds.map((id) => {
    const invoice = found.find((one) => one.id === id)
    if (!invoice || invoice.accountId !== aim.accountId) return refuseUnknown('invoice')
    if (invoice.due === 0n) refuseState(NOTHING_DUE[invoiceState(invoice)] ?? NOTHING_LEFT)
    return invoice
  })
}

const NOTHING_LEFT = 'Nothing is due on this invoice any more.'
const NOTHING_DUE: Partial<Record<InvoiceState, string>> = {
  paid: 'This invoice is already paid.',
  void: 'This invoice was voided.',
}

function refuseState(sentence: string): never {
  refuse('invoice_state', sentence, { field: 'invoiceIds', moneyMoved: 'no' })
}

/** What payments that no longer hold an invoice may still put against it: on their way, or unclear. */
function reservedFor(invoiceId: string, open: OpenCharge[]): bigint {
  return open
    .filter((charge) => !charge.holds && charge.invoiceId === invoiceId)
    .reduce((sum, charge) => sum + charge.targetAmount, 0n)
}

function refuseInFlight(
  charge: OpenCharge,
  what: 'invoice' | 'account',
  { currency, timeZone }: Aim,
): never {
  const facts = {
    paymentId: toTypeId('pay', charge.paymentId),
    by: charge.by,
    amount: { amount: Number(charge.amount), currency },
    since: charge.since.toISOString(),
  }
  if (charge.state === 'unknown' || charge.state === 'review') {
    refuse('result_pending', 'The last charge has no answer yet. Do not charge again.', {
      moneyMoved: 'unknown',
      facts,
    })
  }
  const amount = formatMoney(money(charge.amount, currency))
  const started = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' }).format(
    charge.since,
  )
  refuse(
    'charge_in_progress',
    `${charge.by} is charging this ${what} now (${amount}, started ${started}). Wait for the result.`,
    { moneyMoved: 'no', facts },
  )
}

function refuseOverpayment(aim: Aim, due: bigint): never {
  const say = (amount: bigint) => formatMoney(money(amount, aim.currency))
  const over = aim.amount - due
  refuse(
    'exceeds_balance',
    due === 0n
      ? `Nothing is due. Confirm that ${say(over)} becomes account credit.`
      : `${say(due)} is due. Charge ${say(due)}, or confirm that ${say(over)} becomes credit.`,
    {
      field: 'amount',
      moneyMoved: 'no',
      facts: {
        due: { amount: Number(due), currency: aim.currency },
        credit: { amount: Number(over), currency: aim.currency },
      },
    },
  )
}
