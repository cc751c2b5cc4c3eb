import { z } from '@hono/zod-openapi'
import {
  AmountField,
  body,
  CurrencyField,
  DateField,
  InstantField,
  MoneyField,
} from '../http/contract.ts'

export const InvoiceState = z.enum(['open', 'partlyPaid', 'paid'])

export const InvoiceLine = z.object({
  description: z.string(),
  quantity: z.int(),
  unitAmount: MoneyField,
  amount: MoneyField,
  clientId: z.string().nullable(),
})

export const Invoice = z
  .object({
    id: z.string(),
    number: z.string(),
    accountId: z.string(),
    state: InvoiceState,
    issuedOn: DateField,
    dueOn: DateField,
    overdueDays: z.int().describe('Whole days since the due date; 0 when not due or paid.'),
    total: MoneyField,
    allocated: MoneyField,
    due: MoneyField,
    lines: z.array(InvoiceLine),
    heldBy: z
      .object({ paymentId: z.string(), by: z.string(), amount: MoneyField, since: InstantField })
      .nullable()
      .describe('A charge in flight against it.'),
  })
  .openapi('Invoice')

export const IssueInvoice = body({
  accountId: z.string(),
  dueOn: z.string(),
  currency: CurrencyField.optional(),
  lines: z
    .array(
      body({
        description: z.string(),
        quantity: z.unknown().openapi({ type: 'integer', example: 1 }),
        unitAmount: AmountField,
        clientId: z.string().nullish(),
      }),
    )
    .min(1, 'An invoice has at least one line.')
    .max(100, 'An invoice has at most 100 lines.'),
})

export const InvoiceDetail = Invoice.extend({
  accountName: z.string(),
  client: z.object({ id: z.string(), name: z.string() }).nullable(),
  payments: z.array(
    z.object({
      paymentId: z.string(),
      amount: MoneyField,
      at: InstantField,
      receiptNumber: z.string().nullable(),
      method: z.string(),
    }),
  ),
})
