import { z } from '@hono/zod-openapi'
import { body, DateField, InstantField } from '../http/contract.ts'

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

export const AddMethod = body({
  accountId: z.string(),
  kind: z.enum(['card', 'bankAccount']).optional().describe('A card when absent.'),
  confirmationToken: z
    .string()
    .regex(/^ctoken_[A-Za-z0-9_]{1,200}$/, 'Enter the details again in the form.')
    .describe('Works once; sent again it is the same set-up.'),
  name: z.string().optional().describe('What it is called from then on.'),
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
