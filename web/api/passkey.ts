import { passkeys as t } from '../messages/en/passkeys.ts'
import type { PasskeyQuestion } from './contract.ts'
import { asProblem, Problem } from './problem.ts'

/** Why this browser cannot use a passkey at this address; null when it can. */
export function whyNoPasskey(): string | null {
  if (/^[\d.]+$|:/.test(location.hostname)) return t.atNumber
  if (!window.isSecureContext) return t.withoutHttps
  return 'PublicKeyCredential' in window ? null : t.notInBrowser
}

/** What the browser answers when it is asked to make a passkey. */
export async function makeWithBrowser(options: PasskeyQuestion['options']): Promise<object> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  return startRegistration({ optionsJSON: options as never }).catch(refuseAll)
}

/** What the browser answers when it is asked to sign with whichever passkey the person chooses. */
export async function signWithBrowser(options: PasskeyQuestion['options']): Promise<object> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  return startAuthentication({ optionsJSON: options as never }).catch(refuseAll)
}

/** Browsers say only that it did not happen, so that no page learns which passkeys there are. */
function refuseAll(error: unknown): never {
  const { name } = error as { name?: string }
  const detail = name === 'InvalidStateError' ? t.known : t.stopped
  throw new Problem({ ...asProblem(error).document, code: 'passkey_stopped', detail })
}
