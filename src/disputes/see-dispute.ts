import { recordAct } from '../audit/record.ts'
import { clientsOfAccount, findAccount } from '../clients/accounts.ts'
import { asOfOneMoment, inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { refuse } from '../http/problem.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { assert } from '../kit/assert.ts'
import { toTypeId } from '../kit/id.ts'
import { receiptNumber } from '../payments/payment.ts'
import { paidWith } from '../payments/payment-words.ts'
import { findPaidPayment } from '../payments/payments.ts'
import type { App } from '../processor/app.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { may, PERMISSION_NAMES } from '../staff/roles.ts'
import { type Dispute, isOpen } from './dispute.ts'
import { disputeJson } from './dispute-json.ts'
import {
  eventsOf,
  findDispute,
  lockDispute,
  markEvidenceSent,
  type PackFacts,
  packFacts,
  writeEvent,
} from './store.ts'

/** A dispute with its story, and what there is to answer it with. */
export function seeDispute(app: App, caller: Caller, id: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.read')
    return readDispute(tx, actor, id)
  })
}

export async function readDispute(tx: Transaction, actor: StaffActor, id: string) {
  const dispute = (await findDispute(tx, id)) ?? refuseUnknown('dispute')
  const payment = await findPaidPayment(tx, dispute.paymentId)
  const account = await findAccount(tx, dispute.accountId)
  const pack = await packFacts(tx, dispute.paymentId)
  assert(payment && account && pack, 'a dispute has its payment and its account')
  const [client] = await clientsOfAccount(tx, dispute.accountId)
  const receipt = payment.receiptNumber === null ? '' : receiptNumber(payment.receiptNumber)
  const whyNot = whyNotMarkSent(actor, dispute)
  return {
    ...disputeJson(dispute),
    payment: {
      id: toTypeId('pay', payment.id),
      amount: moneyJson(payment.amount, payment.currency),
      paidWith: paidWith(payment),
      postedOn: payment.postedOn,
      receipt,
    },
    account: { id: toTypeId('acc', account.id), name: account.name },
    client: client ? { id: toTypeId('cli', client.id), name: client.name } : null,
    story: (await eventsOf(tx, id)).map((event) => ({
      at: event.at.toISOString(),
      what: event.what,
      state: event.state,
      amount: event.amount === null ? null : moneyJson(event.amount, dispute.currency),
      by: event.by,
    })),
    evidence: evidenceOf(receipt, pack),
    can: { markSent: { allowed: whyNot === null, reason: whyNot } },
  }
}

function evidenceOf(receipt: string, { consent, invoices, log, mails }: PackFacts) {
  const sent = mails.filter(({ state }) => state === 'sent').length
  const numbers = invoices.map(({ number }) => invoiceNumber(BigInt(number))).join(', ')
  return [
    {
      what: 'Consent',
      has: consent !== null,
      detail: consent
        ? `Given by ${consent.givenBy}, wording ${consent.version}`
        : 'Charged without a saved consent: the client was there.',
    },
    { what: 'Receipt', has: receipt !== '', detail: receipt },
    { what: 'Invoices', has: invoices.length > 0, detail: numbers || 'It paid no invoice.' },
    { what: 'Log of the payment', has: log.length > 0, detail: `${log.length} entries` },
    {
      what: 'Mails',
      has: sent > 0,
      detail: mails.length === 0 ? 'None was sent.' : `${sent} of ${mails.length} handed over`,
    },
  ]
}

/** Somebody sent the evidence at the processor or the bank, and says so. */
export async function markSent(app: App, caller: Caller, id: string): Promise<void> {
  await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.refund')
    const dispute = (await lockDispute(tx, id)) ?? refuseUnknown('dispute')
    const whyNot = whyNotMarkSent(actor, dispute)
    if (whyNot) refuse('dispute_state', whyNot)
    const at = app.clock.now()
    await markEvidenceSent(tx, id, at, actor.name)
    const { state } = dispute
    await writeEvent(tx, dispute, {
      at,
      what: 'evidence_sent',
      state,
      amount: null,
      door: 'staff',
      by: actor.name,
    })
    await recordAct(app, tx, caller, actor, 'dispute.evidence_sent', id)
  })
  app.changed(caller.orgId)
}

function whyNotMarkSent(actor: StaffActor, dispute: Dispute): string | null {
  if (!may(actor, 'payments.refund')) {
    return `Ask an administrator for "${PERMISSION_NAMES['payments.refund']}".`
  }
  if (dispute.evidenceSentAt) return 'It is marked as sent already.'
  return isOpen(dispute.state) ? null : 'The dispute is over.'
}
