import { z } from '@hono/zod-openapi'
import { body, InstantField } from '../http/contract.ts'

export const Method = z
  .object({
    id: z.string(),
    name: z.string().describe('"Visa 4242"'),
    brand: z.string(),
    last4: z.string(),
    expMonth: z.int(),
    expYear: z.int(),
    expired: z.boolean(),
    nickname: z.string().nullable(),
    isDefault: z.boolean(),
    authorization: z
      .object({ id: z.string(), since: InstantField })
      .nullable()
      .describe('The consent in force to charge it; null: saved, not authorized.'),
    unusable: z.string().nullable().describe('Why it cannot be charged now, in a sentence.'),
  })
  .openapi('Method')

export const MethodChanges = body({
  nickname: z.string().nullish(),
  isDefault: z.literal(true).optional(),
})

export const Removed = z.object({ removed: z.literal(true) })
export const Revoked = z.object({ revoked: z.literal(true) })

export const AddCard = body({
  accountId: z.string(),
  confirmationToken: z
    .string()
    .regex(/^ctoken_[A-Za-z0-9_]{1,200}$/, 'Enter the card again in the card form.')
    .describe('Works once; sent again it is the same set-up.'),
  name: z.string().optional().describe('What the card is called from then on.'),
  makeDefault: z.boolean().optional(),
  replaces: z.string().optional().describe('The card that leaves when this one is saved.'),
})

export const MethodSetup = z
  .object({
    id: z.string(),
    accountId: z.string(),
    state: z.enum([
      'created',
      'confirming',
      'requires_action',
      'unknown',
      'succeeded',
      'failed',
      'canceled',
    ]),
    moneyMoved: z.literal('no'),
    sentence: z.string(),
    recognized: z.boolean().describe('The card was in the wallet already and was renewed.'),
    replaces: z.string().nullable(),
    method: Method.nullable(),
    decline: z.object({ cause: z.string(), say: z.string(), next: z.string() }).nullable(),
  })
  .openapi('MethodSetup')

export const SetupAction = z.object({ clientSecret: z.string(), publishableKey: z.string() })
