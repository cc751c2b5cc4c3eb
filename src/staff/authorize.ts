import { sql } from 'kysely'
import { row, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuse } from '../http/problem.ts'
import {
  may,
  OWNER,
  PERMISSION_NAMES,
  type Permission,
  type Rights,
  rightsOf,
  SETTINGS_PERMISSIONS,
} from './roles.ts'

/** A staff member at work, as of this transaction. */
export interface StaffActor extends Rights {
  kind: 'staff'
  id: string
  name: string
  email: string
  /** The id of their role. */
  role: string
  roleName: string
  /** They want to change settings without the second factor that the organization asks for. */
  needsSecondFactor: boolean
}

/**
 * Lets the caller go on only with this right. Asked in the transaction of the use case, so a
 * member disabled or a role changed a moment ago counts now, whatever their session says.
 */
export async function authorize(
  tx: Transaction,
  caller: Caller,
  permission: Permission,
): Promise<StaffActor> {
  const actor = await memberAtWork(tx, caller, [permission])
  requirePermission(actor, permission)
  if (actor.needsSecondFactor) {
    refuse(
      'second_factor_required',
      'Set up a second factor first, under My account. This organization asks it of everybody who may change settings.',
    )
  }
  return actor
}

/** Refuses, naming the right that is missing and the field that needs it. */
export function requirePermission(
  actor: Rights,
  permission: Permission,
  field?: string | undefined,
): void {
  if (may(actor, permission)) return
  refuse('forbidden', `Ask an administrator for "${PERMISSION_NAMES[permission]}".`, {
    field,
    moneyMoved: 'no',
    facts: { missingPermission: permission },
  })
}

/**
 * The caller as a member of the organization, with any role. One statement, since every charge
 * asks it; whether a second factor is missing is looked up only for what changes settings.
 */
export async function memberAtWork(
  tx: Transaction,
  caller: Caller,
  wanted: readonly Permission[] = [],
): Promise<StaffActor> {
  const asked = wanted.filter((permission) => SETTINGS_PERMISSIONS.includes(permission))
  const member = await row<StaffActor & { disabled: boolean }>(
    tx,
    sql`select m.id, m.name, m.email, m.role, r.name as "roleName", r.permissions,
          r.charge_limit as "chargeLimit", r.refund_limit as "refundLimit", m.disabled_at is not null as disabled,
          case when r.permissions && ${asked}::text[] or (m.role = ${OWNER} and ${asked.length > 0})
            then (select o.second_factor_required from organization o) and not has_second_factor(m.login_id)
            else false end as "needsSecondFactor"
        from staff_member m join role r on r.org_id = m.org_id and r.id = m.role
        where m.login_id = ${caller.loginId}`,
  )
  // To somebody who does not work there, the organization does not exist.
  if (!member) refuse('not_found', 'We could not find that organization.', { moneyMoved: 'no' })
  if (member.disabled) {
    refuse('signed_out', 'Your access to this organization was ended. Nothing was charged.', {
      moneyMoved: 'no',
    })
  }
  return { ...member, kind: 'staff', ...rightsOf(member.role, member) }
}
