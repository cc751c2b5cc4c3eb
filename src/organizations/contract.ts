import { z } from '@hono/zod-openapi'

/** Whether account credit pays new invoices: never by itself, after asking, or at once. */
export const CREDIT_USES = ['off', 'ask', 'always'] as const

export type CreditUse = (typeof CREDIT_USES)[number]

/**
 * How money is handed over. A card is charged and a bank account debited (an eCheck) through the
 * processor; the others are recorded.
 */
export const TENDER_KINDS = ['card', 'echeck', 'cash', 'check', 'externalCard', 'other'] as const

export type TenderKind = (typeof TENDER_KINDS)[number]

export const TenderShown = z
  .object({
    id: z.string(),
    kind: z.enum(TENDER_KINDS),
    name: z.string(),
  })
  .openapi('Tender')

export const PayerCategoryShown = z
  .object({ id: z.string(), name: z.string() })
  .openapi('PayerCategory')
