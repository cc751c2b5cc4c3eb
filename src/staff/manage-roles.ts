import { recordAct } from '../audit/record.ts'
import { inOrganization, type Transaction, violatedConstraint } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { toTypeId } from '../kit/id.ts'
import { CHARGE_MAXIMUM, checkAmount, formatMoney, money } from '../kit/money.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize, type StaffActor } from './authorize.ts'
import {
  insertRole,
  listRoles,
  lockRole,
  type RoleInUse,
  type RoleRow,
  setRoleRemoved,
  updateRole,
} from './role-store.ts'
import { may, OWNER, PERMISSION_NAMES, PERMISSIONS, type Permission } from './roles.ts'

export interface RoleRequest {
  name: string
  description?: string | undefined
  permissions: readonly Permission[]
  /** Checked here, so that each wrong form gets its own sentence. Null: no limit. */
  chargeLimit?: unknown
  refundLimit?: unknown
}

const LIMITS = ['chargeLimit', 'refundLimit'] as const

/** The roles of an organization, and how many people have each. */
export interface Roles {
  currency: string
  roles: RoleInUse[]
}

export function seeRoles(app: App, caller: Caller): Promise<Roles> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'staff.read')
    return rolesNow(app, tx)
  })
}

/** Makes a role of the organization's own. */
export async function addRole(app: App, caller: Caller, request: RoleRequest): Promise<Roles> {
  return unlessNameIsTaken(
    inOrganization(app.db, caller.orgId, async (tx) => {
      const actor = await authorize(tx, caller, 'roles.manage')
      const { currency } = await theOrganization(tx)
      const id = toTypeId('rol', app.newId())
      const role = readRole(id, request, currency)
      requireWithinOwn(actor, role, currency)
      await insertRole(tx, { ...role, orgId: caller.orgId, now: app.clock.now() })
      await record(app, tx, caller, actor, 'role.created', role, {
        permissions: role.permissions,
        chargeLimit: textOf(role.chargeLimit),
        refundLimit: textOf(role.refundLimit),
      })
      return rolesNow(app, tx)
    }),
  )
}

/** Changes what a role is called and may do, for everybody who has it and from now on. */
export async function editRole(
  app: App,
  caller: Caller,
  id: string,
  request: Partial<RoleRequest>,
): Promise<Roles> {
  return unlessNameIsTaken(
    inOrganization(app.db, caller.orgId, async (tx) => {
      const { actor, before } = await roleToChange(tx, caller, id)
      const { currency } = await theOrganization(tx)
      const after = readRole(id, { ...before, ...request }, currency)
      const added = after.permissions.filter((one) => !before.permissions.includes(one))
      const removed = before.permissions.filter((one) => !after.permissions.includes(one))
      const raised = (limit: (typeof LIMITS)[number]) =>
        isAbove(after[limit], before[limit]) ? after[limit] : 0n
      requireWithinOwn(
        actor,
        {
          permissions: added,
          chargeLimit: raised('chargeLimit'),
          refundLimit: raised('refundLimit'),
        },
        currency,
      )
      await updateRole(tx, after)
      await record(app, tx, caller, actor, 'role.changed', after, {
        added,
        removed,
        ...(after.name === before.name ? {} : { wasCalled: before.name }),
        ...changedLimits(before, after),
      })
      return rolesNow(app, tx)
    }),
  )
}

function changedLimits(before: RoleRow, after: RoleRow) {
  const changed = LIMITS.filter((limit) => before[limit] !== after[limit])
  return Object.fromEntries(
    changed.map((limit) => [limit, { from: textOf(before[limit]), to: textOf(after[limit]) }]),
  )
}

/** Removes a role that nobody has and nobody is invited to. */
export function removeRole(app: App, caller: Caller, id: string): Promise<Roles> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const { actor, before } = await roleToChange(tx, caller, id)
    const now = app.clock.now()
    const use = (await listRoles(tx, now)).find((role) => role.id === id)
    if (use && use.people > 0) {
      const people = use.people === 1 ? '1 person has' : `${use.people} people have`
      refuse('role_in_use', `${people} this role. Give them another one first.`)
    }
    if (use && use.invited > 0) {
      refuse('role_in_use', 'Somebody is invited to this role. Withdraw the invitation first.')
    }
    await setRoleRemoved(tx, id, now)
    await record(app, tx, caller, actor, 'role.removed', before)
    return rolesNow(app, tx)
  })
}

/** Nobody gives what they do not have: no permission, and no higher limit. */
export function requireWithinOwn(
  actor: StaffActor,
  given: Pick<RoleRow, 'permissions' | (typeof LIMITS)[number]>,
  currency: string,
): void {
  const missing = given.permissions.find((permission) => !may(actor, permission))
  if (missing) {
    refuse(
      'forbidden',
      `You cannot give "${PERMISSION_NAMES[missing]}": your own role does not have it. Ask an owner.`,
      { facts: { missingPermission: missing } },
    )
  }
  for (const limit of LIMITS) {
    const most = actor[limit]
    if (most === null || !isAbove(given[limit], most)) continue
    const own = formatMoney(money(most, currency))
    refuse('forbidden', `You cannot give a limit above your own, ${own}. Ask an owner.`, {
      field: limit,
    })
  }
}

function isAbove(limit: bigint | null, other: bigint | null): boolean {
  if (other === null) return false
  return limit === null || limit > other
}

async function roleToChange(tx: Transaction, caller: Caller, id: string) {
  const actor = await authorize(tx, caller, 'roles.manage')
  const before = (await lockRole(tx, id)) ?? refuseUnknown('role')
  if (id === OWNER) {
    refuse('role_fixed', 'An owner may do everything. This role is neither changed nor removed.')
  }
  return { actor, before }
}

function readRole(id: string, request: RoleRequest, currency: string): RoleRow {
  return {
    id,
    name: readText(request.name, 'name', { max: 60, called: 'The name', required: true }),
    description: readText(request.description, 'description', {
      max: 200,
      called: 'The description',
    }),
    permissions: PERMISSIONS.filter((permission) => request.permissions.includes(permission)),
    chargeLimit: readLimit(request, 'chargeLimit', currency),
    refundLimit: readLimit(request, 'refundLimit', currency),
  }
}

function readLimit(
  request: RoleRequest,
  field: (typeof LIMITS)[number],
  currency: string,
): bigint | null {
  const limit = request[field]
  if (limit === null || limit === undefined) return null
  if (typeof limit === 'bigint') return limit
  const read = checkAmount(limit, currency, { minimum: 1n, maximum: CHARGE_MAXIMUM })
  if (!read.ok) refuse(read.code, read.message, { field })
  return read.amount
}

async function rolesNow(app: App, tx: Transaction): Promise<Roles> {
  const { currency } = await theOrganization(tx)
  return { currency, roles: await listRoles(tx, app.clock.now()) }
}

function unlessNameIsTaken<T>(change: Promise<T>): Promise<T> {
  return change.catch((error: unknown) => {
    if (violatedConstraint(error) !== 'role_name') throw error
    return refuse('name_taken', 'There is a role of this name. Choose another.', { field: 'name' })
  })
}

/** Amounts in the audit are text: JSON has no whole numbers of their size. */
function textOf(limit: bigint | null): string | null {
  return limit?.toString() ?? null
}

function record(
  app: App,
  tx: Transaction,
  caller: Caller,
  actor: StaffActor,
  verb: string,
  role: RoleRow,
  detail: Record<string, unknown> = {},
) {
  return recordAct(app, tx, caller, actor, verb, null, {
    role: role.id,
    name: role.name,
    ...detail,
  })
}
