import { recordAct } from '../audit/record.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize, type StaffActor } from './authorize.ts'
import type { Login } from './login.ts'
import { requireWithinOwn } from './manage-roles.ts'
import { holdRole, type RoleRow } from './role-store.ts'
import { OWNER, ROLE_NAMES } from './roles.ts'
import {
  countOwnersAtWork,
  listOpenInvitations,
  listStaff,
  lockStaff,
  type StaffRow,
  setDisabled,
  setRole,
} from './store.ts'

/** Who works here, and who is invited. */
export function seeStaff(app: App, caller: Caller) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'staff.read')
    return {
      actor,
      staff: await listStaff(tx),
      invitations: await listOpenInvitations(tx, app.clock.now()),
    }
  })
}

/** Gives a member another role. Only an owner makes or unmakes an owner; the last owner stays. */
export async function changeRole(app: App, caller: Caller, id: string, role: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const { actor, member } = await staffToChange(tx, caller, id)
    if (role === member.role) return
    if (role === OWNER) requireOwner(actor)
    await roleToGive(tx, actor, role)
    if (member.role === OWNER) {
      requireOwner(actor)
      await requireAnotherOwner(tx)
    }
    await setRole(tx, id, role)
    await record(app, tx, caller, actor, 'staff.role_changed', member, {
      from: member.role,
      to: role,
    })
  })
}

/** Ends a member's access at once, in every window they have open. */
export async function disableStaff(app: App, caller: Caller, login: Login, id: string) {
  const loginId = await inOrganization(app.db, caller.orgId, async (tx) => {
    const { actor, member } = await staffToChange(tx, caller, id)
    if (member.disabledAt) return null
    if (member.id === actor.id) {
      refuse('staff_state', 'You cannot end your own access. Ask another administrator.')
    }
    if (member.role === OWNER) {
      requireOwner(actor)
      await requireAnotherOwner(tx)
    }
    await setDisabled(tx, id, app.clock.now())
    await record(app, tx, caller, actor, 'staff.disabled', member)
    return member.loginId
  })
  if (loginId) await login.endSessions(loginId)
}

export async function enableStaff(app: App, caller: Caller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const { actor, member } = await staffToChange(tx, caller, id)
    if (!member.disabledAt) return
    if (member.role === OWNER) requireOwner(actor)
    await roleToGive(tx, actor, member.role)
    await setDisabled(tx, id, null)
    await record(app, tx, caller, actor, 'staff.enabled', member)
  })
}

/** The role that somebody is about to get, which is no more than the actor has. */
export async function roleToGive(tx: Transaction, actor: StaffActor, id: string): Promise<RoleRow> {
  const role = await holdRole(tx, id)
  if (!role) refuse('field_invalid', 'Choose one of the roles.', { field: 'role' })
  const { currency } = await theOrganization(tx)
  requireWithinOwn(actor, role, currency)
  return role
}

export function requireOwner(actor: StaffActor): void {
  if (actor.role !== OWNER) {
    refuse('forbidden', `Only an ${ROLE_NAMES.owner.toLowerCase()} can do this.`)
  }
}

async function staffToChange(tx: Transaction, caller: Caller, id: string) {
  const actor = await authorize(tx, caller, 'staff.manage')
  const member = (await lockStaff(tx, id)) ?? refuseUnknown('staff member')
  return { actor, member }
}

async function requireAnotherOwner(tx: Transaction): Promise<void> {
  if ((await countOwnersAtWork(tx)) < 2) {
    refuse('staff_state', 'This is the only owner. Make somebody else an owner first.')
  }
}

async function record(
  app: App,
  tx: Transaction,
  caller: Caller,
  actor: StaffActor,
  verb: string,
  member: StaffRow,
  detail?: Record<string, unknown>,
) {
  await recordAct(app, tx, caller, actor, verb, member.id, detail)
}
