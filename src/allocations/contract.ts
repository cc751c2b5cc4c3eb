import { z } from '@hono/zod-openapi'
import {
  AmountField,
  body,
  CurrencyField,
  DateField,
  InstantField,
  MoneyField,
} from '../http/contract.ts'

const SourceKind = z.enum(['payment', 'credit'])

export const Allocation = z
  .object({
    sourceId: z.string().describe('A payment’s or a credit’s id.'),
    source: SourceKind,
    label: z.string().describe('What it was paid with, or why the credit was given.'),
    invoiceId: z.string(),
    invoiceNumber: z.string(),
    amount: MoneyField,
  })
  .openapi('Allocation')

export const AccountCredit = z
  .object({
    id: z.string(),
    accountId: z.string(),
    kind: z.enum(['goodwill', 'transfer']),
    amount: MoneyField,
    left: MoneyField,
    withdrawn: MoneyField,
    reason: z.string(),
    from: z.string().nullable().describe('The account it came over from.'),
    effectiveOn: DateField,
    by: z.string(),
    createdAt: InstantField,
  })
  .openapi('AccountCredit')

export const Transfer = z
  .object({
    id: z.string(),
    from: z.object({ accountId: z.string(), name: z.string() }),
    to: z.object({ accountId: z.string(), name: z.string() }),
    creditId: z.string(),
    amount: MoneyField,
    reason: z.string(),
    effectiveOn: DateField,
    by: z.string(),
    createdAt: InstantField,
  })
  .openapi('Transfer')

/** What an account holds, owes, and where its money lies. */
export const MoneyInHand = z
  .object({
    accountId: z.string(),
    name: z.string(),
    credit: MoneyField,
    owed: MoneyField,
    inHand: z.array(
      z.object({
        sourceId: z.string(),
        source: SourceKind,
        label: z.string(),
        on: DateField,
        amount: MoneyField.describe('Of the payment or credit as a whole.'),
        left: MoneyField,
      }),
    ),
    openInvoices: z.array(
      z.object({
        id: z.string(),
        number: z.string(),
        dueOn: DateField,
        total: MoneyField,
        due: MoneyField,
        reserved: MoneyField.describe('What charges on their way are meant to pay.'),
      }),
    ),
    allocations: z.array(Allocation).describe('What lies on invoices now, the newest first.'),
    credits: z.array(AccountCredit),
    transfers: z.array(Transfer),
  })
  .openapi('MoneyInHand')

export const AllocateParts = body({
  parts: z
    .array(body({ sourceId: z.string(), invoiceId: z.string(), amount: AmountField }))
    .min(1, 'Choose an invoice and an amount.')
    .max(200, 'At most 200 at once.'),
})

export const Reconciled = z.object({
  parts: z
    .array(z.object({ sourceId: z.string(), invoiceId: z.string(), amount: MoneyField }))
    .describe('What was put where; the same parts can be taken off again.'),
  money: MoneyInHand,
})

export const GiveCredit = body({
  accountId: z.string(),
  amount: AmountField,
  currency: CurrencyField,
  reason: z.string(),
})
export const WithdrawCredit = body({ amount: AmountField.optional(), reason: z.string() })

export const TransferCredit = body({
  fromAccountId: z.string(),
  toAccountId: z.string(),
  amount: AmountField,
  currency: CurrencyField,
  reason: z.string(),
})

export const Unreconciled = z.object({
  accounts: z.int(),
  amount: MoneyField.describe('The most that credit could pay of what is owed.'),
  data: z.array(
    z.object({
      accountId: z.string(),
      clientId: z.string().nullable().describe('Of a client of this account, to open its page.'),
      name: z.string(),
      credit: MoneyField,
      owed: MoneyField,
    }),
  ),
})
export const ReconcileSome = body({ cursor: z.string().optional() })
export const ReconciledSome = z.object({
  accounts: z.int(),
  amount: MoneyField,
  nextCursor: z.string().nullable().describe('Go on from here; null: all were looked at.'),
})
