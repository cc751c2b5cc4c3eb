import type { Transaction } from '../database/transaction.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { findInvoice } from '../invoices/invoices.ts'
import { assert } from '../kit/assert.ts'
import { formatMoney, money } from '../kit/money.ts'
import { dueByLink, type Link } from '../links/links.ts'
import { plainLetter } from '../mail/letter.ts'
import type { Letter } from '../mail/mail.ts'
import { letterHeadOf } from '../organizations/brand.ts'
import { type Organization, theOrganization } from '../organizations/organization.ts'
import { longDate } from '../organizations/paper-words.ts'

/** A link in a mail: what it is for, one button, how long it works. */
export async function linkLetter(tx: Transaction, link: Link, url: string): Promise<Letter> {
  const organization = await theOrganization(tx)
  const { subject, says, label } = await wordsOf(tx, link, organization)
  const until = new Intl.DateTimeFormat('en-US', {
    timeZone: organization.timeZone,
    dateStyle: 'long',
    timeStyle: 'short',
  }).format(link.expiresAt)
  return plainLetter(await letterHeadOf(tx), {
    subject,
    paragraphs: [says],
    action: { label, url },
    note: `The link works until ${until}, for this one thing. Whoever has it can use it: pass it on to nobody.`,
  })
}

async function wordsOf(tx: Transaction, link: Link, { name, currency }: Organization) {
  if (link.purpose === 'add_method') {
    return {
      subject: `${name} asks for a card on file`,
      says: `${name} asks you to save a card with it. Nothing is charged by saving it, and you can withdraw your permission at any time.`,
      label: 'Save a card',
    }
  }
  if (link.purpose === 'confirm_payment') {
    return {
      subject: `Your bank wants your approval for ${name}`,
      says: `A payment to ${name} waits: your bank wants to hear from you that it is yours. No money has moved.`,
      label: 'Approve the payment',
    }
  }
  const due = formatMoney(money(await dueByLink(tx, link), currency))
  const label = `Pay ${due}`
  if (link.purpose === 'pay_balance') {
    return {
      subject: `${due} to pay to ${name}`,
      says: `${name} asks you to pay what is due: ${due}. You need no password.`,
      label,
    }
  }
  const invoice = await findInvoice(tx, link.invoiceId ?? '')
  assert(invoice, 'the invoice of a link exists')
  const number = invoiceNumber(invoice.number)
  return {
    subject: `Invoice ${number} from ${name}: ${due} to pay`,
    says: `${name} asks you to pay invoice ${number}: ${due}, due by ${longDate(invoice.dueOn)}. You need no password.`,
    label,
  }
}
