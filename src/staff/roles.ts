/** What may be done, by name. Routes, use cases, buttons and API keys use these same names. */
export const PERMISSIONS = [
  'clients.read',
  'clients.write',
  'invoices.read',
  'invoices.issue',
  'invoices.credit',
  'invoices.writeOff',
  'payments.read',
  'payments.charge',
  'payments.record',
  'payments.backdate',
  'payments.approve',
  'runs.charge',
  'payments.cancel',
  'payments.refund',
  'payments.export',
  'payments.reconcile',
  'credits.give',
  'attention.read',
  'attention.act',
  'processor.open',
  'wallet.read',
  'wallet.write',
  'wallet.export',
  'books.read',
  'books.close',
  'reports.read',
  'staff.read',
  'staff.manage',
  'roles.manage',
  'organization.manage',
] as const

export type Permission = (typeof PERMISSIONS)[number]

/** What changes who may do what, and how: an organization may ask a second factor for these. */
export const SETTINGS_PERMISSIONS: readonly Permission[] = [
  'staff.manage',
  'roles.manage',
  'organization.manage',
]

const READ: Permission[] = [
  'clients.read',
  'invoices.read',
  'payments.read',
  'attention.read',
  'wallet.read',
]
const COUNTER: Permission[] = [
  ...READ,
  'clients.write',
  'invoices.issue',
  'payments.charge',
  'payments.record',
  'payments.cancel',
  'attention.act',
  'wallet.write',
]
const OFFICE: Permission[] = [
  ...COUNTER,
  'invoices.credit',
  'invoices.writeOff',
  'payments.backdate',
  'payments.approve',
  'runs.charge',
  'payments.refund',
  'payments.export',
  'payments.reconcile',
  'credits.give',
  'processor.open',
  'books.read',
  'books.close',
  'reports.read',
  'staff.read',
  'wallet.export',
]

/**
 * The roles a business begins with: from then on they are rows of its own, which an administrator
 * changes. Front desk takes money; the books and the staff are the office's.
 */
export const ROLES = {
  readOnly: READ,
  frontDesk: COUNTER,
  billingManager: OFFICE,
  administrator: [...OFFICE, 'staff.manage', 'roles.manage', 'organization.manage'],
  owner: [...OFFICE, 'staff.manage', 'roles.manage', 'organization.manage'],
} as const satisfies Record<string, Permission[]>

export type Role = keyof typeof ROLES

/** Who has everything there is, now and after every new version; its row is never changed. */
export const OWNER = 'owner' satisfies Role

export const ROLE_NAMES: Record<Role, string> = {
  owner: 'Owner',
  administrator: 'Administrator',
  billingManager: 'Billing manager',
  frontDesk: 'Front desk',
  readOnly: 'Read only',
}

export const ROLE_DUTIES: Record<Role, string> = {
  owner: 'Everything, and who may do what',
  administrator: 'Everything but naming owners',
  billingManager: 'Invoices, payments, wallets and the books',
  frontDesk: 'Clients, payments and cards on file',
  readOnly: 'Looks at clients and payments, changes nothing',
}

/** What somebody may do: their role's permissions as of this transaction. */
export interface Rights {
  permissions: readonly Permission[]
  /** The most they may charge at once without a second person, in minor units; null: no limit. */
  chargeLimit: bigint | null
  /** The most they may give back at once without a second person; null: no limit. */
  refundLimit: bigint | null
}

export function may(rights: Pick<Rights, 'permissions'>, permission: Permission): boolean {
  return rights.permissions.includes(permission)
}

/** The rights of a role as its row has them; an owner's row has none and means all. */
export function rightsOf(
  role: string,
  stored: Omit<Rights, 'permissions'> & { permissions: readonly string[] },
): Rights {
  if (role === OWNER) return { permissions: PERMISSIONS, chargeLimit: null, refundLimit: null }
  return {
    permissions: PERMISSIONS.filter((permission) => stored.permissions.includes(permission)),
    chargeLimit: stored.chargeLimit,
    refundLimit: stored.refundLimit,
  }
}

/** What a refusal calls the right that is missing. */
export const PERMISSION_NAMES: Record<Permission, string> = {
  'clients.read': 'See clients',
  'clients.write': 'Change clients',
  'invoices.read': 'See invoices',
  'invoices.issue': 'Issue invoices',
  'invoices.credit': 'Credit and void invoices',
  'invoices.writeOff': 'Write off invoices',
  'payments.read': 'See payments',
  'payments.charge': 'Take electronic payments',
  'payments.record': 'Record cash, checks and other tenders',
  'payments.backdate': 'Date payments earlier',
  'payments.approve': 'Approve above a limit',
  'runs.charge': 'Charge many at once',
  'payments.cancel': 'Cancel payments',
  'payments.refund': 'Refund',
  'payments.export': 'Export payments',
  'payments.reconcile': 'Reconcile payments',
  'credits.give': 'Give and transfer credit',
  'attention.read': 'See the Payment Action Center',
  'attention.act': 'Work on the Payment Action Center',
  'processor.open': 'Open the processor’s dashboard',
  'wallet.read': 'See saved cards',
  'wallet.write': 'Change saved cards',
  'wallet.export': 'Export the consent ledger',
  'books.read': 'See the books',
  'books.close': 'Close months',
  'reports.read': 'See reports',
  'staff.read': 'See staff',
  'staff.manage': 'Manage staff',
  'roles.manage': 'Edit roles',
  'organization.manage': 'Change settings',
}
