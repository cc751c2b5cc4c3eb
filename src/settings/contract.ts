import { z } from '@hono/zod-openapi'
import { body, InstantField, PageQuery } from '../http/contract.ts'
import { CREDIT_USES } from '../organizations/contract.ts'

export const MailStateField = z.enum(['queued', 'sending', 'sent', 'failed', 'kept'])
export const MailSecurityField = z.enum(['tls', 'starttls', 'none'])

const Server = {
  host: z.string(),
  port: z.int(),
  security: MailSecurityField,
  username: z.string().nullable(),
  fromName: z.string(),
  fromAddress: z.string(),
  replyTo: z.string().nullable(),
}

/** The password goes in and never comes out. */
const Password = z
  .string()
  .nullable()
  .optional()
  .describe('Absent: the one that is stored. Null: none.')

export const MailServerSeen = z.object({
  server: z
    .object({
      ...Server,
      hasPassword: z.boolean(),
      changedAt: InstantField,
      changedBy: z.string(),
    })
    .nullable()
    .describe('Null: mails are kept in the outbox and go nowhere.'),
})
export const PutMailServer = body({ ...Server, password: Password })
export const TestMailServer = body({
  ...Server,
  password: Password,
  to: z.string().describe('Who gets the test.'),
})
export const MailTested = z.object({
  ok: z.boolean(),
  to: z.string(),
  sentence: z.string().describe('What happened, and what to do.'),
  said: z.string().nullable().describe('The server’s last word.'),
  talk: z.array(z.string()).describe('Every line, with secrets hidden.'),
})

const Again = z.object({ allowed: z.boolean(), reason: z.string().nullable() })
export const MailRow = z
  .object({
    id: z.string(),
    about: z.string(),
    to: z.string(),
    subject: z.string().nullable().describe('Null: not in words yet.'),
    state: MailStateField,
    sentence: z.string(),
    tries: z.int(),
    nextTryAt: InstantField.nullable(),
    attachments: z.array(z.string()),
    by: z.string(),
    createdAt: InstantField,
    changedAt: InstantField,
    sentAt: InstantField.nullable(),
    again: Again,
  })
  .openapi('Mail')

export const MailSeen = MailRow.extend({
  text: z.string().nullable(),
  serverSaid: z.string().nullable(),
  againOf: z.string().nullable(),
  /** A link that signs in is an owner’s to see. */
  hidden: z.boolean(),
})
export const MailListQuery = PageQuery.extend({ state: MailStateField.optional() })
export const MailList = z.object({ data: z.array(MailRow), nextCursor: z.string().nullable() })

const BUSINESS = {
  name: z.string(),
  addressLines: z.array(z.string()),
  city: z.string(),
  region: z.string().describe('State or province.'),
  postalCode: z.string(),
  phone: z.string(),
  email: z.string().nullable(),
  website: z.string().nullable(),
  receiptPolicy: z.string().describe('Printed on every receipt.'),
  accent: z.string().nullable().describe('A colour, #rrggbb.'),
}
const HEALTH_MODE = z
  .boolean()
  .describe(
    'Codes of diagnoses and procedures are refused in texts that leave, and mails say less.',
  )
export const ChangeBusiness = body({ ...BUSINESS, healthMode: HEALTH_MODE.optional() })
export const Business = z
  .object({
    ...BUSINESS,
    healthMode: HEALTH_MODE,
    logo: z.object({ width: z.int(), height: z.int(), version: z.int() }).nullable(),
  })
  .openapi('Business')

/** A list that the payment form offers: tenders, payer categories. */
export const Choices = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      kind: z.string().nullable().describe('Of a tender; those of its own are “other”.'),
      name: z.string(),
      isUsed: z.boolean(),
    }),
  ),
})
export const AddChoice = body({ name: z.string() })
export const ChangeChoice = body({ name: z.string().optional(), isUsed: z.boolean().optional() })
export const OrderChoices = body({ ids: z.array(z.string()).max(100) })

const Keys = {
  publishableKey: z.string(),
  secretKey: z.string().describe('Goes in and never comes out.'),
}
export const ProcessorKeysTyped = body(Keys)
export const ProcessorTried = z.object({
  kind: z.enum(['stripe', 'sandbox']),
  mode: z.enum(['test', 'live']),
  keyKind: z.enum(['secret', 'restricted']),
  accountName: z.string().nullable(),
  country: z.string().nullable(),
  chargesEnabled: z.boolean().nullable(),
})
export const ProcessorSeen = z.object({
  processor: z
    .object({
      kind: z.enum(['stripe', 'sandbox']),
      mode: z.enum(['test', 'live']),
      publishableKey: z.string(),
      webhookAddress: z.string(),
      hasWebhookSecret: z.boolean(),
      webhookSeenAt: InstantField.nullable().describe('When the last event came by webhook.'),
      eventsReadAt: InstantField.describe('Up to when events were read.'),
      since: InstantField,
    })
    .nullable(),
})
export const WebhookSecretTyped = body({ webhookSecret: z.string().nullable() })

export const CreditUseSetting = body({ creditUse: z.enum(CREDIT_USES) })
