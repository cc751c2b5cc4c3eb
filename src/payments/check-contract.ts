import { z } from '@hono/zod-openapi'
import {
  AmountField,
  body,
  CurrencyField,
  DateField,
  InstantField,
  MoneyField,
} from '../http/contract.ts'

export const CHECKS_MAX = 1_000

export const RecordChecks = body({
  currency: CurrencyField,
  tenderId: z.string().optional().describe('Which of the ways to pay by check; the first without.'),
  postedOn: z.string().optional().describe('Today when absent; earlier with the right to.'),
  keepCredit: z.boolean().optional().describe('What exceeds what is owed becomes account credit.'),
  duplicateReason: z
    .string()
    .optional()
    .describe('Why similar amounts of one account are recorded within a day.'),
  checks: z
    .array(
      body({
        client: z
          .string()
          .max(300)
          .describe('The id of a client or account, a client’s number, e-mail or whole name.'),
        amount: AmountField,
        checkNumber: z.string().optional(),
        invoice: z
          .string()
          .max(60)
          .optional()
          .describe('The id or number of the invoice it pays; oldest due first without.'),
      }),
    )
    .min(1)
    .max(CHECKS_MAX, 'Record at most 1,000 checks at once.'),
})

const AccountNamed = z.object({ id: z.string(), name: z.string() })

export const CheckProblem = z.object({
  row: z.int().describe('Which check, counted from 1.'),
  field: z.string().nullable(),
  code: z.string(),
  detail: z.string().describe('What is wrong and what to do.'),
})

export const ChecksPreview = z
  .object({
    total: MoneyField,
    problems: z.array(CheckProblem),
    checks: z.array(
      z.object({
        row: z.int(),
        account: AccountNamed,
        amount: MoneyField,
        pays: z.array(z.object({ invoiceId: z.string(), number: z.string(), amount: MoneyField })),
        credit: MoneyField,
      }),
    ),
  })
  .openapi('ChecksPreview')

export const CheckBatch = z
  .object({
    id: z.string(),
    recordedAt: InstantField,
    by: z.string(),
    postedOn: DateField,
    total: MoneyField,
    checks: z.array(
      z.object({
        paymentId: z.string(),
        receipt: z.object({ id: z.string(), number: z.string() }),
        account: AccountNamed,
        checkNumber: z.string().nullable(),
        amount: MoneyField,
        paid: MoneyField.describe('What of it went to invoices.'),
        credit: MoneyField,
      }),
    ),
  })
  .openapi('CheckBatch')
