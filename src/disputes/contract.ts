import { z } from '@hono/zod-openapi'
import { body, DateField, InstantField, MoneyField } from '../http/contract.ts'

export const DisputeStateField = z.enum(['needs_response', 'under_review', 'won', 'lost', 'closed'])

export const DisputeShown = z
  .object({
    id: z.string(),
    paymentId: z.string(),
    amount: MoneyField,
    state: DisputeStateField,
    isOpen: z.boolean(),
    isInquiry: z.boolean().describe('The bank only asks: no money was withdrawn.'),
    sentence: z.string(),
    reason: z.string(),
    reasonText: z.string(),
    dueBy: InstantField.nullable(),
    withdrawn: MoneyField,
    lost: MoneyField.describe('What the payment had no more when the bank took it.'),
    reinstated: MoneyField,
    fee: MoneyField,
    openedAt: InstantField,
    closedAt: InstantField.nullable(),
    evidenceSent: z.object({ at: InstantField, by: z.string() }).nullable(),
    processorDisputeId: z.string(),
  })
  .openapi('DisputeShown')

export const Dispute = DisputeShown.extend({
  payment: z.object({
    id: z.string(),
    amount: MoneyField,
    paidWith: z.string(),
    postedOn: DateField,
    receipt: z.string(),
  }),
  account: z.object({ id: z.string(), name: z.string() }),
  client: z.object({ id: z.string(), name: z.string() }).nullable(),
  story: z.array(
    z.object({
      at: InstantField,
      what: z.enum(['opened', 'changed', 'withdrawn', 'reinstated', 'fee', 'evidence_sent']),
      state: DisputeStateField,
      amount: MoneyField.nullable(),
      by: z.string().nullable(),
    }),
  ),
  evidence: z
    .array(z.object({ what: z.string(), has: z.boolean(), detail: z.string() }))
    .describe('What the pack holds, and what is missing.'),
  can: z.object({
    markSent: z.object({ allowed: z.boolean(), reason: z.string().nullable() }),
  }),
}).openapi('Dispute')

export const MarkSent = body({})
