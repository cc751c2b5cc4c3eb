import { call } from '../api/client.ts'
import type { PasskeyQuestion } from '../api/contract.ts'
import { makeWithBrowser, signWithBrowser } from '../api/passkey.ts'

/** Lets the browser make a passkey and the server keep it; answers new recovery codes, if any. */
export async function makePasskey(name: string, password: string): Promise<string[] | null> {
  const { token, options } = await call<PasskeyQuestion>(null, '/me/passkeys/options', {
    method: 'POST',
    body: password ? { password } : {},
  })
  const response = await makeWithBrowser(options)
  const { recoveryCodes } = await call<{ recoveryCodes: string[] | null }>(null, '/me/passkeys', {
    method: 'POST',
    body: { token, name, response },
  })
  return recoveryCodes
}

/** Signs in with whichever passkey the person chooses. */
export async function signInWithPasskey(): Promise<void> {
  const { token, options } = await call<PasskeyQuestion>(null, '/sign-in/passkey/options', {
    method: 'POST',
    body: {},
  })
  const response = await signWithBrowser(options)
  await call(null, '/sign-in/passkey', { method: 'POST', body: { token, response } })
}
