import { assert } from './assert.ts'
import { systemClock } from './time.ts'

/** What an id starts with at every edge: `pay_01h455vb4pex5vsknk084sn02q`. */
export const ID_PREFIXES = {
  organization: 'org',
  staffMember: 'stf',
  invitation: 'ivt',
  role: 'rol',
  passkey: 'psk',
  account: 'acc',
  client: 'cli',
  accountPerson: 'apn',
  link: 'lnk',
  invoice: 'inv',
  payment: 'pay',
  paymentMethod: 'pm',
  methodSetup: 'set',
  authorization: 'aut',
  debitNotice: 'ntc',
  processorAccount: 'prc',
  receipt: 'rcp',
  allocation: 'alc',
  credit: 'crd',
  creditNote: 'cn',
  writeOff: 'wof',
  taxRate: 'txr',
  transfer: 'trf',
  refund: 'rfd',
  dispute: 'dsp',
  return: 'rtn',
  payout: 'pot',
  deposit: 'dep',
  checkBatch: 'chb',
  difference: 'dif',
  attentionItem: 'att',
  ledgerLine: 'ldg',
  auditEntry: 'aud',
  savedView: 'viw',
  tender: 'tnd',
  payerCategory: 'pyc',
  approval: 'apv',
  scheduledPayment: 'sch',
  run: 'run',
  mail: 'eml',
} as const

export type IdPrefix = (typeof ID_PREFIXES)[keyof typeof ID_PREFIXES]

/** A new id: UUID version 7 (RFC 9562), each greater than the one before within this process. */
export const newId: () => string = makeIdSource()

export interface IdSourceOptions {
  now?: () => Date
  /** Fills and returns the given bytes. */
  random?: (bytes: Uint8Array) => Uint8Array
}

/**
 * Ids with a clock and a source of randomness of one's own. Layout: 48 bits of Unix milliseconds,
 * a counter of 32 bits that starts at random in each millisecond, 42 random bits. A clock that
 * stands still or goes back only moves the counter, so ids never go back.
 */
export function makeIdSource(options: IdSourceOptions = {}): () => string {
  const now = options.now ?? systemClock.now
  const random = options.random ?? cryptoRandom
  let lastMs = -1
  let counter = 0

  return function nextId(): string {
    const bytes = random(new Uint8Array(16))
    const ms = now().getTime()
    if (ms > lastMs) {
      lastMs = ms
      // The top bit stays free: two thousand million ids fit in before the counter overflows.
      counter = (byte(bytes, 0) & 0x7f) * 2 ** 24 + byte(bytes, 1) * 65536 + byte(bytes, 2) * 256
      counter += byte(bytes, 3)
    } else {
      counter += 1
    }
    return uuidFrom(lastMs, counter, bytes)
  }
}

function cryptoRandom(bytes: Uint8Array): Uint8Array {
  return crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>)
}

function byte(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0
}

/** The counter's 12 high bits follow the version, the other 20 the variant; then 42 random bits. */
function uuidFrom(ms: number, counter: number, bytes: Uint8Array): string {
  const high = counter >>> 20
  const low = counter & 0xfffff
  const variant = 0x8000 | (low >>> 6)
  const node = ((low & 0x3f) << 2) | (byte(bytes, 10) & 0x03)
  const tail = [node, ...bytes.subarray(11, 16)].map((value) => hex(value, 2)).join('')
  const time = hex(ms, 12)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(high, 3)}-${hex(variant, 4)}-${tail}`
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}

const [HYPHEN, DIGIT_0, LETTER_A] = [45, 48, 97]
const BASE32 = '0123456789abcdefghjkmnpqrstvwxyz'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A UUID as a TypeID (TypeID specification 0.3: 26 characters of lower-case Crockford base32). */
export function toTypeId(prefix: IdPrefix, uuid: string): string {
  const text = uuid.toLowerCase()
  assert(UUID.test(text), 'a TypeID is made from a UUID')
  // 128 bits behind two that are nought, five to a character; a list makes hundreds of these.
  let suffix = ''
  let held = 0
  let bits = 2
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === HYPHEN) continue
    held = (held << 4) | (code - (code < LETTER_A ? DIGIT_0 : LETTER_A - 10))
    bits += 4
    if (bits < 5) continue
    bits -= 5
    suffix += BASE32.charAt(held >> bits)
    held &= (1 << bits) - 1
  }
  return `${prefix}_${suffix}`
}

/** The UUID in a TypeID with this prefix; `null` for anything else, whoever typed it. */
export function fromTypeId(prefix: IdPrefix, text: string): string | null {
  if (text.length !== prefix.length + 27 || !text.startsWith(`${prefix}_`)) return null
  const suffix = text.slice(prefix.length + 1)
  // 26 characters carry 130 bits; above 7 the first one would not fit into 128.
  if (!/^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(suffix)) return null
  let bits = 0n
  for (const character of suffix) bits = (bits << 5n) | BigInt(BASE32.indexOf(character))
  const digits = bits.toString(16).padStart(32, '0')
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join('-')
}
