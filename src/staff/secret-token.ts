import { createHash, createHmac, randomBytes } from 'node:crypto'

/** Secret tokens are 32 random bytes, stored hashed (ASVS 11.5.1: a UUID does not count). */
const TOKEN_BYTES = 32

export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

const RECOVERY_CODES = 10
const RECOVERY_CODE_BYTES = 10
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'

/** Codes to print: 80 bits each, four letters at a time, none that looks like another. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const bits = [...randomBytes(RECOVERY_CODE_BYTES)]
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join('')
    const letters = (bits.match(/.{5}/g) ?? []).map((five) =>
      LETTERS.charAt(Number.parseInt(five, 2)),
    )
    return (letters.join('').match(/.{4}/g) ?? []).join('-')
  })
}

/** However it is typed: capitals, spaces and missing hyphens do not matter. */
export function hashOfRecoveryCode(secret: string, loginId: string, code: string): Buffer {
  const plain = code.toLowerCase().replace(/[^0-9a-z]/g, '')
  return createHmac('sha256', secret).update(`recovery code ${loginId} ${plain}`).digest()
}
