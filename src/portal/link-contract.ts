import { z } from '@hono/zod-openapi'
import { body, CurrencyField, DateField, InstantField, MoneyField } from '../http/contract.ts'
import { LINK_PURPOSES } from '../links/contract.ts'
import { PortalOverview, PortalPayment } from './contract.ts'

const PurposeField = z.enum(LINK_PURPOSES)

/** What staff see of a link that they sent. */
export const SentLink = z
  .object({
    id: z.string(),
    purpose: PurposeField,
    invoice: z.object({ id: z.string(), number: z.string() }).nullable(),
    paymentId: z.string().nullable(),
    state: z
      .enum(['sent', 'opened', 'used', 'expired', 'revoked', 'over'])
      .describe('over: what it was for ended otherwise.'),
    url: z
      .string()
      .nullable()
      .describe('To be sent to the client; null for who may not send one, and when it is closed.'),
    sentTo: z.string().nullable(),
    createdBy: z.string(),
    createdAt: InstantField,
    expiresAt: InstantField,
    openedAt: InstantField.nullable().describe('Opening it uses nothing up.'),
    revokedAt: InstantField.nullable(),
    revokedBy: z.string().nullable(),
  })
  .openapi('SentLink')
export const SentLinks = z.object({ data: z.array(SentLink) })

export const MakeLink = body({
  accountId: z.string(),
  purpose: PurposeField,
  invoiceId: z.string().optional().describe('Of pay_invoice.'),
  paymentId: z.string().optional().describe('Of confirm_payment.'),
  days: z.int().optional().describe('How long it works; what the organization chose otherwise.'),
})
export const EmailLink = body({ to: z.string() })
export const LinkDays = body({ days: z.int() })

/** What whoever opens a link sees. */
export const OpenedLink = z
  .object({
    purpose: PurposeField,
    organization: z.object({
      name: z.string(),
      currency: CurrencyField,
      contact: z.array(z.string()),
      accent: z.string().nullable(),
    }),
    accountName: z.string(),
    expiresAt: InstantField,
    use: z.enum(['none', 'underWay', 'done', 'over']),
    amount: MoneyField.nullable().describe('What is to be paid or confirmed; null: no money.'),
    invoice: z
      .object({
        number: z.string(),
        issuedOn: DateField,
        dueOn: DateField,
        lines: z.array(z.string()),
        isBeingPaid: z.boolean(),
      })
      .nullable(),
    paymentId: z.string().nullable().describe('What was made with it, or waits for the client.'),
    setupId: z.string().nullable(),
    cardForm: PortalOverview.shape.cardForm,
    authorizationWording: PortalOverview.shape.authorizationWording,
  })
  .openapi('OpenedLink')

export const PayByLink = PortalPayment.pick({
  amount: true,
  currency: true,
  method: true,
  duplicateReason: true,
  receiptEmail: true,
})
