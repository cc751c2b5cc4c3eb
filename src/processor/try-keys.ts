import Stripe from 'stripe'
import { assertNoTransactionOpen } from '../database/transaction.ts'

export interface KeysToTry {
  publishableKey: string
  secretKey: string
}

export type KeysTried =
  | {
      is: 'accepted'
      mode: 'test' | 'live'
      keyKind: 'secret' | 'restricted'
      accountName: string | null
      country: string | null
      chargesEnabled: boolean | null
    }
  | { is: 'refused'; sentence: string; field: 'publishableKey' | 'secretKey' }
  | { is: 'noAnswer'; sentence: string }

const TRY_TIMEOUT_MS = 10_000

/** What is wrong with a pair of keys as they are written, before anybody is asked. */
function readKeys(keys: KeysToTry): Extract<KeysTried, { is: 'refused' }> | null {
  const refused = (field: 'publishableKey' | 'secretKey', sentence: string) => ({
    is: 'refused' as const,
    field,
    sentence,
  })
  if (/^[sr]k_/.test(keys.publishableKey)) {
    return refused('publishableKey', 'This is a secret key. It belongs into the other field.')
  }
  if (!/^pk_(test|live)_[A-Za-z0-9_]{4,250}$/.test(keys.publishableKey)) {
    return refused(
      'publishableKey',
      'Enter the publishable key; it begins with pk_test_ or pk_live_.',
    )
  }
  if (!/^[sr]k_(test|live)_[A-Za-z0-9_]{4,250}$/.test(keys.secretKey)) {
    return refused(
      'secretKey',
      'Enter the secret key; it begins with sk_ or, if it is restricted, rk_.',
    )
  }
  if (modeOf(keys.publishableKey) !== modeOf(keys.secretKey)) {
    return refused(
      'secretKey',
      'One key is for tests and one is live. Both must be of the same kind.',
    )
  }
  return null
}

/** Reads with the keys, changing nothing. Never while a transaction is open. */
export async function tryKeys(keys: KeysToTry, baseUrl: string | null): Promise<KeysTried> {
  const wrong = readKeys(keys)
  if (wrong) return wrong
  assertNoTransactionOpen('The processor is asked')
  const stripe = new Stripe(keys.secretKey, {
    ...(baseUrl ? hostOf(baseUrl) : {}),
    telemetry: false,
    timeout: TRY_TIMEOUT_MS,
    maxNetworkRetries: 0,
  })
  try {
    // What every charge needs to be allowed to read; the account's name is a courtesy.
    await stripe.paymentIntents.list({ limit: 1 })
  } catch (error) {
    return refusalOf(error)
  }
  const account = await stripe.accounts.retrieveCurrent().catch(() => null)
  return {
    is: 'accepted',
    mode: modeOf(keys.secretKey),
    keyKind: keys.secretKey.startsWith('rk_') ? 'restricted' : 'secret',
    accountName:
      account?.business_profile?.name ?? account?.settings?.dashboard.display_name ?? null,
    country: account?.country ?? null,
    chargesEnabled: account?.charges_enabled ?? null,
  }
}

function refusalOf(error: unknown): KeysTried {
  if (error instanceof Stripe.errors.StripeAuthenticationError) {
    return {
      is: 'refused',
      field: 'secretKey',
      sentence: 'Stripe does not know this secret key. Copy it again; a rolled key is gone.',
    }
  }
  if (error instanceof Stripe.errors.StripePermissionError) {
    return {
      is: 'refused',
      field: 'secretKey',
      sentence:
        'This restricted key may not read payments. Give it PaymentIntents, Customers, PaymentMethods and Events: write.',
    }
  }
  return {
    is: 'noAnswer',
    sentence: 'Stripe did not answer, so the keys could not be tried. Try again in a moment.',
  }
}

function modeOf(key: string): 'test' | 'live' {
  return key.includes('_live_') ? 'live' : 'test'
}

function hostOf(baseUrl: string) {
  const url = new URL(baseUrl)
  const protocol = url.protocol === 'http:' ? ('http' as const) : ('https' as const)
  return { host: url.hostname, port: url.port || (protocol === 'http' ? 80 : 443), protocol }
}
