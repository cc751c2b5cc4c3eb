import { z } from '@hono/zod-openapi'
import { body, DateField, InstantField, MoneyField } from '../http/contract.ts'
import { TENDER_KINDS } from '../organizations/contract.ts'
import { MailRow } from '../settings/contract.ts'

export const EmailReceipt = body({
  to: z
    .string()
    .optional()
    .describe('Absent: the address typed with the payment, else the one on file.'),
})

export const Receipt = z
  .object({
    id: z.string(),
    number: z.string(),
    paymentId: z.string(),
    issuedAt: InstantField,
    issuedOn: DateField,
    postedOn: DateField,
    organization: z.object({
      name: z.string(),
      address: z.array(z.string()),
      contact: z.array(z.string()),
      policy: z.string(),
      accent: z.string().nullable(),
      logo: z.object({ width: z.int(), height: z.int(), version: z.int() }).nullable(),
    }),
    sandbox: z.boolean(),
    account: z.object({ id: z.string(), name: z.string() }),
    client: z.object({ id: z.string(), name: z.string(), email: z.string().nullable() }).nullable(),
    amount: MoneyField,
    tender: z.enum(TENDER_KINDS),
    card: z.object({ name: z.string(), brand: z.string(), last4: z.string() }).nullable(),
    paidWith: z.string(),
    tendered: MoneyField.nullable(),
    change: MoneyField.nullable(),
    checkNumber: z.string().nullable(),
    externalBrand: z.string().nullable(),
    authorizationCode: z.string().nullable(),
    payerCategory: z.string().nullable(),
    reference: z.string().nullable(),
    description: z.string(),
    paid: z.array(
      z.object({
        invoiceId: z.string(),
        number: z.string(),
        amount: MoneyField,
        total: MoneyField,
        stillDue: MoneyField,
      }),
    ),
    credit: MoneyField,
    balanceAfter: MoneyField.describe('What was owed right after this payment.'),
    takenBy: z.string(),
    sendTo: z
      .object({ address: z.string(), from: z.enum(['payment', 'client']) })
      .nullable()
      .describe(
        'Where it goes unless another address is named: typed with the payment, or on file.',
      ),
    mailings: z.array(MailRow),
  })
  .openapi('Receipt')
