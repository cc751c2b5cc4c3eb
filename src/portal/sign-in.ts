import { createHmac, randomInt } from 'node:crypto'
import { confirmAddress, confirmedPerson, nameByEmail } from '../clients/account-person.ts'
import { acrossOrganizations, inOrganization } from '../database/transaction.ts'
import type { PortalPerson } from '../http/caller.ts'
import { refuse } from '../http/problem.ts'
import { readEmail } from '../http/text-field.ts'
import { plainLetter } from '../mail/letter.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { letterHeadOf } from '../organizations/brand.ts'
import { isSlug, organizationOfSlug, theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { hashOfToken, newToken } from '../staff/secret-token.ts'
import { forgetCodeTries, limitCodes, limitSignIn } from '../staff/sign-in-limit.ts'
import type { Site } from '../staff/webauthn.ts'
import { widenPasskey } from './passkey-store.ts'
import { provePasskey } from './passkeys.ts'
import {
  insertSession,
  insertSignIn,
  personOfEmail,
  placesOfEmail,
  placesOfPerson,
  takeSignIn,
} from './store.ts'

const SIGN_IN_MINUTES = 15
const CODE_DIGITS = 6
/** Clients come back from the same phone; what they can do there is pay what they owe. */
export const SESSION_DAYS = 14

export interface Portal {
  app: App
  /** Under which codes are hashed: a million of them could be tried at leisure otherwise. */
  secret: string
}

/**
 * Mails a link and a code that sign in, once. Whoever asks learns nothing: an address that nobody
 * has is answered in the same way. The mail goes through one organization, the one that was asked
 * for or the first: who reads it has proven the address to that organization, and to no other.
 */
export async function askForSignIn(
  { app, secret }: Portal,
  asked: {
    email: string
    organization: string | undefined
    place: string | undefined
    linkTo: (token: string) => string
  },
): Promise<void> {
  const email = readAddress(asked.email)
  const now = app.clock.now()
  await limitSignIn(app.db, { address: `portal ${email}`, place: asked.place, now })
  const orgId = await organizationToMailThrough(app, email, asked.organization)
  if (!orgId) return

  const token = newToken()
  const code = String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0')
  const expiresAt = new Date(now.getTime() + SIGN_IN_MINUTES * 60_000)
  const codeHash = hashOfCode(secret, email, code)
  await insertSignIn(app.db, {
    tokenHash: hashOfToken(token),
    codeHash,
    email,
    orgId,
    now,
    expiresAt,
  })
  await inOrganization(app.db, orgId, async (tx) => {
    const { name } = await theOrganization(tx)
    await queueMail(tx, {
      orgId,
      id: app.newId(),
      to: email,
      about: 'portalSignIn',
      aboutId: null,
      private: true,
      byName: 'Onfile',
      now,
      letter: plainLetter(await letterHeadOf(tx), {
        subject: `${code} is your code for ${name}`,
        paragraphs: [
          `Enter the code ${code} where you asked for it, or sign in with the button below.`,
        ],
        action: { label: 'Sign in', url: asked.linkTo(token) },
        note: `Both work once, for ${SIGN_IN_MINUTES} minutes. If it was not you, leave it: nobody gets in without this mail.`,
      }),
    })
  })
}

async function organizationToMailThrough(
  app: App,
  email: string,
  slug: string | undefined,
): Promise<string | null> {
  return acrossOrganizations(app.db, async (tx) => {
    const places = await placesOfEmail(tx, email)
    if (slug === undefined || !isSlug(slug)) return places[0]?.orgId ?? null
    const wanted = await organizationOfSlug(tx, slug)
    return places.some((place) => place.orgId === wanted) ? (wanted ?? null) : null
  })
}

/** A session's token, for whoever holds the link of a mail. */
export async function enterByLink(portal: Portal, token: string, visit: Visit): Promise<string> {
  const now = portal.app.clock.now()
  await limitSignIn(portal.app.db, { address: `portal link ${token}`, place: visit.place, now })
  const taken = await takeSignIn(portal.app.db, { tokenHash: hashOfToken(token) }, now)
  if (!taken) {
    return refuse('link_used', 'That link was used or is too old. Ask for a new one below.')
  }
  return enter(portal, taken, visit)
}

/** The same for whoever types the code of a mail. */
export async function enterByCode(
  portal: Portal,
  given: { email: string; code: string },
  visit: Visit,
): Promise<string> {
  const { app, secret } = portal
  const email = readAddress(given.email)
  const now = app.clock.now()
  await limitSignIn(app.db, { address: `portal code ${email}`, place: visit.place, now })
  await limitCodes(app.db, { loginId: `portal ${email}`, now })
  const codeHash = hashOfCode(secret, email, given.code.replace(/\D/g, ''))
  const taken = await takeSignIn(app.db, { email, codeHash }, now)
  if (!taken) {
    return refuse('code_wrong', 'That code is wrong or too old. Look at the newest mail.', {
      field: 'code',
    })
  }
  await forgetCodeTries(app.db, `portal ${email}`)
  return enter(portal, taken, visit)
}

export interface Visit {
  place: string | undefined
  userAgent: string
  /** Who is signed in in this browser already: what they proved before stays proven. */
  before: PortalPerson | null
}

async function enter(
  { app }: Portal,
  proven: { email: string; orgId: string },
  visit: Visit,
): Promise<string> {
  const { email, orgId } = proven
  const now = app.clock.now()
  const known = await inOrganization(app.db, orgId, (tx) => confirmedPerson(tx, email))
  const personId =
    known ??
    (await personOfEmail(app.db, { id: app.newId(), email, name: await nameOf(app, proven), now }))
      .id
  await inOrganization(app.db, orgId, (tx) => confirmAddress(tx, { email, personId, at: now }))
  const before = visit.before?.id === personId ? visit.before : null
  const passkeyId = before?.passkeyId ?? null
  if (passkeyId) await widenPasskey(app.db, passkeyId, orgId)
  const orgIds = [...new Set([...(before?.orgIds ?? []), orgId])]
  return openSession(app, { personId, orgIds, passkeyId }, visit)
}

/** The same for whoever holds a passkey: it opens what its owner had proven. */
export async function enterByPasskey(
  { app }: Portal,
  site: Site,
  signed: { token: string; response: unknown },
  visit: Visit,
): Promise<string> {
  const passkey = await provePasskey(app, site, { ...signed, place: visit.place })
  const { id: passkeyId, personId, orgIds } = passkey
  return openSession(app, { personId, orgIds, passkeyId }, visit)
}

async function openSession(
  app: App,
  session: { personId: string; orgIds: readonly string[]; passkeyId: string | null },
  visit: Visit,
): Promise<string> {
  const token = newToken()
  const now = app.clock.now()
  await insertSession(app.db, {
    ...session,
    tokenHash: hashOfToken(token),
    userAgent: visit.userAgent.slice(0, 200),
    now,
    expiresAt: new Date(now.getTime() + SESSION_DAYS * 86_400_000),
  })
  return token
}

/** As the organization wrote it with the invitation. */
async function nameOf(app: App, { email, orgId }: { email: string; orgId: string }) {
  return inOrganization(app.db, orgId, async (tx) => (await nameByEmail(tx, email)) ?? email)
}

/** The accounts a person reaches in this session, and organizations that ask for a proof first. */
export async function placesOf(app: App, person: PortalPerson) {
  const [mine, invited] = await acrossOrganizations(app.db, (tx) =>
    Promise.all([placesOfPerson(tx, person.id), placesOfEmail(tx, person.email)]),
  )
  const reached = mine.filter((place) => person.orgIds.includes(place.orgId))
  const elsewhere = [...new Set(invited.map((place) => place.orgId))].filter(
    (orgId) => !person.orgIds.includes(orgId),
  )
  return { reached, elsewhere }
}

function readAddress(given: string): string {
  const email = readEmail(given, 'email')
  if (!email) refuse('field_required', 'Enter your e-mail address.', { field: 'email' })
  return email.toLowerCase()
}

function hashOfCode(secret: string, email: string, code: string): Buffer {
  return createHmac('sha256', secret).update(`portal code ${email} ${code}`).digest()
}
