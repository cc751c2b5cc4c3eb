import { z } from '@hono/zod-openapi'
import { body, DateField, InstantField, MoneyField } from '../http/contract.ts'

export const ReturnCheck = body({
  reason: z.string().describe('What the bank says: not sufficient funds, account closed.'),
  note: z.string().optional(),
  waiveFee: z
    .boolean()
    .optional()
    .describe('Charges no fee this once, where the organization has one.'),
})

export const CheckReturn = z
  .object({
    id: z.string(),
    paymentId: z.string(),
    amount: MoneyField,
    taken: MoneyField.describe('What the payment still had; the rest is our loss.'),
    reason: z.string(),
    code: z.string().nullable().describe('Of an eCheck: why, in the code of the network.'),
    fee: MoneyField.describe('What the processor asked for it.'),
    note: z.string(),
    returnedOn: DateField,
    clientFee: z
      .object({ invoiceId: z.string(), number: z.string(), amount: MoneyField })
      .nullable()
      .describe('The invoice of the fee that the client was charged.'),
    by: z.string(),
    createdAt: InstantField,
  })
  .openapi('CheckReturn')
