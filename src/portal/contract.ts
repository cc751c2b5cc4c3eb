import { z } from '@hono/zod-openapi'
import {
  AmountField,
  body,
  CurrencyField,
  DateField,
  InstantField,
  MoneyField,
} from '../http/contract.ts'
import { LINK_PURPOSES } from '../links/contract.ts'
import { AddMethod, Method, NewBillingAddress } from '../wallet/contract.ts'

const LANGUAGES = ['en'] as const

export const AskSignIn = body({
  email: z.string(),
  organization: z.string().optional().describe('The slug of the organization to mail through.'),
})
export const Asked = z.object({ asked: z.literal(true) })
export const EnterByLink = body({ token: z.string().max(100) })
export const EnterByCode = body({ email: z.string(), code: z.string().max(20) })

export const PortalPlace = z
  .object({
    accountId: z.string(),
    accountName: z.string(),
    organization: z.object({ slug: z.string(), name: z.string(), currency: z.string() }),
    role: z.enum(['owner', 'representative']),
    mayPay: z.boolean(),
    mayManageWallet: z.boolean(),
    balance: MoneyField.describe('What is owed.'),
    credit: MoneyField.describe('Held for the account and not yet allocated.'),
  })
  .openapi('PortalPlace')

export const PortalSession = z.object({
  person: z.object({ name: z.string(), email: z.string() }).nullable(),
  places: z.array(PortalPlace),
  elsewhere: z
    .array(z.object({ slug: z.string(), name: z.string() }))
    .describe('Organizations to sign in to by a mail of their own.'),
})

export const Profile = z
  .object({
    name: z.string(),
    email: z.string(),
    newEmail: z.string().nullable().describe('Waits for the link of its mail to be opened.'),
    language: z.enum(LANGUAGES),
    languages: z.array(z.enum(LANGUAGES)).describe('Those that there are.'),
    passkeys: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        createdAt: InstantField,
        lastUsedAt: InstantField.nullable(),
      }),
    ),
  })
  .openapi('PortalProfile')
export const ProfileChanges = body({
  name: z.string().optional(),
  language: z.enum(LANGUAGES).optional(),
})
export const AskEmail = body({ email: z.string() })
export const ConfirmEmail = body({ token: z.string().max(100) })
export const EmailConfirmed = z.object({ email: z.string() })
export const NamePasskey = body({ name: z.string() })

export const SignedOut = z.object({ signedOut: z.literal(true) })

export const PortalPayment = body({
  amount: AmountField,
  currency: CurrencyField,
  method: z.discriminatedUnion('kind', [
    body({ kind: z.literal('saved'), methodId: z.string() }),
    body({
      kind: z.literal('new'),
      confirmationToken: z
        .string()
        .regex(/^ctoken_[A-Za-z0-9_]{1,200}$/, 'Enter the card again in the card form.'),
      save: z.boolean(),
      name: z.string().optional(),
      billingAddress: NewBillingAddress.optional().describe('Required where the card is saved.'),
    }),
  ]),
  invoiceIds: z.array(z.string()).optional(),
  keepCredit: z.boolean().optional(),
  duplicateReason: z.string().optional(),
  receiptEmail: z.string().nullish(),
  retryOf: z.string().optional(),
})

export const AccountPerson = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.enum(['owner', 'representative']),
    mayPay: z.boolean(),
    mayManageWallet: z.boolean(),
    invitedBy: z.string(),
    invitedAt: InstantField,
    confirmedAt: InstantField.nullable().describe('Null until they opened the link of a mail.'),
    endedAt: InstantField.nullable(),
  })
  .openapi('AccountPerson')
export const AccountPeople = z.object({ data: z.array(AccountPerson) })

export const InvitePerson = body({
  email: z.string(),
  name: z.string(),
  role: z.enum(['owner', 'representative']),
  mayPay: z.boolean().optional(),
  mayManageWallet: z.boolean().optional(),
})
export const PersonChanges = body({ mayPay: z.boolean(), mayManageWallet: z.boolean() })

const PortalInvoice = z
  .object({
    id: z.string(),
    number: z.string(),
    state: z.string(),
    issuedOn: DateField,
    dueOn: DateField,
    overdueDays: z.int().nullable(),
    total: MoneyField,
    due: MoneyField,
    isBeingPaid: z.boolean().describe('Somebody pays it at this moment.'),
    onItsWay: MoneyField.describe('Sent to a bank for it and not settled yet.'),
  })
  .openapi('PortalInvoice')

export const PortalPaymentSeen = z
  .object({
    id: z.string(),
    amount: MoneyField,
    state: z.string(),
    moneyMoved: z.enum(['yes', 'no', 'unknown']),
    sentence: z.string(),
    paidWith: z.string(),
    paidBy: z.string(),
    createdAt: InstantField,
    receipt: z.object({ id: z.string(), number: z.string() }).nullable(),
  })
  .openapi('PortalPayment')

export const AddPortalMethod = AddMethod.omit({ accountId: true }).extend({
  sameAs: body({ accountId: z.string(), methodId: z.string() })
    .optional()
    .describe('A method in another wallet of yours that this organization is allowed, too.'),
})

export const PortalOverview = z
  .object({
    organization: z.object({
      slug: z.string(),
      name: z.string(),
      currency: z.string(),
      timeZone: z.string(),
      contact: z.array(z.string()).describe('Where a client writes or calls.'),
      accent: z.string().nullable(),
      mode: z.enum(['test', 'live']),
    }),
    cardForm: z
      .object({
        publishableKey: z.string(),
        stripeJsUrl: z.string().nullable(),
        testCards: z.boolean(),
      })
      .nullable(),
    authorizationWording: z.object({ version: z.string(), text: z.string() }),
    mandateWording: z
      .object({ version: z.string(), text: z.string() })
      .nullable()
      .describe('Agreed to when a bank account is saved; null: banks are not debited.'),
    account: z.object({ id: z.string(), name: z.string() }),
    me: z.object({
      name: z.string(),
      role: z.enum(['owner', 'representative']),
      mayPay: z.boolean(),
      mayManageWallet: z.boolean(),
    }),
    balance: MoneyField,
    credit: MoneyField,
    onItsWay: MoneyField.describe('Sent to a bank and not settled yet.'),
    openInvoices: z.array(PortalInvoice),
    paidInvoices: z.array(PortalInvoice),
    payments: z.array(PortalPaymentSeen.omit({ sentence: true })),
    upcoming: z.array(
      z.object({
        id: z.string(),
        amount: MoneyField,
        dueOn: DateField,
        description: z.string(),
        methodName: z.string().nullable(),
      }),
    ),
    methods: z.array(
      Method.extend({
        group: z.string().describe('Equal where the same method is in another wallet of yours.'),
      }),
    ),
  })
  .openapi('PortalOverview')

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
