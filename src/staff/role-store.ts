import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import { type Rights, ROLE_DUTIES, ROLE_NAMES, ROLES, type Role, rightsOf } from './roles.ts'

export interface RoleRow extends Rights {
  id: string
  name: string
  description: string
}

/** A role with how many have it: people, and invitations that are still open. */
export interface RoleInUse extends RoleRow {
  people: number
  invited: number
}

const ROLE = sql`r.id, r.name, r.description, r.permissions, r.charge_limit as "chargeLimit",
  r.refund_limit as "refundLimit"`

export async function listRoles(tx: Transaction, now: Date): Promise<RoleInUse[]> {
  const found = await rows<RoleInUse>(
    tx,
    sql`select ${ROLE},
          (select count(*)::int from staff_member m where m.org_id = r.org_id and m.role = r.id) as people,
          (select count(*)::int from staff_invitation i where i.org_id = r.org_id and i.role = r.id
             and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > ${now}) as invited
        from role r where r.removed_at is null order by r.position, r.id`,
  )
  return found.map(withRights)
}

/** Locks the row, so that nobody gets the role while it is changed or removed. */
export async function lockRole(tx: Transaction, id: string): Promise<RoleRow | undefined> {
  return found(
    await row<RoleRow>(
      tx,
      sql`select ${ROLE} from role r where r.id = ${id} and r.removed_at is null for update`,
    ),
  )
}

/** The role as it stays until this transaction ends: what somebody is about to be given. */
export async function holdRole(tx: Transaction, id: string): Promise<RoleRow | undefined> {
  return found(
    await row<RoleRow>(
      tx,
      sql`select ${ROLE} from role r where r.id = ${id} and r.removed_at is null for share`,
    ),
  )
}

function found(role: RoleRow | undefined): RoleRow | undefined {
  return role && withRights(role)
}

function withRights<One extends RoleRow>(role: One): One {
  return { ...role, ...rightsOf(role.id, role) }
}

export async function insertRole(
  tx: Transaction,
  role: RoleRow & { orgId: string; now: Date },
): Promise<void> {
  await run(
    tx,
    sql`insert into role (org_id, id, name, description, permissions, charge_limit, refund_limit, position,
          created_at)
        select ${role.orgId}, ${role.id}, ${role.name}, ${role.description}, ${role.permissions}::text[],
          ${role.chargeLimit}::bigint, ${role.refundLimit}::bigint, coalesce(max(position), 0) + 1, ${role.now} from role`,
  )
}

/** The roles that every organization begins with. */
export async function insertFirstRoles(tx: Transaction, orgId: string, now: Date): Promise<void> {
  for (const id of FIRST) {
    await insertRole(tx, {
      orgId,
      id,
      name: ROLE_NAMES[id],
      description: ROLE_DUTIES[id],
      permissions: id === 'owner' ? [] : ROLES[id],
      chargeLimit: null,
      refundLimit: null,
      now,
    })
  }
}

const FIRST: Role[] = ['owner', 'administrator', 'billingManager', 'frontDesk', 'readOnly']

export async function updateRole(tx: Transaction, role: RoleRow): Promise<void> {
  await run(
    tx,
    sql`update role set name = ${role.name}, description = ${role.description},
          permissions = ${role.permissions}::text[], charge_limit = ${role.chargeLimit}::bigint,
          refund_limit = ${role.refundLimit}::bigint
        where id = ${role.id}`,
  )
}

export async function setRoleRemoved(tx: Transaction, id: string, at: Date): Promise<void> {
  await run(tx, sql`update role set removed_at = ${at} where id = ${id}`)
}
