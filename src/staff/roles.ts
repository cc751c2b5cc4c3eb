/** What may be done, by name. Routes, use cases, buttons and API keys use these same names. */
export const PERMISSIONS = [
  'clients.read',
  'clients.write',
  'invoices.read',
  'invoices.issue',
  'payments.read',
  'payments.charge',
  'payments.record',
  'payments.backdate',
  'payments.approve',
  'payments.cancel',
  'payments.refund',
  'payments.export',
  'processor.open',
  'wallet.read',
  'wallet.write',
  'books.read',
  'staff.read',
  'staff.manage',
  'roles.manage',
  'organization.manage',
] as const

export type Permission = (typeof PERMISSIONS)[number]

const READ: Permission[] = ['clients.read', 'invoices.read', 'payments.read', 'wallet.read']
const COUNTER: Permission[] = [
  ...READ,
  'clients.write',
  'invoices.issue',
  'payments.charge',
  'payments.record',
  'payments.cancel',
  'wallet.write',
]
const OFFICE: Permission[] = [
  ...COUNTER,
  'payments.backdate',
  'payments.approve',
  'payments.refund',
  'payments.export',
  'processor.open',
  'books.read',
  'staff.read',
]

/** Who may do what. Front desk takes money; the books and the staff are the office's. */
export const ROLES = {
  readOnly: READ,
  frontDesk: COUNTER,
  billingManager: OFFICE,
  administrator: [...OFFICE, 'staff.manage', 'roles.manage', 'organization.manage'],
  owner: [...OFFICE, 'staff.manage', 'roles.manage', 'organization.manage'],
} as const satisfies Record<string, Permission[]>

export type Role = keyof typeof ROLES

export const ROLE_NAMES: Record<Role, string> = {
  owner: 'Owner',
  administrator: 'Administrator',
  billingManager: 'Billing manager',
  frontDesk: 'Front desk',
  readOnly: 'Read only',
}

export function may(role: Role, permission: Permission): boolean {
  return (ROLES[role] as Permission[]).includes(permission)
}

/** What a refusal calls the right that is missing. */
export const PERMISSION_NAMES: Record<Permission, string> = {
  'clients.read': 'See clients',
  'clients.write': 'Change clients',
  'invoices.read': 'See invoices',
  'invoices.issue': 'Issue invoices',
  'payments.read': 'See payments',
  'payments.charge': 'Take electronic payments',
  'payments.record': 'Record cash, checks and other tenders',
  'payments.backdate': 'Date payments earlier',
  'payments.approve': 'Approve above a limit',
  'payments.cancel': 'Cancel payments',
  'payments.refund': 'Refund',
  'payments.export': 'Export payments',
  'processor.open': 'Open the processor’s dashboard',
  'wallet.read': 'See saved cards',
  'wallet.write': 'Change saved cards',
  'books.read': 'See the books',
  'staff.read': 'See staff',
  'staff.manage': 'Manage staff',
  'roles.manage': 'Edit roles',
  'organization.manage': 'Change settings',
}
