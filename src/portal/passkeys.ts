import { violatedConstraint } from '../database/transaction.ts'
import type { PortalPerson } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import type { App } from '../processor/app.ts'
import { hashOfToken, newToken } from '../staff/secret-token.ts'
import { limitSignIn } from '../staff/sign-in-limit.ts'
import {
  askForPasskey,
  askToMakePasskey,
  credentialIn,
  passkeyMade,
  passkeySigned,
  type Site,
} from '../staff/webauthn.ts'
import {
  deletePasskey,
  findPasskey,
  insertChallenge,
  insertPasskey,
  notePasskeyUse,
  type PasskeyRow,
  passkeysOf,
  renamePasskey,
  takeChallenge,
} from './passkey-store.ts'

const CHALLENGE_MINUTES = 10
const PASSKEYS_MAX = 20
const NAME = { max: 60, called: 'The name', required: true } as const

/** What the browser needs to make a passkey, and the token that leads back to its challenge. */
export async function beginPasskey(app: App, person: PortalPerson, site: Site) {
  const known = await passkeysOf(app.db, person)
  if (known.length >= PASSKEYS_MAX) {
    refuse('passkey_refused', `${PASSKEYS_MAX} passkeys are the most. Remove one first.`)
  }
  const options = await askToMakePasskey(site, person, known)
  return { token: await note(app, person.id, options.challenge), options }
}

/** Keeps the passkey that a browser made. It opens what this session was proven to, and no more. */
export async function addPasskey(
  app: App,
  person: PortalPerson,
  site: Site,
  made: { token: string; name: string; response: unknown },
): Promise<void> {
  const name = readText(made.name, 'name', NAME)
  const asked = await takeChallenge(app.db, tokenNow(app, made.token))
  if (asked?.personId !== person.id) refusePasskey()
  const credential = await passkeyMade(site, asked.challenge, made.response)
  if (!credential) return refusePasskey()
  await insertPasskey(app.db, {
    ...credential,
    id: app.newId(),
    personId: person.id,
    orgIds: person.orgIds,
    name,
    now: app.clock.now(),
  }).catch((error: unknown) => {
    if (!violatedConstraint(error)) throw error
    refuse('passkey_refused', 'This passkey is set up already.')
  })
}

export async function namePasskey(
  app: App,
  person: PortalPerson,
  { id, name }: { id: string; name: string },
): Promise<void> {
  const read = readText(name, 'name', NAME)
  if (!(await renamePasskey(app.db, person, { id, name: read }))) refuseUnknown('passkey')
}

export async function removePasskey(app: App, person: PortalPerson, id: string): Promise<void> {
  if (!(await deletePasskey(app.db, person, id))) refuseUnknown('passkey')
}

/** A challenge for whoever it is: the passkey says who signs in. */
export async function beginPasskeySignIn(app: App, site: Site) {
  const options = await askForPasskey(site)
  return { token: await note(app, null, options.challenge), options }
}

/** The passkey that signed the challenge. */
export async function provePasskey(
  app: App,
  site: Site,
  signed: { token: string; response: unknown; place: string | undefined },
): Promise<PasskeyRow> {
  const now = app.clock.now()
  const address = `portal passkey ${signed.token}`
  await limitSignIn(app.db, { address, place: signed.place, now })
  const asked = await takeChallenge(app.db, tokenNow(app, signed.token))
  const credentialId = credentialIn(signed.response)
  const passkey = credentialId === null ? undefined : await findPasskey(app.db, credentialId)
  if (asked?.personId !== null || !passkey) return refusePasskey()
  const counter = await passkeySigned(site, asked.challenge, signed.response, passkey)
  if (counter === null) return refusePasskey()
  await notePasskeyUse(app.db, { id: passkey.id, counter, now })
  return passkey
}

async function note(app: App, personId: string | null, challenge: string): Promise<string> {
  const token = newToken()
  const now = app.clock.now()
  const expiresAt = new Date(now.getTime() + CHALLENGE_MINUTES * 60_000)
  await insertChallenge(app.db, {
    personId,
    challenge,
    tokenHash: hashOfToken(token),
    expiresAt,
    now,
  })
  return token
}

function tokenNow(app: App, token: string) {
  return { tokenHash: hashOfToken(token), now: app.clock.now() }
}

function refusePasskey(): never {
  refuse(
    'passkey_refused',
    'That passkey was not accepted here. Try again, or have a code mailed to you.',
  )
}
