import { ApiError } from './errors.ts'
import type { IdempotencyRecord } from './store.ts'

const MAX_KEY_LENGTH = 255
/** Records are kept this long, on the sandbox's clock. */
export const KEEP_KEYS_MS = 24 * 3_600_000

export function checkKey(key: string): void {
  if (key.length <= MAX_KEY_LENGTH) return
  const message = `Idempotency keys may have up to ${MAX_KEY_LENGTH} characters, but this one has ${key.length}.`
  throw new ApiError(400, { type: 'idempotency_error', message })
}

export function keyInUse(): ApiError {
  return new ApiError(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message:
      'There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through). Try again later.',
  })
}

/** Throws unless the record that holds the key is about the very same request. */
export function assertSameRequest(
  record: IdempotencyRecord,
  request: Pick<IdempotencyRecord, 'endpoint' | 'paramsDigest'>,
): void {
  const advice = `Try using a key other than '${record.key}' if you meant to execute a different request.`
  if (record.endpoint !== request.endpoint) {
    const message = `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${record.endpoint}' vs '${request.endpoint}'). ${advice}`
    throw new ApiError(400, { type: 'idempotency_error', message })
  }
  if (record.paramsDigest !== request.paramsDigest) {
    const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. ${advice}`
    throw new ApiError(400, { type: 'idempotency_error', message })
  }
}

/** The same text for the same parameters, whatever order they were sent in. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`
}
