import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { violatedConstraint } from '../database/transaction.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { firstRecoveryCodes, forgetWithoutFactor, type Vault } from './second-factor.ts'
import {
  deletePasskey,
  findPasskey,
  insertPasskey,
  listPasskeys,
  notePasskeyUse,
} from './second-factor-store.ts'
import type { Person } from './session.ts'
import { limitSignIn } from './sign-in-limit.ts'
import { beginStep, endStep } from './sign-in-step.ts'

/** Passkeys belong to one address: what a browser makes for it, it uses nowhere else. */
export interface Site {
  origin: string
}

/** EdDSA, ES256, RS256: what authenticators have; the newest ones warn that Node tries them out. */
const ALGORITHMS = [-8, -7, -257]

/** What the browser needs to make a passkey, and the token that leads back to its challenge. */
export async function beginPasskey(vault: Vault, person: Person, site: Site) {
  const { app } = vault
  const known = await listPasskeys(app.db, person.id)
  const options = await generateRegistrationOptions({
    rpName: 'Onfile',
    rpID: domainOf(site),
    userID: new TextEncoder().encode(person.id),
    userName: person.email,
    userDisplayName: person.name,
    excludeCredentials: known.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports,
    })),
    supportedAlgorithmIDs: ALGORITHMS,
    // Found without typing an address, and never without finger, face or PIN: two factors in one.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  const { challenge } = options
  const token = await beginStep(app, { kind: 'passkeySetUp', loginId: person.id, challenge })
  return { token, options }
}

/** Keeps the passkey that a browser made. Answers new recovery codes, if there are none yet. */
export async function addPasskey(
  vault: Vault,
  person: Person,
  site: Site,
  made: { token: string; name: string; response: unknown },
) {
  const { app } = vault
  const name = readText(made.name, 'name', { max: 60, called: 'The name', required: true })
  const step = await endStep(app, 'passkeySetUp', made.token)
  if (!step?.challenge || step.loginId !== person.id) refusePasskey()
  const { registrationInfo } = await verifyRegistrationResponse({
    response: made.response as RegistrationResponseJSON,
    expectedChallenge: step.challenge,
    expectedOrigin: site.origin,
    expectedRPID: domainOf(site),
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(refusePasskey)
  if (!registrationInfo) return refusePasskey()
  const { credential } = registrationInfo
  await insertPasskey(app.db, {
    id: app.newId(),
    loginId: person.id,
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey),
    counter: BigInt(credential.counter),
    transports: credential.transports ?? [],
    name,
    now: app.clock.now(),
  }).catch((error: unknown) => {
    if (!violatedConstraint(error)) throw error
    refuse('passkey_refused', 'This passkey is set up already.')
  })
  return firstRecoveryCodes(vault, person.id)
}

export async function removePasskey({ app }: Vault, person: Person, id: string): Promise<void> {
  if (!(await deletePasskey(app.db, person.id, id))) refuseUnknown('passkey')
  await forgetWithoutFactor(app, person.id)
}

/** A challenge for whoever it is: the passkey says who signs in. */
export async function beginPasskeySignIn({ app }: Vault, site: Site) {
  const options = await generateAuthenticationOptions({
    rpID: domainOf(site),
    userVerification: 'required',
  })
  const { challenge } = options
  const token = await beginStep(app, { kind: 'passkeySignIn', loginId: null, challenge })
  return { token, options }
}

/** The login whose passkey signed the challenge. */
export async function provePasskey(
  vault: Vault,
  site: Site,
  signed: { token: string; response: unknown; place: string | undefined },
): Promise<Person> {
  const { app, login } = vault
  const now = app.clock.now()
  await limitSignIn(app.db, { address: `passkey ${signed.token}`, place: signed.place, now })
  const step = await endStep(app, 'passkeySignIn', signed.token)
  const response = signed.response as AuthenticationResponseJSON
  const passkey =
    typeof response.id === 'string' ? await findPasskey(app.db, response.id) : undefined
  if (!step?.challenge || !passkey) return refusePasskey()
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: step.challenge,
    expectedOrigin: site.origin,
    expectedRPID: domainOf(site),
    requireUserVerification: true,
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(passkey.publicKey),
      counter: Number(passkey.counter),
    },
  }).catch(refusePasskey)
  if (!verified) return refusePasskey()
  await notePasskeyUse(app.db, {
    id: passkey.id,
    counter: BigInt(authenticationInfo.newCounter),
    now,
  })
  return (await login.person(passkey.loginId)) ?? refusePasskey()
}

function refusePasskey(): never {
  refuse(
    'passkey_refused',
    'That passkey was not accepted here. Try again, or sign in with your password.',
  )
}

function domainOf({ origin }: Site): string {
  return new URL(origin).hostname
}
