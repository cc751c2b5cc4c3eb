import { z } from '@hono/zod-openapi'
import { Client } from '../clients/contract.ts'
import {
  AmountField,
  body,
  CurrencyField,
  DateField,
  InstantField,
  MoneyField,
} from '../http/contract.ts'
import { Invoice } from '../invoices/contract.ts'
import { PayerCategoryShown, TENDER_KINDS, TenderShown } from '../organizations/contract.ts'
import { MailRow } from '../settings/contract.ts'
import { Method, NewBillingAddress, UnseenMethod } from '../wallet/contract.ts'

export const PaymentStateField = z.enum([
  'created',
  'confirming',
  'requires_action',
  'processing',
  'succeeded',
  'failed',
  'unknown',
  'canceled',
  'review',
])

const DETAILS = {
  description: z.string().optional(),
  note: z.string().optional(),
  payerCategoryId: z.string().nullish(),
  reference: z.string().nullish().describe('Tells payments apart in reports; used once.'),
  receiptEmail: z.string().nullish(),
  refundableUntil: z.string().nullish().describe('For information only.'),
}

export const TakePayment = body({
  accountId: z.string(),
  amount: AmountField,
  currency: CurrencyField,
  method: z.discriminatedUnion('kind', [
    body({ kind: z.literal('saved'), methodId: z.string() }),
    body({
      kind: z.literal('new'),
      confirmationToken: z
        .string()
        .regex(/^ctoken_[A-Za-z0-9_]{1,200}$/, 'Enter the card again in the card form.'),
      save: z.boolean().describe('Save the card, with the consent served by GET /organization.'),
      name: z.string().optional().describe('What the saved card is called from then on.'),
      billingAddress: NewBillingAddress.optional().describe('Required where the card is saved.'),
    }),
    body({
      kind: z.literal('tender'),
      tenderId: z.string().describe('Of GET /organization: cash, check, …; recorded, not charged.'),
      tendered: z.unknown().optional().describe('Cash handed over; the change is what exceeds.'),
      checkNumber: z.string().optional(),
      externalBrand: z.string().optional(),
      authorizationCode: z.string().optional(),
    }),
  ]),
  ...DETAILS,
  postedOn: z.string().optional().describe('Today when absent; earlier with the right to.'),
  invoiceIds: z
    .array(z.string())
    .max(100)
    .optional()
    .describe('Absent: oldest due first. Empty: on account, as credit.'),
  keepCredit: z.boolean().optional(),
  duplicateReason: z.string().optional(),
  confirmExpired: z.boolean().optional(),
  retryOf: z.string().optional(),
  scheduledId: z.string().optional().describe('The upcoming payment that this one takes.'),
  approvalId: z.string().optional().describe('For an amount above one’s own limit.'),
  splitOf: z.string().optional().describe('The first payment of a sitting paid in parts.'),
})

const MoneyMoved = z.enum(['yes', 'no', 'unknown'])
const CardShown = z
  .object({
    name: z.string(),
    brand: z.string(),
    last4: z.string(),
    expMonth: z.int(),
    expYear: z.int(),
  })
  .nullable()

const BankShown = z
  .object({
    name: z.string(),
    bankName: z.string(),
    last4: z.string(),
    accountType: z.enum(['checking', 'savings']).nullable(),
    mandate: z.string().nullable().describe('The reference of what the client agreed to.'),
  })
  .nullable()
  .describe('Of an eCheck: the bank account that is debited.')

export const PaymentRow = z
  .object({
    id: z.string(),
    accountId: z.string(),
    amount: MoneyField,
    state: PaymentStateField,
    moneyMoved: MoneyMoved,
    sentence: z.string(),
    tender: z.enum(TENDER_KINDS),
    paidWith: z.string().describe('Visa 4242, Cash, Check 1044.'),
    card: CardShown,
    bank: BankShown,
    postedOn: DateField,
    reference: z.string().nullable(),
    description: z.string(),
    by: z.string(),
    createdAt: InstantField,
    settledAt: InstantField.nullable(),
    receipt: z.object({ id: z.string(), number: z.string() }).nullable(),
  })
  .openapi('PaymentRow')

