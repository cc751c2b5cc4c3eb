import { z } from '@hono/zod-openapi'
import { AmountField, body, DateField, MoneyField } from '../http/contract.ts'

export const PutClientFees = body({
  late: body({ amount: AmountField, afterDays: z.number() })
    .nullable()
    .describe('So much, so many days after an invoice is due. Null: no late fee.'),
  returnedCheck: body({ amount: AmountField })
    .nullable()
    .describe('When a check comes back. Null: no fee.'),
})

export const ClientFees = z
  .object({
    late: z
      .object({
        amount: MoneyField,
        afterDays: z.int(),
        from: DateField.describe('What was due before costs no fee.'),
      })
      .nullable(),
    returnedCheck: z.object({ amount: MoneyField }).nullable(),
  })
  .openapi('ClientFees')

export const ClientFeesPreview = z
  .object({
    rules: ClientFees,
    owed: z.int().describe('Invoices that cost the late fee if they are not paid in time.'),
    lateBefore: z.int().describe('Invoices that are owed and were due before: they cost none.'),
    first: z.array(
      z.object({
        id: z.string(),
        number: z.string(),
        account: z.string(),
        due: MoneyField,
        dueOn: DateField,
        feeOn: DateField.nullable(),
      }),
    ),
  })
  .openapi('ClientFeesPreview')
