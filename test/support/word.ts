import { randomBytes } from 'node:crypto'

/** A word nobody used before. Letters only: among random digits there may be a card number. */
export function newWord(): string {
  return [...randomBytes(12)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('')
}
