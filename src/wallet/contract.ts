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
