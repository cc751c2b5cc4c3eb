import { z } from '@hono/zod-openapi'
import {
  AmountField,
  body,
  DateField,
  InstantField,
  MoneyField,
  PageQuery,
} from '../http/contract.ts'

export const CHANNELS = ['card_form', 'portal', 'link', 'recorded_by_staff'] as const
export type Channel = (typeof CHANNELS)[number]

/** How it reached the staff member who writes it down. */
export const HOWS = ['paper', 'telephone', 'email', 'inPerson'] as const
export type How = (typeof HOWS)[number]

export const CAP_PERIODS = ['day', 'week', 'month'] as const
export type CapPeriod = (typeof CAP_PERIODS)[number]

export const BillingAddressField = z
  .object({
    name: z.string(),
    line1: z.string(),
    line2: z.string(),
    city: z.string(),
    postalCode: z.string(),
    state: z.string(),
    country: z.string().describe('ISO 3166, two letters.'),
  })
  .openapi('BillingAddress')

export const LimitsField = z
  .object({
    perCharge: MoneyField.nullable(),
    perPeriod: MoneyField.nullable(),
    period: z.enum(CAP_PERIODS).nullable(),
    endsOn: DateField.nullable().describe('The last day.'),
  })
  .openapi('AuthorizationLimits')

/** A method that this organization may not charge: that it is there, and no more. */
export const UnseenMethod = z
  .object({
    id: z.string(),
    sentence: z.string(),
    authorizationId: z.string().nullable().describe('The consent that there was.'),
  })
  .openapi('UnseenMethod')

const VerificationField = z.object({
  state: z.enum(['verified', 'pending', 'failed']),
  setup: z.string().nullable().describe('The set-up that waits for what the client tells.'),
  kind: z
    .enum(['amounts', 'descriptor_code'])
    .nullable()
    .describe('What of the small deposits the client tells: their amounts, or the code.'),
  arrivesOn: DateField.nullable(),
  endsAt: InstantField.nullable().describe('Not confirmed until then, it is never debited.'),
  triesLeft: z.int().nullable(),
})

const BankAccountShown = z.object({
  bankName: z.string(),
  accountType: z.enum(['checking', 'savings']).nullable(),
  holderType: z.enum(['individual', 'company']).nullable(),
  mandate: z.string().nullable().describe('The reference of what the client agreed to.'),
  debitMost: z.int().nullable().describe('The largest single debit agreed, minor units.'),
  verification: VerificationField,
})

export const Method = z
  .object({
    id: z.string(),
    kind: z.enum(['card', 'bankAccount']),
    name: z.string().describe('"Visa 4242", "First Bank 6789"'),
    brand: z.string().nullable(),
    last4: z.string(),
    expMonth: z.int().nullable(),
    expYear: z.int().nullable(),
    expired: z.boolean(),
    bank: BankAccountShown.nullable().describe(
      'Of a bank account: a payment from it is an eCheck.',
    ),
    nickname: z.string().nullable(),
    isDefault: z.boolean(),
    billingAddress: BillingAddressField.nullable(),
    authorization: z
      .object({ id: z.string(), since: InstantField, limits: LimitsField })
      .nullable()
      .describe('The consent in force to charge it.'),
    unusable: z.string().nullable().describe('Why it cannot be charged now, in a sentence.'),
  })
  .openapi('Method')

/** Every part is checked by itself, so that each gets its own sentence. */
export const NewBillingAddress = body({
  name: z.string().optional().describe('On the card or account; the client’s when absent.'),
  line1: z.string().optional(),
  line2: z.string().optional(),
  city: z.string().optional(),
  postalCode: z.string().optional(),
  state: z.string().optional(),
  country: z.string().optional().describe('ISO 3166, two letters.'),
})

export const MethodChanges = body({
  nickname: z.string().nullish(),
  isDefault: z.literal(true).optional(),
  billingAddress: NewBillingAddress.optional(),
})

export const Removed = z.object({ removed: z.literal(true) })
export const Revocation = body({
  reason: z.string().optional().describe('Why, in the words of whoever asked for it.'),
})
export const Revoked = z.object({ revoked: z.literal(true) })

export const WalletSettings = body({
  saveBeforeSignIn: z
    .boolean()
    .describe('Staff may save a method for a client who never signed in to the portal.'),
  toldTo: z
    .array(z.string())
    .describe('Who is told by e-mail what happens in wallets; none: the address of the business.'),
})

export const NewDebitNotice = body({ amount: AmountField })

export const DebitNotice = z
  .object({
    id: z.string(),
    amount: MoneyField,
    earliestOn: DateField.describe('From this day it may be debited.'),
    sentAt: InstantField,
    sentTo: z.string(),
  })
  .openapi('DebitNotice')

