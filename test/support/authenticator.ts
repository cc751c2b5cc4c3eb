import { totpCode, totpStep } from '../../src/staff/totp.ts'
import type { Browser, World } from './world.ts'

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** An authenticator app: codes by the clock that the server reads, each given out once. */
export interface Authenticator {
  /** The code before the one now, then the one now, then the next: all three count. */
  code(): string
}

/** An app with this secret, as it is shown beside the QR code. */
export function authenticator(world: World, secret: string): Authenticator {
  const bits = [...secret.replace(/\s/g, '')]
    .map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  let last = totpStep(world.server.app.clock.now()) - 2
  return {
    code() {
      last = Math.max(last + 1, totpStep(world.server.app.clock.now()) - 1)
      return totpCode(key, last)
    },
  }
}

/** Sets an app up for a person who signs in with this password, or with none. */
export async function setUpApp(world: World, person: Browser, password?: string) {
  const begun = await person.post('/me/totp', { password })
  if (begun.status !== 201) throw new Error(JSON.stringify(begun.body))
  const app = authenticator(world, begun.body.secret)
  const confirmed = await person.post('/me/totp/confirm', { code: app.code() })
  if (confirmed.status !== 200) throw new Error(JSON.stringify(confirmed.body))
  return { app, recoveryCodes: confirmed.body.recoveryCodes as string[] }
}
