import { recordAudit } from '../audit/record.ts'
import { acrossOrganizations, inOrganization, violatedConstraint } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readEmail, readText } from '../http/text-field.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from './authorize.ts'
import type { Login } from './login.ts'
import { requireOwner, roleToGive } from './manage-staff.ts'
import { checkPassword } from './open-business.ts'
import { OWNER } from './roles.ts'
import { hashOfToken, newToken } from './secret-token.ts'
import { limitSignIn } from './sign-in-limit.ts'
import {
  findStaffByEmail,
  type InvitationRow,
  insertInvitation,
  insertStaff,
  lockInvitationByHash,
  markInvitationAccepted,
  organizationOfInvitation,
  withdrawInvitation,
  withdrawInvitationsTo,
} from './store.ts'

/** Long enough for a holiday to begin and a Monday to come. */
const INVITATION_DAYS = 7

/** Makes a link for one person and one role. The link is shown once; we keep only its hash. */
export async function inviteStaff(
  app: App,
  caller: Caller,
  request: { email: string; role: string },
) {
  const email = readEmail(request.email, 'email')
  if (!email) refuse('field_required', 'Enter their e-mail address.', { field: 'email' })
  const token = newToken()
  const now = app.clock.now()
  const id = app.newId()
  const expiresAt = new Date(now.getTime() + INVITATION_DAYS * 86_400_000)
  const roleName = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'staff.manage')
    if (request.role === OWNER) requireOwner(actor)
    const role = await roleToGive(tx, actor, request.role)
    if (await findStaffByEmail(tx, email)) {
      refuse('email_taken', 'Somebody with this address works here already.', { field: 'email' })
    }
    // One open invitation per address: the newest link is the one that works.
    await withdrawInvitationsTo(tx, email, now)
    await insertInvitation(tx, {
      orgId: caller.orgId,
      id,
      email,
      role: request.role,
      tokenHash: hashOfToken(token),
      invitedBy: actor.id,
      now,
      expiresAt,
    })
    await recordAudit(tx, {
      id: app.newId(),
      orgId: caller.orgId,
      at: now,
      actorId: actor.id,
      actorName: actor.name,
      verb: 'staff.invited',
      subjectId: id,
      detail: { role: role.id },
    })
    return role.name
  })
  return { id, email, role: request.role, roleName, token, expiresAt }
}

export async function withdrawStaffInvitation(app: App, caller: Caller, id: string): Promise<void> {
  await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'staff.manage')
    const now = app.clock.now()
    if (!(await withdrawInvitation(tx, id, now))) refuseUnknown('invitation')
    await recordAudit(tx, {
      id: app.newId(),
      orgId: caller.orgId,
      at: now,
      actorId: actor.id,
      actorName: actor.name,
      verb: 'staff.invitation_withdrawn',
      subjectId: id,
    })
  })
}

/** What the holder of a link sees before accepting. */
export async function seeInvitation(app: App, login: Login, token: string) {
  const orgId = await organizationOf(app, token)
  const seen = await inOrganization(app.db, orgId, async (tx) => {
    const invitation = usable(await lockInvitationByHash(tx, hashOfToken(token)), app.clock.now())
    const organization = await theOrganization(tx)
    return { invitation, organizationName: organization.name }
  })
  const hasLogin = (await login.find(seen.invitation.email)) !== null
  return { ...seen, hasLogin }
}

/**
 * Makes the holder of a link a member. A new person chooses a name and a password; one who
 * already signs in elsewhere proves it with their password.
 */
export async function acceptInvitation(
  app: App,
  login: Login,
  token: string,
  request: { name?: string | undefined; password: string; place?: string | undefined },
): Promise<{ slug: string; email: string }> {
  const { invitation, hasLogin } = await seeInvitation(app, login, token)
  const { email, role } = invitation
  const name = readText(request.name, 'name', {
    max: 120,
    called: 'Your name',
    required: !hasLogin,
  })
  if (hasLogin) {
    await limitSignIn(app.db, { address: email, place: request.place, now: app.clock.now() })
  }
  const loginId = hasLogin
    ? await provenLogin(login, email, request.password)
    : await newLogin(login, { name, email, password: request.password })
  const orgId = await organizationOf(app, token)
  const join = inOrganization(app.db, orgId, async (tx) => {
    const now = app.clock.now()
    const open = usable(await lockInvitationByHash(tx, hashOfToken(token)), now)
    const id = app.newId()
    await insertStaff(tx, { orgId, id, loginId, name: name || email, email, role, now })
    await markInvitationAccepted(tx, open.id, now)
    await recordAudit(tx, {
      id: app.newId(),
      orgId,
      at: now,
      actorId: id,
      actorName: name || email,
      verb: 'staff.joined',
      subjectId: id,
    })
    return (await theOrganization(tx)).slug
  })
  const slug = await join.catch((error: unknown) => {
    if (!violatedConstraint(error)) throw error
    return refuse('email_taken', 'You work here already. Sign in.')
  })
  return { slug, email }
}

async function provenLogin(login: Login, email: string, password: string): Promise<string> {
  if (!(await login.passwordMatches(email, password))) {
    refuse('sign_in_failed', 'That is not the password of this address. Try again.', {
      field: 'password',
    })
  }
  const found = await login.find(email)
  return found ?? refuseUnknown('invitation')
}

async function newLogin(
  login: Login,
  person: { name: string; email: string; password: string },
): Promise<string> {
  checkPassword(person.password)
  const made = await login.create(person)
  return made ?? refuse('email_taken', 'Somebody signs in with this address already.')
}

async function organizationOf(app: App, token: string): Promise<string> {
  const found = await acrossOrganizations(app.db, (tx) =>
    organizationOfInvitation(tx, hashOfToken(token)),
  )
  return found ?? refuseUnknown('invitation')
}

function usable(invitation: InvitationRow | undefined, now: Date): InvitationRow {
  if (!invitation) return refuseUnknown('invitation')
  if (invitation.acceptedAt || invitation.withdrawnAt || invitation.expiresAt <= now) {
    refuse(
      'invitation_used',
      'This invitation was used, withdrawn, or is too old. Ask for a new one.',
    )
  }
  return invitation
}
