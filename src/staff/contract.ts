import { z } from '@hono/zod-openapi'
import { AmountField, body, InstantField, MoneyField } from '../http/contract.ts'
import { CREDIT_USES, PayerCategoryShown, TenderShown } from '../organizations/contract.ts'
import { PERMISSIONS } from './roles.ts'

export type { Permission } from './roles.ts'

/** The id of a role: one that every business begins with, or one of its own (`rol_…`). */
export const RoleField = z.string().openapi({ example: 'frontDesk' })

export const Session = z.object({
  person: z.object({ name: z.string(), email: z.string() }).nullable(),
  organizations: z.array(z.object({ slug: z.string(), name: z.string(), roleName: z.string() })),
})

export const Setup = z.object({
  firstRun: z.boolean(),
  sample: z
    .object({
      slug: z.string(),
      name: z.string(),
      doors: z.array(z.object({ role: RoleField, name: z.string(), title: z.string() })),
    })
    .nullable(),
  sandboxUrl: z.string().nullable(),
})

export const OpenDoor = body({ role: RoleField })

export const OpenBusiness = body({
  code: z.string().optional().describe('Printed on the console of an empty production server.'),
  name: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  ownerName: z.string(),
  email: z.string(),
  password: z.string(),
})

export const Entered = z.object({ slug: z.string() })

export const StaffMember = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: RoleField,
  roleName: z.string(),
  disabledAt: InstantField.nullable(),
  isYou: z.boolean(),
})

export const Invitation = z.object({
  id: z.string(),
  email: z.string(),
  role: RoleField,
  roleName: z.string(),
  expiresAt: InstantField,
})

export const StaffList = z.object({
  data: z.array(StaffMember),
  invitations: z.array(Invitation),
})

export const InviteStaff = body({ email: z.string(), role: RoleField })
export const InvitationMade = Invitation.extend({
  url: z.string().describe('Shown once; the token in it is stored as a hash.'),
})

export const InvitationSeen = z.object({
  organizationName: z.string(),
  email: z.string(),
  roleName: z.string(),
  expiresAt: InstantField,
  /** Whether somebody already signs in with this address: then the password is theirs. */
  hasLogin: z.boolean(),
})

export const AcceptInvitation = body({ name: z.string().optional(), password: z.string() })
export const ChangeRole = body({ role: RoleField })

const PermissionField = z.enum(PERMISSIONS)

export const StaffRole = z.object({
  id: RoleField,
  name: z.string(),
  description: z.string(),
  permissions: z.array(PermissionField),
  chargeLimit: MoneyField.nullable().describe(
    'The most somebody with this role charges at once without a second person.',
  ),
  refundLimit: MoneyField.nullable().describe(
    'The most somebody with this role gives back at once without a second person.',
  ),
  people: z.int().describe('How many members have it.'),
  invited: z.int().describe('How many open invitations are to it.'),
  isOwner: z.boolean().describe('An owner has everything; this role is never changed.'),
})

export const RoleList = z.object({ data: z.array(StaffRole) })

export const AddRole = body({
  name: z.string(),
  description: z.string().optional(),
  permissions: z.array(PermissionField),
  chargeLimit: AmountField.optional(),
  refundLimit: AmountField.optional(),
})

export const EditRole = body({
  name: z.string().optional(),
  description: z.string().optional(),
  permissions: z.array(PermissionField).optional(),
  chargeLimit: AmountField.optional(),
  refundLimit: AmountField.optional(),
})

export const TheOrganization = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  creditUse: z.enum(CREDIT_USES).describe('Whether account credit pays new invoices by itself.'),
  mode: z.enum(['test', 'live']),
  sandbox: z.boolean(),
  me: z.object({
    staffId: z.string(),
    name: z.string(),
    email: z.string(),
    role: RoleField,
    roleName: z.string(),
    permissions: z.array(z.string()),
    chargeLimit: MoneyField.nullable().describe(
      'The most you may charge at once without a second person; null: no limit.',
    ),
    refundLimit: MoneyField.nullable().describe('The same for giving money back.'),
    needsSecondFactor: z
      .boolean()
      .describe('The organization asks one before you change settings, and you have none.'),
  }),
  cardForm: z
    .object({
      publishableKey: z.string(),
      stripeJsUrl: z.string().nullable().describe('Null: Stripe’s own address.'),
      testCards: z.boolean(),
    })
    .nullable()
    .describe('Null until a card processor is set up.'),
  tenders: z.array(TenderShown).describe('The ways to pay, in their order.'),
  payerCategories: z.array(PayerCategoryShown),
  authorizationWording: z.object({ version: z.string(), text: z.string() }),
  mandateWording: z
    .object({ version: z.string(), text: z.string() })
    .nullable()
    .describe('What a client agrees to when a bank account is saved; null: banks are not debited.'),
})

export const SignedIn = z.object({ done: z.literal(true) })

/** What a right password answers where a second factor is set up: no session yet. */
export const SecondFactorAsked = z.object({
  secondFactor: z.object({
    token: z.string().describe('Goes with the code, within ten minutes.'),
    ways: z.array(z.enum(['totp', 'passkey'])),
  }),
})

export const ProveCode = body({
  token: z.string(),
  code: z.string().describe('Six digits of the app, or a recovery code.'),
})

export const PasskeyQuestion = z.object({
  token: z.string(),
  options: z.unknown().describe('As WebAuthn’s JSON functions of browsers take it.'),
})

const Credential = z.record(z.string(), z.unknown()).describe('As the browser answered it.')

export const PasskeyAnswer = body({ token: z.string(), response: Credential })
export const AddPasskey = body({ token: z.string(), name: z.string(), response: Credential })

export const AskForReset = body({ email: z.string() })
export const ResetSeen = z.object({ email: z.string() })
export const ResetPassword = body({ password: z.string() })

export const OwnPassword = body({
  password: z.string().optional().describe('Yours, if you sign in with one.'),
})

export const SecondFactor = z.object({
  totpSince: InstantField.nullable(),
  passkeys: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      createdAt: InstantField,
      lastUsedAt: InstantField.nullable(),
    }),
  ),
  recoveryCodesLeft: z.int(),
  hasPassword: z.boolean(),
})

export const TotpSecret = z.object({
  secret: z.string().describe('Base32, to be typed where no picture can be taken.'),
  uri: z.string().describe('What the QR code says.'),
})
export const ConfirmTotp = body({ code: z.string() })
export const RecoveryCodes = z.object({
  recoveryCodes: z.array(z.string()).nullable().describe('Null where there are some already.'),
})

export const Security = z.object({ secondFactorRequired: z.boolean() })
export const ChangeSecurity = body({ secondFactorRequired: z.boolean() })
