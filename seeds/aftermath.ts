import { randomUUID } from 'node:crypto'
import type { Caller } from '../src/http/caller.ts'
import { creditInvoice } from '../src/invoices/credit-invoice.ts'
import { saveDraft } from '../src/invoices/drafts.ts'
import { issueInvoice } from '../src/invoices/issue-invoice.ts'
import { writeOff } from '../src/invoices/write-off.ts'
import { takePayment } from '../src/payments/take-payment.ts'
import type { App } from '../src/processor/app.ts'
import { makeRefund } from '../src/refunds/make-refund.ts'
import type { RefundRequest } from '../src/refunds/refund-request.ts'
import { returnCheck } from '../src/returns/return-check.ts'

/** What people did to invoices and payments afterwards: one of each kind. Amounts in cents. */
interface Aftermath {
  client: string
  draft?: [description: string, unitAmount: number]
  invoice?: [description: string, unitAmount: number]
  /** Days until it is due. */
  due?: number
  paid?: { amount: number } & (
    | { card: string }
    | { tender: 'cash' | 'check'; checkNumber?: string }
  )
  after?:
    | { is: 'credit'; amount: number; reason: string }
    | { is: 'void'; reason: string }
    | { is: 'writeOff'; amount?: number; reason: string }
    | { is: 'refund'; asked: RefundRequest }
    | { is: 'return'; reason: string }
}

export const AFTERMATHS: Aftermath[] = [
  { client: 'Thomas O’Connell', draft: ['Chess club, winter term', 14_400] },
  {
    client: 'Daniel Kim',
    invoice: ['Guitar, six lessons', 27_000],
    after: { is: 'credit', amount: 27_000, reason: 'The teacher fell ill; none was held' },
  },
  {
    client: 'Ravi Narayanan',
    invoice: ['Badminton court, Tuesday', 3_600],
    after: { is: 'void', reason: 'Written for the wrong family' },
  },
  {
    client: 'Chloe Dubois',
    invoice: ['Childcare, one morning', 6_000],
    due: -120,
    after: { is: 'writeOff', reason: 'Moved away; letters come back' },
  },
  {
    client: 'Malik Johnson',
    invoice: ['Basketball camp', 19_500],
    paid: { amount: 19_500, card: 'pm_card_visa' },
    after: { is: 'refund', asked: { reason: 'requested', note: 'Broke an ankle before it began' } },
  },
  {
    client: 'Nora Haddad',
    invoice: ['Yoga, eight mornings', 9_600],
    paid: { amount: 9_600, card: 'pm_card_mastercard' },
    after: { is: 'refund', asked: { amount: 2_400, reason: 'notProvided', invoices: 'settle' } },
  },
  {
    client: 'Peter Vance',
    invoice: ['Ceramics, materials', 4_000],
    paid: { amount: 5_000, tender: 'cash' },
    after: { is: 'refund', asked: { amount: 1_000, reason: 'mistake', invoices: 'leave' } },
  },
  {
    client: 'Lucía Romero',
    invoice: ['Drama club, spring', 11_000],
    due: -2,
    paid: { amount: 11_000, tender: 'check', checkNumber: '2207' },
    after: { is: 'return', reason: 'Not sufficient funds' },
  },
  {
    client: 'Hannah Goldberg',
    invoice: ['Ballet, half term', 15_000],
    // Its holder disputes it a little later.
    paid: { amount: 15_000, card: 'pm_card_createDispute' },
  },
  {
    client: 'Isabel Costa',
    invoice: ['Hall hire, birthday', 30_000],
    // In the processor's balance without delay, so that there is something to pay out.
    paid: { amount: 30_000, card: 'pm_card_bypassPending' },
  },
  {
    client: 'Andrew Blackwood',
    invoice: ['Swimming badge', 2_800],
    paid: { amount: 2_800, tender: 'check', checkNumber: '318' },
    after: { is: 'refund', asked: { reason: 'requested', checkNumber: '5510' } },
  },
]

/** What is needed of the place where it happens. */
export interface Counter {
  app: App
  manager: Caller
  tenderId(kind: 'cash' | 'check'): string
  token(card: string): Promise<string>
  today: { plus(days: number): string }
}

export async function tellAftermath(
  { app, manager, ...counter }: Counter,
  accountId: string,
  { draft, invoice, due = 10, paid, after }: Aftermath,
): Promise<void> {
  const line = ([description, unitAmount]: [string, number]) => ({
    description,
    quantity: 1,
    unitAmount,
  })
  if (draft) await saveDraft(app, manager, { accountId, lines: [line(draft)] })
  const made =
    invoice &&
    (await issueInvoice(app, manager, {
      accountId,
      dueOn: counter.today.plus(due),
      lines: [line(invoice)],
    }))
  const payment = paid && (await pay())
  if (!after) return
  const key = randomUUID()
  const invoiceId = made?.id ?? ''
  const paymentId = payment?.id ?? ''
  switch (after.is) {
    case 'credit': {
      const lines = [{ position: 0, amount: after.amount }]
      await creditInvoice(app, manager, key, invoiceId, { lines, reason: after.reason })
      return
    }
    case 'void':
      await creditInvoice(app, manager, key, invoiceId, { void: true, reason: after.reason })
      return
    case 'writeOff':
      await writeOff(app, manager, key, invoiceId, after)
      return
    case 'refund':
      await makeRefund(app, manager, key, paymentId, after.asked)
      return
    case 'return':
      await returnCheck(app, manager, paymentId, { reason: after.reason })
  }

  async function pay() {
    if (!paid) return undefined
    const { amount } = paid
    const method =
      'card' in paid
        ? { kind: 'new' as const, confirmationToken: await counter.token(paid.card), save: false }
        : { kind: 'tender' as const, ...paid, tenderId: counter.tenderId(paid.tender) }
    const common = { accountId, amount, currency: 'USD', keepCredit: true }
    return (await takePayment(app, manager, randomUUID(), { ...common, method })).payment
  }
}
