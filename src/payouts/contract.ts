import { z } from '@hono/zod-openapi'
import { body, DateField, InstantField, MoneyField, PageQuery } from '../http/contract.ts'

export const PayoutRow = z
  .object({
    id: z.string(),
    processorId: z.string().describe('The processor’s own id.'),
    amount: MoneyField.describe('What arrives at the bank.'),
    fees: MoneyField.describe('What the processor kept of its members.'),
    state: z.enum(['pending', 'in_transit', 'paid', 'failed', 'canceled']),
    sentence: z.string(),
    isAutomatic: z.boolean(),
    arrivesOn: DateField,
    members: z.int().nullable().describe('How many; null until the processor says they are all.'),
    madeAt: InstantField,
    seen: z.object({ on: DateField, by: z.string() }).nullable(),
  })
  .openapi('Payout')

export const PayoutMember = z
  .object({
    id: z.string(),
    kind: z.string(),
    words: z.string(),
    amount: MoneyField,
    fee: MoneyField,
    net: MoneyField,
    paymentId: z.string().nullable(),
    about: z.string().describe('Whose payment it is about, or what the processor says it is.'),
    madeAt: InstantField,
  })
  .openapi('PayoutMember')

export const PayoutDetail = PayoutRow.extend({
  lines: z.array(PayoutMember),
  can: z.object({ see: z.object({ allowed: z.boolean(), reason: z.string().nullable() }) }),
}).openapi('PayoutDetail')

export const PayoutList = z
  .object({ data: z.array(PayoutRow), nextCursor: z.string().nullable() })
  .openapi('PayoutList')

export const PayoutFilterQuery = z.object({
  from: z.string().optional(),
  to: z.string().optional(),
  unseen: z.enum(['true', 'false']).optional(),
})
export const PayoutListQuery = PageQuery.extend(PayoutFilterQuery.shape)

export const SeenOnStatement = body({
  on: DateField.nullable().describe('The day of the bank statement; null takes it back.'),
})

export const PayoutsRead = z.object({ answered: z.boolean(), news: z.int() }).openapi('PayoutsRead')
