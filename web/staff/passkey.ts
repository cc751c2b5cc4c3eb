import { call } from '../api/client.ts'
import type { PasskeyQuestion } from '../api/contract.ts'
import { asProblem, Problem } from '../api/problem.ts'
import { secondFactor as t } from '../messages/en/second-factor.ts'

/** Why this browser cannot use a passkey at this address; null when it can. */
export function whyNoPasskey(): string | null {
  if (/^[\d.]+$|:/.test(location.hostname)) return t.noPasskeyAtNumber
  if (!window.isSecureContext) return t.noPasskeyWithoutHttps
  return 'PublicKeyCredential' in window ? null : t.noPasskeyInBrowser
}

/** Lets the browser make a passkey and the server keep it; answers new recovery codes, if any. */
export async function makePasskey(name: string, password: string): Promise<string[] | null> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  const { token, options } = await call<PasskeyQuestion>(null, '/me/passkeys/options', {
    method: 'POST',
    body: password ? { password } : {},
  })
  const response = await startRegistration({ optionsJSON: options as never }).catch(refuseAll)
  const { recoveryCodes } = await call<{ recoveryCodes: string[] | null }>(null, '/me/passkeys', {
    method: 'POST',
    body: { token, name, response },
  })
  return recoveryCodes
}

/** Signs in with whichever passkey the person chooses. */
export async function signInWithPasskey(): Promise<void> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const { token, options } = await call<PasskeyQuestion>(null, '/sign-in/passkey/options', {
    method: 'POST',
    body: {},
  })
  const response = await startAuthentication({ optionsJSON: options as never }).catch(refuseAll)
  await call(null, '/sign-in/passkey', { method: 'POST', body: { token, response } })
}

/** Browsers say only that it did not happen, so that no page learns which passkeys there are. */
function refuseAll(error: unknown): never {
  const { name } = error as { name?: string }
  const detail = name === 'InvalidStateError' ? t.passkeyKnown : t.passkeyStopped
  throw new Problem({ ...asProblem(error).document, code: 'passkey_stopped', detail })
}