const Permitted = z.object({ allowed: z.boolean(), reason: z.string().nullable() })

export const Payment = PaymentRow.extend({
  account: z.object({ id: z.string(), name: z.string() }),
  client: z.object({ id: z.string(), name: z.string() }).nullable(),
  note: z.string(),
  duplicateReason: z
    .string()
    .nullable()
    .describe('Why it was taken although a similar one had been within a day.'),
  payerCategory: z.object({ id: z.string(), name: z.string() }).nullable(),
  receiptEmail: z.string().nullable(),
  refundableUntil: DateField.nullable(),
  tendered: MoneyField.nullable().describe('Cash handed over.'),
  change: MoneyField.nullable(),
  checkNumber: z.string().nullable(),
  externalBrand: z.string().nullable(),
  authorizationCode: z.string().nullable(),
  sitting: z.string().nullable().describe('The first payment of the sitting this is a part of.'),
  decline: z
    .object({
      cause: z.string(),
      say: z.string(),
      next: z.string(),
      retry: z.enum(['now', 'later', 'never', 'afterUpdate']),
      actions: z
        .array(
          z.object({
            action: z.enum([
              'otherMethod',
              'smallerAmount',
              'typeAgain',
              'retry',
              'askForLink',
              'callBank',
            ]),
            allowed: z.boolean(),
            reason: z.string().nullable().describe('Why it cannot be done.'),
            from: InstantField.nullable().describe('The earliest moment for it.'),
          }),
        )
        .describe('What may be done next, best first.'),
      code: z.string().nullable(),
      declineCode: z.string().nullable(),
      adviceCode: z.string().nullable(),
      networkAdviceCode: z.string().nullable(),
      networkDeclineCode: z.string().nullable(),
    })
    .nullable(),
  reason: z.string().nullable().describe('Code of why it was closed.'),
  balanceAfter: MoneyField.describe('What the account owes now.'),
  processorFee: z
    .object({
      amount: MoneyField.nullable().describe('Null until the processor says it.'),
      net: MoneyField.nullable(),
      availableOn: DateField.nullable(),
    })
    .nullable()
    .describe('What the processor kept of a payment by card; null for who may not see the books.'),
  targets: z.array(
    z.object({
      invoiceId: z.string().nullable(),
      number: z.string().nullable(),
      amount: MoneyField,
    }),
  ),
  allocations: z.array(z.object({ invoiceId: z.string(), number: z.string(), amount: MoneyField })),
  credit: MoneyField.describe('What of it became account credit.'),
  left: MoneyField.describe('What of it is account credit still, and can be put against invoices.'),
  authorization: z
    .object({
      id: z.string(),
      wording: z.string(),
      version: z.string(),
      givenBy: z.string(),
      givenAt: InstantField,
    })
    .nullable(),
  timeline: z.array(
    z.object({
      at: InstantField,
      from: PaymentStateField.nullable(),
      to: PaymentStateField,
      door: z.string(),
      by: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  ledger: z
    .array(
      z.object({
        event: z.string(),
        debit: z.string(),
        credit: z.string(),
        amount: MoneyField,
        postedAt: InstantField,
        effectiveOn: DateField,
      }),
    )
    .nullable()
    .describe('Null without the right to see the books.'),
  can: z.object({ cancel: Permitted, act: Permitted }),
  mailings: z.array(MailRow).describe('What became of each mailing of its receipt.'),
  nextLookAt: InstantField.nullable().describe('When we ask the processor again.'),
  retryOf: z.string().nullable(),
  methodId: z.string().nullable().describe('The saved card it was charged to, or saved as.'),
  intentId: z.string().nullable(),
  processorUrl: z
    .string()
    .nullable()
    .describe('The payment in the processor’s dashboard, for those who may open it.'),
}).openapi('Payment')

export const ClientAction = z.object({ clientSecret: z.string(), publishableKey: z.string() })

export const CompletePayment = body(DETAILS)

export const SchedulePayment = body({
  accountId: z.string(),
  amount: AmountField,
  currency: CurrencyField,
  dueOn: z.string(),
  tenderId: z.string(),
  methodId: z.string().nullish().describe('The saved card, where the tender is card.'),
  payerCategoryId: z.string().nullish(),
  reference: z.string().nullish(),
  description: z.string().optional(),
  note: z.string().optional(),
})

export const ScheduledPayment = z
  .object({
    id: z.string(),
    accountId: z.string(),
    amount: MoneyField,
    dueOn: DateField,
    tender: TenderShown,
    method: z.object({ id: z.string(), name: z.string() }).nullable(),
    payerCategory: PayerCategoryShown.nullable(),
    reference: z.string().nullable(),
    description: z.string(),
    note: z.string(),
    createdBy: z.string(),
    createdAt: InstantField,
    canceledAt: InstantField.nullable(),
    takenBy: z.string().nullable().describe('The payment that took it, or is taking it.'),
  })
  .openapi('ScheduledPayment')

export const AskApproval = body({
  accountId: z.string(),
  refundOf: z.string().optional().describe('The payment to refund; absent for a charge.'),
  amount: AmountField,
  currency: CurrencyField,
  reason: z.string(),
})

export const DecideApproval = body({ note: z.string().optional() })

export const Approval = z
  .object({
    id: z.string(),
    purpose: z.enum(['charge', 'refund', 'run']),
    refundOf: z.string().nullable().describe('The payment to refund.'),
    runId: z.string().nullable().describe('The run to start, whose total it is.'),
    accountId: z.string().nullable().describe('Null for a run.'),
    client: z.object({ id: z.string(), name: z.string() }).nullable(),
    amount: MoneyField,
    reason: z.string(),
    askedBy: z.string(),
    askedById: z.string(),
    askedAt: InstantField,
    expiresAt: InstantField,
    state: z.enum(['open', 'approved', 'refused', 'expired', 'used']),
    decidedBy: z.string().nullable(),
    decidedAt: InstantField.nullable(),
    decisionNote: z.string(),
    can: z.object({ decide: Permitted }),
  })
  .openapi('Approval')

export const ApprovalList = z.object({ data: z.array(Approval) })

export const Billing = z.object({
  client: Client,
  account: z.object({ id: z.string(), name: z.string() }),
  lifetimeValue: MoneyField.describe('Everything the account paid, less what went back.'),
  balance: MoneyField,
  credit: MoneyField,
  reserved: MoneyField.describe('On its way through charges in flight.'),
  openInvoices: z.array(Invoice),
  paidInvoices: z.array(Invoice),
  payments: z.array(PaymentRow),
  methods: z.array(Method).describe('Those that this organization may charge.'),
  unseenMethods: z.array(UnseenMethod),
  saving: Permitted.describe('Whether staff may save a method to this wallet.'),
  inFlight: z.array(PaymentRow),
  upcoming: z.array(ScheduledPayment),
  suggestedReference: z.string().describe('Date and client number; add the type: CC, CASH, …'),
  referencesToday: z.array(z.string()).describe('Those beginning with it that are taken.'),
})

export { EmailReceipt, Receipt } from './receipt-contract.ts'

export const MethodDependents = z.object({
  authorization: z.object({ id: z.string(), since: InstantField }).nullable(),
  scheduledPayments: z.array(z.object({ id: z.string(), dueOn: DateField, amount: MoneyField })),
  openPayments: z.array(z.object({ id: z.string(), amount: MoneyField, createdAt: InstantField })),
})

export { CheckBatch, CheckProblem, ChecksPreview, RecordChecks } from './check-contract.ts'
export const ChangeAutomaticCharges = body({
  held: z.boolean(),
  why: z.string().optional().describe('Needed to hold them.'),
})

export const AutomaticCharges = z
  .object({
    allowed: z.boolean(),
    reason: z.string().nullable().describe('Why nothing is charged by itself.'),
    held: z
      .object({ since: InstantField, by: z.string(), why: z.string() })
      .nullable()
      .describe('Held until somebody allows it again; a dispute holds until it is over.'),
  })
  .openapi('AutomaticCharges')
