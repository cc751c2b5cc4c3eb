import { z } from '@hono/zod-openapi'
import { body, InstantField, MoneyField } from '../http/contract.ts'
import { KINDS } from './difference.ts'

const Can = z.object({ allowed: z.boolean(), reason: z.string().nullable() })

export const Difference = z
  .object({
    id: z.string(),
    kind: z.enum(KINDS),
    state: z.enum(['open', 'absorbed', 'explained', 'gone']),
    processorId: z.string().describe('The processor’s id of it; where it has none, ours.'),
    paymentId: z.string().nullable(),
    client: z.string().nullable(),
    amount: MoneyField,
    cause: z.string(),
    fate: z.string().describe('What was done about it, or may be done now.'),
    happenedAt: InstantField,
    foundAt: InstantField,
    endedAt: InstantField.nullable(),
    can: z.object({ lookAgain: Can, explain: Can }),
  })
  .openapi('Difference')

export const DifferenceRun = z
  .object({
    since: InstantField,
    beganAt: InstantField,
    endedAt: InstantField.nullable(),
    by: z.string().nullable().describe('Null: the night.'),
    answered: z.boolean().nullable(),
    charges: z.int(),
    refunds: z.int(),
    disputes: z.int(),
    payouts: z.int(),
    found: z.int(),
  })
  .openapi('DifferenceRun')

export const Differences = z
  .object({
    runs: z.array(DifferenceRun),
    open: z.array(Difference),
    ended: z.array(Difference),
    can: z.object({ compare: Can }),
  })
  .openapi('Differences')

export const CompareNow = body({
  days: z.int().min(1).max(400).optional().describe('How far back; 31 days when left out.'),
})

export const ExplainDifference = body({ note: z.string() })
