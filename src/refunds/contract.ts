import { z } from '@hono/zod-openapi'
import { DisputeShown } from '../disputes/contract.ts'
import {
  AmountField,
  body,
  CurrencyField,
  DateField,
  InstantField,
  MoneyField,
} from '../http/contract.ts'
import { AutomaticCharges } from '../payments/contract.ts'
import { CheckReturn } from '../returns/contract.ts'

export const RefundReasonField = z.enum([
  'requested',
  'duplicate',
  'fraudulent',
  'mistake',
  'notProvided',
  'other',
])

export const RefundStateField = z.enum([
  'created',
  'pending',
  'unknown',
  'review',
  'succeeded',
  'failed',
])

const InvoicesField = z.enum(['reopen', 'settle', 'leave'])

export const MakeRefund = body({
  amount: AmountField.optional().describe('Absent: all that can be refunded.'),
  currency: CurrencyField.optional(),
  invoices: InvoicesField.optional().describe(
    'reopen (unless said otherwise): the invoices are owed again; settle: credit takes the place of the money; leave: only what lies on no invoice.',
  ),
  reason: RefundReasonField,
  note: z.string().optional(),
  methodId: z
    .string()
    .optional()
    .describe('Refused unless it is what was paid with: money goes back the way it came.'),
  checkNumber: z.string().optional(),
  handedOutBy: z.string().optional().describe('Who handed the cash or the check out.'),
  tell: z.string().nullish().describe('An address to mail the refund document to.'),
  approvalId: z.string().optional().describe('For an amount above one’s own limit.'),
})

export const EmailRefund = body({
  to: z.string().optional().describe('Absent: the address on file.'),
})

export const Refund = z
  .object({
    id: z.string(),
    number: z.string(),
    paymentId: z.string(),
    amount: MoneyField,
    state: RefundStateField,
    moneyMoved: z.enum(['yes', 'no', 'unknown']),
    sentence: z.string(),
    to: z.string().describe('Visa 4242, cash, check 1044.'),
    origin: z.enum(['staff', 'processor']),
    invoices: InvoicesField,
    reason: RefundReasonField,
    note: z.string(),
    checkNumber: z.string().nullable(),
    handedOutBy: z.string().nullable(),
    tell: z.string().nullable(),
    refundedOn: DateField,
    by: z.string(),
    createdAt: InstantField,
    settledAt: InstantField.nullable(),
    nextLookAt: InstantField.nullable().describe('When we ask the processor again.'),
    problem: z.string().nullable(),
    processorRefundId: z.string().nullable(),
  })
  .openapi('Refund')

const InvoiceOfRefund = z.object({ id: z.string(), number: z.string() })

export const RefundPreview = z
  .object({
    amount: MoneyField,
    refundable: MoneyField.describe('Before this refund.'),
    leftToRefund: MoneyField.describe('After it.'),
    refundedBefore: MoneyField,
    fromCredit: MoneyField.describe('What of it lies on no invoice.'),
    to: z.string(),
    invoices: z.array(
      InvoiceOfRefund.extend({
        comesOff: MoneyField,
        dueBefore: MoneyField,
        dueAfter: MoneyField,
      }),
    ),
    credit: MoneyField.nullable().describe('Given so that the invoices stay settled.'),
    account: z.object({
      owedBefore: MoneyField,
      owedAfter: MoneyField,
      creditBefore: MoneyField,
      creditAfter: MoneyField,
    }),
    fee: z.object({ keeps: MoneyField.nullable(), sentence: z.string() }).nullable(),
    client: z.string().describe('What the client sees, and when.'),
    mail: z.string().nullable().describe('Where the refund document goes.'),
    approval: z.string().nullable().describe('Why a second person has to approve it.'),
    refundableUntil: z.object({ date: DateField, passed: z.boolean() }).nullable(),
  })
  .openapi('RefundPreview')

export const MoneyBack = z
  .object({
    goneBack: MoneyField,
    refundable: MoneyField,
    onNoInvoice: MoneyField.describe('What of it lies on no invoice: it goes back first.'),
    refunds: z.array(Refund),
    disputes: z.array(DisputeShown),
    returned: CheckReturn.nullable(),
    automaticChargesFrozen: z
      .boolean()
      .describe('Nothing is charged to this account by itself; why is said beside it.'),
    automaticCharges: AutomaticCharges,
    can: z.object({
      cancel: z.object({
        does: z.enum(['void', 'refund']).describe('Before it is settled, and after.'),
        allowed: z.boolean(),
        reason: z.string().nullable(),
      }),
      returnCheck: z.object({
        allowed: z.boolean(),
        reason: z.string().nullable(),
        fee: MoneyField.nullable().describe('What the client is charged for it, unless waived.'),
      }),
    }),
  })
  .openapi('MoneyBack')
