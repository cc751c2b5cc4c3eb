import { longDate, type PaperFact, sayMoney } from '../organizations/paper-words.ts'
import type { Receipt } from './receipt.ts'

/** What a receipt must say, in the order it is read; the same on paper and in mails. */
export function receiptFacts(receipt: Receipt): PaperFact[] {
  const { card, client, account } = receipt
  const payer =
    client && client.name !== account.name ? `${client.name}, ${account.name}` : account.name
  const facts: [string, string | null][] = [
    ['Receipt', receipt.number],
    ['Date', longDate(receipt.postedOn)],
    ['Issued', receipt.postedOn === receipt.issuedOn ? null : longDate(receipt.issuedOn)],
    ['Kind', 'Sale'],
    ['From', payer],
    ['Payer', receipt.payerCategory],
    ['Paid with', card ? `${card.name.replace(/ (\d{4})$/, ' ending $1')}` : receipt.paidWith],
    ['Check number', receipt.tender === 'check' ? receipt.checkNumber : null],
    ['Cash handed over', receipt.tendered && sayMoney(receipt.tendered)],
    ['Change given back', receipt.change && sayMoney(receipt.change)],
    ['Authorization code', receipt.authorizationCode],
    ['For', receipt.description || null],
    ['Reference', receipt.reference],
    ['Taken by', receipt.takenBy],
    ['Confirmation', receipt.paymentId],
  ]
  return facts.flatMap(([name, value]) => (value ? [{ name, value }] : []))
}

/** Each invoice with what is left of it, then what became credit. */
export function receiptLines(receipt: Receipt): PaperFact[] {
  const lines = receipt.paid.map(({ number, amount, stillDue }) => ({
    name: stillDue.amount === 0 ? `${number}, paid in full` : `${number}, part payment`,
    value: sayMoney(amount),
  }))
  if (receipt.credit.amount > 0) {
    lines.push({ name: 'Kept as account credit', value: sayMoney(receipt.credit) })
  }
  return lines
}

/** What is left to pay, said where something is. */
export function whatRemains(receipt: Receipt): string[] {
  const parts = receipt.paid.filter(({ stillDue }) => stillDue.amount > 0)
  return [
    ...parts.map(
      ({ number, stillDue }) => `Part payment: ${sayMoney(stillDue)} of ${number} remains owed.`,
    ),
    receipt.balanceAfter.amount > 0
      ? `Owed on the account after this payment: ${sayMoney(receipt.balanceAfter)}.`
      : 'Nothing is owed on the account after this payment.',
  ]
}

export const SANDBOX_NOTE = 'Sandbox: no real money was taken.'
