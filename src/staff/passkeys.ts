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
import {
  askForPasskey,
  askToMakePasskey,
  credentialIn,
  passkeyMade,
  passkeySigned,
  type Site,
} from './webauthn.ts'

/** What the browser needs to make a passkey, and the token that leads back to its challenge. */
export async function beginPasskey(vault: Vault, person: Person, site: Site) {
  const { app } = vault
  const options = await askToMakePasskey(site, person, await listPasskeys(app.db, person.id))
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
  const credential = await passkeyMade(site, step.challenge, made.response)
  if (!credential) return refusePasskey()
  await insertPasskey(app.db, {
    ...credential,
    id: app.newId(),
    loginId: person.id,
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
  const options = await askForPasskey(site)
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
  const credentialId = credentialIn(signed.response)
  const passkey = credentialId === null ? undefined : await findPasskey(app.db, credentialId)
  if (!step?.challenge || !passkey) return refusePasskey()
  const counter = await passkeySigned(site, step.challenge, signed.response, passkey)
  if (counter === null) return refusePasskey()
  await notePasskeyUse(app.db, { id: passkey.id, counter, now })
  return (await login.person(passkey.loginId)) ?? refusePasskey()
}

function refusePasskey(): never {
  refuse(
    'passkey_refused',
    'That passkey was not accepted here. Try again, or sign in with your password.',
  )
}
