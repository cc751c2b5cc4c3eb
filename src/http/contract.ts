import { z } from '@hono/zod-openapi'
import { nearest } from './suggest.ts'

/** A request body: no field but these, and a misspelt one is told its right name. */
export function body<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined
      const key = String(issue.keys[0])
      const meant = nearest(key, Object.keys(shape))
      return `"${key}" is not a field.${meant ? ` Did you mean "${meant}"?` : ''}`
    },
  })
}

/** Money in answers. */
export const MoneyField = z
  .object({
    amount: z.int().describe('Minor units, such as cents.'),
    currency: z.string().length(3).describe('ISO 4217 code.'),
  })
  .openapi('Money')

/**
 * An amount in a request: minor units. Checked by `checkAmount` of `kit/money.ts` in the use case,
 * so that every wrong form gets its own sentence.
 */
export const AmountField = z.unknown().openapi({
  type: 'integer',
  description: 'Minor units of the organization’s currency, such as cents.',
  example: 8500,
})

/** A currency in a request, where it may be given to be sure. */
export const CurrencyField = z.string().openapi({ example: 'USD' })

/** The path of one thing: `/payments/{id}`. */
export const IdPath = z.object({ id: z.string() })

export const InstantField = z.iso.datetime().openapi('Instant')
export const DateField = z.string().openapi({ example: '2026-05-14', description: 'YYYY-MM-DD' })

/** What every call of an organization carries. */
export const OrganizationHeader = z.object({
  'onfile-organization': z.string().openapi({ description: 'The organization’s slug.' }),
})

/** What every call that moves money carries beside it. */
export const MoneyHeaders = OrganizationHeader.extend({
  'idempotency-key': z
    .string()
    .optional()
    .openapi({ description: 'Required. Up to 255 characters, new for each charge you mean.' }),
})

/** Query of a list; `limit` up to 100. */
export const PageQuery = z.object({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
})

export const ProblemBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    field: z.string().optional(),
    moneyMoved: z.enum(['yes', 'no', 'unknown']).optional(),
    retryable: z.boolean(),
  })
  .openapi('Problem')

/** The answers of a route: its own, and problem documents for everything else. */
export function answers<Status extends 200 | 201, Schema extends z.ZodType>(
  status: Status,
  schema: Schema,
  description: string,
) {
  return {
    [status]: { content: { 'application/json': { schema } }, description },
    default: {
      content: { 'application/problem+json': { schema: ProblemBody } },
      description: 'A refusal that says what to do.',
    },
  } as {
    [S in Status]: { content: { 'application/json': { schema: Schema } }; description: string }
  }
}

/** A JSON body that may be left out. */
export function mayHaveBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: false, content: { 'application/json': { schema } } } as const
}

/** A JSON body that must be there. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } } as const
}