export const AddMethod = body({
  accountId: z.string(),
  kind: z.enum(['card', 'bankAccount']).optional().describe('A card when absent.'),
  confirmationToken: z
    .string()
    .regex(/^ctoken_[A-Za-z0-9_]{1,200}$/, 'Enter the details again in the form.')
    .describe('Works once; sent again it is the same set-up.'),
  name: z.string().optional().describe('What it is called from then on.'),
  billingAddress: NewBillingAddress.optional().describe(
    'Required. Where the bank’s statements go; make the token with the same billing details.',
  ),
  makeDefault: z.boolean().optional(),
  replaces: z.string().optional().describe('The method that leaves when this one is saved.'),
  debitMost: z
    .int()
    .positive()
    .optional()
    .describe('Of a bank account: the largest single debit agreed, minor units.'),
})

export const MethodSetup = z
  .object({
    id: z.string(),
    kind: z.enum(['card', 'bankAccount']),
    accountId: z.string(),
    state: z.enum([
      'created',
      'confirming',
      'requires_action',
      'verifying',
      'unknown',
      'succeeded',
      'failed',
      'canceled',
    ]),
    moneyMoved: z.literal('no'),
    sentence: z.string(),
    recognized: z.boolean().describe('It was in the wallet already and was renewed.'),
    replaces: z.string().nullable(),
    method: Method.nullable(),
    decline: z.object({ cause: z.string(), say: z.string(), next: z.string() }).nullable(),
  })
  .openapi('MethodSetup')

export const VerifyMethod = body({
  amounts: z
    .array(z.int().min(1).max(99))
    .length(2)
    .optional()
    .describe('The two small deposits, in cents.'),
  descriptorCode: z
    .string()
    .regex(/^SM[A-Za-z0-9]{4}$/, 'The code is SM and four characters, such as SM11AA.')
    .optional(),
})

export const SetupAction = z.object({ clientSecret: z.string(), publishableKey: z.string() })

export const CONSENT_STATES = ['inForce', 'revoked', 'ended', 'notSaved'] as const
export const PURPOSES = ['staff_charges', 'plan', 'run'] as const

export const ConsentRow = z
  .object({
    id: z.string(),
    account: z.object({ id: z.string(), name: z.string() }),
    clientId: z.string().nullable(),
    method: z.string().nullable().describe('"Visa 4242", while it is in force.'),
    methodId: z.string().nullable(),
    state: z
      .enum(CONSENT_STATES)
      .describe('notSaved: agreed to, but the method was never saved, so it had no effect.'),
    purpose: z.enum(PURPOSES),
    channel: z.enum(CHANNELS),
    how: z.enum(HOWS).nullable(),
    given: z.string().describe('The channel in words.'),
    givenBy: z.string(),
    givenAt: InstantField,
    recordedBy: z.string().nullable(),
    wordingVersion: z.string(),
    limits: LimitsField,
    ended: z.object({ at: InstantField, by: z.string(), reason: z.string() }).nullable(),
  })
  .openapi('AuthorizationRow')

export const Consent = ConsentRow.extend({
  wording: z.string(),
  wordingHash: z.string().describe('SHA-256 of the wording, hexadecimal.'),
  note: z.string(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  events: z.array(
    z.object({
      kind: z.enum(['in_force', 'revoked', 'ended', 'capped', 'reworded']),
      at: InstantField,
      by: z.string(),
      reason: z.string(),
      how: z.enum(HOWS).nullable(),
      limits: LimitsField.nullable(),
      wording: z.object({ version: z.string(), text: z.string(), hash: z.string() }).nullable(),
    }),
  ),
  payments: z
    .array(
      z.object({
        id: z.string(),
        at: InstantField,
        amount: MoneyField,
        state: z.string(),
        card: z.string().nullable(),
      }),
    )
    .describe('What was charged under it: the newest hundred.'),
}).openapi('Authorization')

const FILTERS = {
  accountId: z.string().optional(),
  state: z.enum(CONSENT_STATES).optional(),
  purpose: z.enum(PURPOSES).optional(),
  channel: z.enum(CHANNELS).optional(),
  search: z.string().optional().describe('The beginning of a client’s name or surname.'),
}

export const ConsentQuery = PageQuery.extend(FILTERS)
export const ConsentExportQuery = z.object(FILTERS)
export const ConsentList = z.object({
  data: z.array(ConsentRow),
  nextCursor: z.string().nullable(),
})

const Limits = body({
  perCharge: AmountField.optional(),
  perPeriod: AmountField.optional(),
  period: z.enum(CAP_PERIODS).nullish(),
  endsOn: DateField.nullish().describe('The last day.'),
})

export const NewConsent = body({
  methodId: z.string(),
  how: z.enum(HOWS).describe('How it reached you.'),
  note: z.string().describe('Where the paper lies, who was on the telephone.'),
  givenBy: z.string().optional().describe('The client of the account when absent.'),
  limits: Limits.optional(),
})

export const ConsentChanges = body({
  how: z.enum(HOWS),
  note: z.string(),
  limits: Limits.optional().describe('All limits from now on; those left out are none.'),
  wording: z.literal('current').optional().describe('The client agreed to today’s wording.'),
})
