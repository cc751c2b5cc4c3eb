import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'

export interface StaffRow {
  id: string
  loginId: string
  name: string
  email: string
  role: string
  roleName: string
  disabledAt: Date | null
}

const STAFF = sql`id, login_id as "loginId", name, email, role, (select r.name from role r where r.org_id = staff_member.org_id and r.id = staff_member.role) as "roleName", disabled_at as "disabledAt"`

export function listStaff(tx: Transaction): Promise<StaffRow[]> {
  return rows(tx, sql`select ${STAFF} from staff_member order by name collate "und-x-icu", id`)
}

/** Locks the row: roles and access change one at a time. */
export function lockStaff(tx: Transaction, id: string): Promise<StaffRow | undefined> {
  return row(tx, sql`select ${STAFF} from staff_member where id = ${id} for update`)
}

export function findStaffByRole(tx: Transaction, role: string): Promise<StaffRow | undefined> {
  return row(
    tx,
    sql`select ${STAFF} from staff_member where role = ${role} and disabled_at is null order by created_at, id limit 1`,
  )
}

export function findStaffByEmail(tx: Transaction, email: string): Promise<StaffRow | undefined> {
  return row(tx, sql`select ${STAFF} from staff_member where lower(email) = lower(${email})`)
}

/** Locks the owners, so that two cannot both stop being the last one. */
export async function countOwnersAtWork(tx: Transaction): Promise<number> {
  const owners = await rows(
    tx,
    sql`select id from staff_member where role = 'owner' and disabled_at is null order by id for update`,
  )
  return owners.length
}

export async function insertStaff(
  tx: Transaction,
  member: {
    orgId: string
    id: string
    loginId: string
    name: string
    email: string
    role: string
    now: Date
  },
): Promise<void> {
  await run(
    tx,
    sql`insert into staff_member (org_id, id, login_id, name, email, role, created_at)
        values (${member.orgId}, ${member.id}, ${member.loginId}, ${member.name}, ${member.email},
          ${member.role}, ${member.now})`,
  )
}

export async function setRole(tx: Transaction, id: string, role: string): Promise<void> {
  await run(tx, sql`update staff_member set role = ${role} where id = ${id}`)
}

export async function setDisabled(tx: Transaction, id: string, at: Date | null): Promise<void> {
  await run(tx, sql`update staff_member set disabled_at = ${at} where id = ${id}`)
}

export function organizationsOfLogin(
  tx: Transaction,
  loginId: string,
): Promise<{ orgId: string; staffId: string }[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", staff_id as "staffId" from organizations_of_login(${loginId})`,
  )
}

export interface InvitationRow {
  id: string
  email: string
  role: string
  roleName: string
  expiresAt: Date
  acceptedAt: Date | null
  withdrawnAt: Date | null
}

const INVITATION = sql`id, email, role,
  (select r.name from role r where r.org_id = staff_invitation.org_id and r.id = staff_invitation.role) as "roleName",
  expires_at as "expiresAt", accepted_at as "acceptedAt", withdrawn_at as "withdrawnAt"`

export async function insertInvitation(
  tx: Transaction,
  invitation: {
    orgId: string
    id: string
    email: string
    role: string
    tokenHash: Buffer
    invitedBy: string
    now: Date
    expiresAt: Date
  },
): Promise<void> {
  await run(
    tx,
    sql`insert into staff_invitation (org_id, id, email, role, token_hash, invited_by, created_at, expires_at)
        values (${invitation.orgId}, ${invitation.id}, ${invitation.email}, ${invitation.role},
          ${invitation.tokenHash}, ${invitation.invitedBy}, ${invitation.now}, ${invitation.expiresAt})`,
  )
}

export function listOpenInvitations(tx: Transaction, now: Date): Promise<InvitationRow[]> {
  return rows(
    tx,
    sql`select ${INVITATION} from staff_invitation
        where accepted_at is null and withdrawn_at is null and expires_at > ${now} order by created_at desc, id desc`,
  )
}

export function lockInvitationByHash(
  tx: Transaction,
  hash: Buffer,
): Promise<InvitationRow | undefined> {
  return row(
    tx,
    sql`select ${INVITATION} from staff_invitation where token_hash = ${hash} for update`,
  )
}

export async function markInvitationAccepted(tx: Transaction, id: string, at: Date) {
  await run(tx, sql`update staff_invitation set accepted_at = ${at} where id = ${id}`)
}

/** Answers whether there was an open one to withdraw. */
export async function withdrawInvitation(tx: Transaction, id: string, at: Date): Promise<boolean> {
  const changed = await run(
    tx,
    sql`update staff_invitation set withdrawn_at = ${at}
        where id = ${id} and accepted_at is null and withdrawn_at is null`,
  )
  return changed === 1
}

export async function withdrawInvitationsTo(tx: Transaction, email: string, at: Date) {
  await run(
    tx,
    sql`update staff_invitation set withdrawn_at = ${at}
        where lower(email) = lower(${email}) and accepted_at is null and withdrawn_at is null`,
  )
}

export async function organizationOfInvitation(
  tx: Transaction,
  hash: Buffer,
): Promise<string | null> {
  const found = await row<{ id: string | null }>(
    tx,
    sql`select organization_of_invitation(${hash}) as id`,
  )
  return found?.id ?? null
}

export async function isSecondFactorRequired(tx: Transaction): Promise<boolean> {
  const found = await row<{ required: boolean }>(
    tx,
    sql`select second_factor_required as required from organization`,
  )
  return found?.required ?? false
}

export async function requireSecondFactor(tx: Transaction, required: boolean): Promise<void> {
  await run(tx, sql`update organization set second_factor_required = ${required}`)
}

export async function hasSecondFactor(tx: Transaction, loginId: string): Promise<boolean> {
  const found = await row<{ has: boolean }>(tx, sql`select has_second_factor(${loginId}) as has`)
  return found?.has ?? false
}
