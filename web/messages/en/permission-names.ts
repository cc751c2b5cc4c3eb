import type { Permission } from '../../api/contract.ts'

/** What a permission is called, on pages and in the server's refusals alike. */
export const permissionNames: Record<Permission, string> = {
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
  'payments.reconcile': 'Reconcile payments',
  'credits.give': 'Give and transfer credit',
  'processor.open': 'Open the processor’s dashboard',
  'wallet.read': 'See saved cards',
  'wallet.write': 'Change saved cards',
  'books.read': 'See the books',
  'books.close': 'Close months',
  'reports.read': 'See reports',
  'staff.read': 'See staff',
  'staff.manage': 'Manage staff',
  'roles.manage': 'Edit roles',
  'organization.manage': 'Change settings',
}
