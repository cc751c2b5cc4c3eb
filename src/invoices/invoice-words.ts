import { longDate, type PaperFact, sayMoney } from '../organizations/paper-words.ts'
import type { CreditNoteDocument, InvoiceDocument } from './invoice-document.ts'

/** What an invoice must say beside its lines, in the order it is read; the same in mails. */
export function invoiceFacts(invoice: InvoiceDocument): PaperFact[] {
  const { client, accountName, deposit } = invoice
  const payer =
    client && client.name !== accountName ? `${client.name}, ${accountName}` : accountName
  const facts: [string, string | null][] = [
    ['For', payer],
    ['Date', longDate(invoice.issuedOn)],
    [
      'Deposit due',
      deposit && deposit.due.amount > 0
        ? `${sayMoney(deposit.due)} by ${longDate(deposit.dueOn)}`
        : null,
    ],
    ['Due', invoice.due.amount > 0 ? longDate(invoice.dueOn) : null],
    ['Status', STATES[invoice.state]],
  ]
  return facts.flatMap(([name, value]) => (value ? [{ name, value }] : []))
}

const STATES: Record<InvoiceDocument['state'], string | null> = {
  open: null,
  partlyPaid: 'Partly paid',
  paid: 'Paid in full',
  credited: 'Credited in full',
  writtenOff: 'Closed',
  void: 'Void: nothing is owed',
}

/** `1.5 × $80.00, less 10 % ($12.00), on November 2, 2026, for Leo`. */
export function lineDetails(invoice: InvoiceDocument, n: number): string {
  const line = invoice.lines[n]
  if (!line) return ''
  const client = invoice.clients.find(({ id }) => id === line.clientId)
  const { discount, discountPercent, quantity } = line
  return [
    quantity === 1 && discount.amount === 0 ? '' : `${quantity} × ${sayMoney(line.unitAmount)}`,
    discount.amount === 0
      ? ''
      : discountPercent === null
        ? `less ${sayMoney(discount)}`
        : `less ${discountPercent} % (${sayMoney(discount)})`,
    line.servedOn ? longDate(line.servedOn) : '',
    client && invoice.clients.length > 1 ? client.name : '',
  ]
    .filter(Boolean)
    .join(', ')
}

/** From the lines to what is due: taxes, the total, what came and what was taken back. */
export function invoiceSums(invoice: InvoiceDocument): PaperFact[] {
  const { taxes, net, total, allocated, credited, writtenOff, due } = invoice
  const less = (name: string, amount: { amount: number; currency: string }) =>
    amount.amount === 0 ? [] : [{ name, value: `-${sayMoney(amount)}` }]
  return [
    ...(taxes.length === 0 ? [] : [{ name: 'Without tax', value: sayMoney(net) }]),
    ...taxes.map(({ name, percent, base, amount }) => ({
      name: `${name}, ${percent} % of ${sayMoney(base)}`,
      value: sayMoney(amount),
    })),
    { name: 'Total', value: sayMoney(total) },
    ...less('Credit notes', credited),
    ...less('Paid', allocated),
    ...less('Not claimed any more', writtenOff),
    { name: 'Amount due', value: sayMoney(due) },
  ]
}

/** What to do now, in sentences. */
export function howToPay(invoice: InvoiceDocument): string[] {
  const { due, dueNext, organization, number } = invoice
  if (due.amount === 0 || !dueNext) return ['Nothing is owed on this invoice.']
  const ask = `${sayMoney(dueNext.amount)} is due by ${longDate(dueNext.on)}.`
  const contact = organization.contact[0]
  const ways =
    invoice.howToPay ||
    `To pay, contact ${organization.name}${contact ? ` (${contact})` : ''} and name ${number}.`
  return [ask, ...ways.split('\n')]
}

export function creditNoteFacts(note: CreditNoteDocument): PaperFact[] {
  return [
    { name: 'For', value: note.account.name },
    { name: 'Date', value: longDate(note.issuedOn) },
    { name: 'Invoice', value: note.invoice.number },
    { name: 'Reason', value: note.reason },
  ]
}

export function creditNoteSums(note: CreditNoteDocument): PaperFact[] {
  return [
    ...(note.taxes.length === 0 ? [] : [{ name: 'Without tax', value: sayMoney(note.net) }]),
    ...note.taxes.map(({ name, percent, amount }) => ({
      name: `${name}, ${percent} %`,
      value: sayMoney(amount),
    })),
    { name: 'Credited', value: sayMoney(note.total) },
  ]
}

export function whatCreditDoes(note: CreditNoteDocument): string[] {
  const { number } = note.invoice
  return [
    note.isVoid
      ? `Invoice ${number} is void: nothing is owed on it.`
      : `So much less is owed on invoice ${number}.`,
    'What was paid above the rest is kept as credit for the account.',
  ]
}
