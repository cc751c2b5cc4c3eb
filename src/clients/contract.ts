import { z } from '@hono/zod-openapi'
import { body, DateField, InstantField, MoneyField, PageQuery } from '../http/contract.ts'

export const CardFace = z
  .object({
    brand: z.string(),
    last4: z.string(),
    expMonth: z.int(),
    expYear: z.int(),
  })
  .openapi('CardFace')

export const Client = z
  .object({
    id: z.string(),
    number: z.int(),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    account: z.object({ id: z.string(), name: z.string() }),
    archived: z.boolean(),
  })
  .openapi('Client')

export const ClientRow = Client.extend({
  balance: MoneyField.describe('What the account owes.'),
  credit: MoneyField.describe('Held for the account and not yet allocated.'),
  oldestDueOn: DateField.nullable(),
  daysOverdue: z.int().nullable(),
  onFile: z.array(CardFace).nullable().describe('Null without the right to see saved cards.'),
  lastPayment: z.object({ at: InstantField, state: z.string(), amount: MoneyField }).nullable(),
  charging: z
    .object({ by: z.string(), amount: MoneyField, since: InstantField })
    .nullable()
    .describe('A charge in flight: who, how much, since when.'),
})

export const CLIENT_VIEWS = ['all', 'owing', 'cardOnFile', 'archived'] as const

export const ClientListQuery = PageQuery.extend({
  search: z
    .string()
    .optional()
    .describe('Name, e-mail, telephone, id or last four; the best 200 are found.'),
  view: z.enum(CLIENT_VIEWS).optional(),
})

export const ClientList = z.object({
  data: z.array(ClientRow),
  nextCursor: z.string().nullable(),
})

export const ClientTotalsQuery = z.object({
  search: z.string().optional(),
  view: z.enum(CLIENT_VIEWS).optional(),
})

export const ClientTotals = z.object({
  count: z.int(),
  isMore: z.boolean().describe('More match than a search finds; the count is where it stopped.'),
  totalOwed: MoneyField,
})

export const NewClient = body({
  name: z.string(),
  email: z.string().nullish(),
  phone: z.string().nullish(),
  accountId: z.string().nullish().describe('An existing account; absent: one of the same name.'),
})

export const ClientChanges = body({
  name: z.string().optional(),
  email: z.string().nullish(),
  phone: z.string().nullish(),
})
