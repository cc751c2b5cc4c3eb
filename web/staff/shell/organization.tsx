import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Organization, Permission } from '../../api/contract.ts'
import { organizationQuery } from '../../api/queries.ts'
import { common as t } from '../../messages/en/common.ts'
import { permissionNames } from '../../messages/en/permission-names.ts'

export function useSlug(): string {
  return (useParams({ strict: false }) as { slug: string }).slug
}

/** The organization of this page. The shell shows pages only once it is known. */
export function useOrganization(): Organization {
  return useSuspenseQuery(organizationQuery(useSlug())).data
}

/** What the organization may ask a second factor for. */
const CHANGES_SETTINGS: Permission[] = ['staff.manage', 'roles.manage', 'organization.manage']

/** Null when the person may do it, else the reason for the disabled button. */
export function whyNot(organization: Organization, permission: Permission): string | null {
  if (organization.me.permissions.includes(permission)) {
    const isBarred = organization.me.needsSecondFactor && CHANGES_SETTINGS.includes(permission)
    return isBarred ? t.secondFactorFirst : null
  }
  return t.notPermitted(permissionNames[permission])
}

/** Money is taken by those who may charge cards and by those who may record what was handed over. */
export function whyNotPay({ me }: Organization): string | null {
  const isAllowed =
    me.permissions.includes('payments.charge') || me.permissions.includes('payments.record')
  return isAllowed ? null : t.mayNotPay
}
