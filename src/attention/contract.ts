import { z } from '@hono/zod-openapi'
import { body, InstantField, MoneyField, PageQuery } from '../http/contract.ts'
import { PaymentStateField } from '../payments/contract.ts'
import { ATTENTION_KINDS } from './kinds.ts'

const KindField = z.enum(ATTENTION_KINDS)
const MinorUnits = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const Allowed = z.object({ allowed: z.boolean(), reason: z.string().nullable() })
const Named = z.object({ id: z.string(), name: z.string() })

/** What narrows the list; the address of the page says the same. */
export const AttentionFilterQuery = z.object({
  state: z.enum(['open', 'dismissed', 'solved']).optional().describe('Open when absent.'),
  kind: KindField.optional(),
  search: z.string().optional().describe('Begins a word of the client’s name.'),
  accountId: z.string().optional(),
  paymentId: z.string().optional(),
  days: z.coerce
    .number()
    .int()
    .min(0)
    .max(3_650)
    .optional()
    .describe('Open for so many days or longer.'),
  amountFrom: MinorUnits.optional(),
  amountTo: MinorUnits.optional(),
  mine: z.literal('true').optional().describe('Only what is given to the caller.'),
})

export const AttentionListQuery = PageQuery.extend(AttentionFilterQuery.shape)

export const AttentionItem = z
  .object({
    id: z.string(),
    kind: KindField,
    state: z.enum(['open', 'solved', 'dismissed']),
    about: z
      .object({
        what: z.enum([
          'payment',
          'refund',
          'dispute',
          'return',
          'method',
          'scheduled',
          'difference',
        ]),
        id: z.string(),
      })
      .describe('The thing it is about.'),
    account: Named.nullable(),
    client: Named.nullable(),
    amount: MoneyField.nullable(),
    money: z.string().describe('Whether money was taken, in a sentence.'),
    cause: z.string(),
    say: z.string().nullable().describe('Words to say to the client.'),
    dueBy: InstantField.nullable().describe('When an answer has to be with the bank.'),
    openedAt: InstantField,
    closedAt: InstantField.nullable(),
    closedBy: z.string().nullable(),
    reason: z.string().nullable().describe('Why it was dismissed.'),
    assignedTo: Named.nullable(),
    paymentId: z.string().nullable(),
    running: z
      .object({ paymentId: z.string(), state: PaymentStateField, since: InstantField })
      .nullable()
      .describe('A further try that has not ended.'),
    retry: z
      .object({
        accountId: z.string(),
        amount: MoneyField,
        methodId: z.string().nullable(),
        method: z.string().nullable(),
        retryOf: z.string(),
        scheduledId: z.string().nullable(),
        invoiceIds: z.array(z.string()).nullable(),
      })
      .nullable()
      .describe('What the next try is: the fields of POST /payments.'),
    can: z.object({
      retry: Allowed.extend({ from: InstantField.nullable() }),
      otherMethod: Allowed,
      sendLink: Allowed,
      dismiss: Allowed,
      restore: Allowed,
    }),
  })
  .openapi('AttentionItem')

export const AttentionList = z
  .object({
    data: z.array(AttentionItem),
    nextCursor: z.string().nullable(),
    counts: z
      .array(z.object({ kind: KindField, count: z.int() }))
      .describe('How many are open of each kind, whatever the filter.'),
  })
  .openapi('AttentionList')

export const AttentionCount = z.object({ open: z.int(), mine: z.int() }).openapi('AttentionCount')

export const AttentionStory = AttentionItem.extend({
  story: z.array(
    z.object({
      at: InstantField,
      what: z.enum(['opened', 'solved', 'dismissed', 'restored', 'assigned']),
      by: z.string().nullable(),
      note: z.string().nullable(),
    }),
  ),
}).openapi('AttentionStory')

export const DismissItem = body({
  reason: z.string().describe('Why it needs nobody; it stays on record.'),
})
export const AssignItem = body({
  to: z.string().nullable().describe('A staff member, `me`, or null: nobody.'),
})

export const Digest = z
  .object({
    wanted: z.boolean(),
    to: z.string().describe('Your own address.'),
    hour: z.int().describe('Of the day, where the business is.'),
    nextAt: InstantField.nullable(),
  })
  .openapi('AttentionDigest')
export const WishDigest = body({ wanted: z.boolean() })
