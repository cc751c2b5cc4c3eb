import { createHmac, timingSafeEqual } from 'node:crypto'

/** Codes of six digits by time (RFC 6238), as authenticator apps make them without being told how. */
const STEP_SECONDS = 30
const DIGITS = 6
/** Clocks of phones are a little off: the code before and the one after count as well. */
const STEPS_AROUND = 1
/** As long as the hash: what RFC 4226 recommends. */
export const TOTP_SECRET_BYTES = 20

/** The code of one time step. */
export function totpCode(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0x0f
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

export function totpStep(now: Date): number {
  return Math.floor(now.getTime() / 1000 / STEP_SECONDS)
}

/** The time step whose code this is, or null. */
export function stepOfCode(secret: Buffer, code: string, now: Date): number | null {
  const current = totpStep(now)
  let found: number | null = null
  for (let step = current - STEPS_AROUND; step <= current + STEPS_AROUND; step++) {
    if (isSame(totpCode(secret, step), code)) found = step
  }
  return found
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 base32 without padding: how people type a secret into an app. */
export function toBase32(bytes: Buffer): string {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => BASE32.charAt(Number.parseInt(five.padEnd(5, '0'), 2)))
    .join('')
}

/** What the QR code says: apps read the issuer and the account from it. */
export function totpUri(secret: Buffer, email: string): string {
  const label = encodeURIComponent(`Onfile:${email}`)
  return `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=Onfile`
}
