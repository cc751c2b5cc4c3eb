import type { Permission } from '../../../api/contract.ts'
import { settings as t } from '../../../messages/en/settings.ts'
import { paths } from '../../paths.ts'

interface Section {
  name: string
  path: (slug: string) => string
  /** Without it there is no entry; without a name here everybody at work may look. */
  needs?: Permission
}

/** The pages under Settings; each is offered to whoever may see it. */
export const SETTINGS: Section[] = [
  { name: t.pages.business, path: paths.business },
  { name: t.pages.tenders, path: paths.tenders },
  { name: t.pages.payers, path: paths.payers },
  { name: t.pages.invoices, path: paths.invoiceSettings },
  { name: t.pages.fees, path: paths.clientFees },
  { name: t.pages.credit, path: paths.creditUse },
  { name: t.pages.wallet, path: paths.walletSettings, needs: 'organization.manage' },
  { name: t.pages.processor, path: paths.processor, needs: 'organization.manage' },
  { name: t.pages.email, path: paths.mailServer, needs: 'organization.manage' },
  { name: t.pages.outbox, path: paths.outbox, needs: 'organization.manage' },
  { name: t.roles, path: paths.roles, needs: 'staff.read' },
  { name: t.security, path: paths.security, needs: 'organization.manage' },
]

export function sectionsFor(permissions: readonly string[]): Section[] {
  return SETTINGS.filter(({ needs }) => needs === undefined || permissions.includes(needs))
}
