import { ApiError } from './errors.ts'

export interface ApiKey {
  /** What follows `sk_test_` and `pk_test_`: both name the same sandbox account. */
  account: string
  publishable: boolean
}

/** Reads `Bearer sk_test_…` or Basic with the key as user name. Refuses live keys. */
export function readApiKey(authorization: string | undefined): ApiKey {
  const key = keyOf(authorization)
  if (key === null) {
    const message =
      'You did not provide an API key. Send it as Authorization: Bearer sk_test_… The sandbox takes any test key.'
    throw new ApiError(401, { type: 'invalid_request_error', message })
  }
  if (/^[spr]k_live_/.test(key)) {
    const message =
      'This is a live key, and this is the sandbox: it moves no real money and takes no live keys. Use a key that begins with sk_test_ or pk_test_.'
    throw new ApiError(401, { type: 'invalid_request_error', message })
  }
  const parts = /^(sk|pk|rk)_test_([A-Za-z0-9_]{1,200})$/.exec(key)
  if (parts === null) {
    const message = `Invalid API Key provided: ${key.slice(0, 8)}***`
    throw new ApiError(401, { type: 'invalid_request_error', message })
  }
  return { account: parts[2] as string, publishable: parts[1] === 'pk' }
}

function keyOf(authorization: string | undefined): string | null {
  const [scheme, value] = (authorization ?? '').split(' ')
  if (value === undefined || value === '') return null
  if (scheme?.toLowerCase() === 'bearer') return value
  if (scheme?.toLowerCase() !== 'basic') return null
  return Buffer.from(value, 'base64').toString('utf8').split(':')[0] || null
}
