import type { Database } from '../database/connection.ts'
import { inOrganization } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import type { ProcessorAccountRef, Processors } from './app.ts'
import type { Processor } from './processor.ts'
import { unseal } from './seal.ts'
import { findProcessorAccount } from './store.ts'
import { stripeProcessor } from './stripe.ts'

export interface DirectorySettings {
  secret: string
  /** Where the sandbox listens, for accounts of that kind. */
  sandboxUrl: () => string | null
  /** Another place that speaks Stripe's API; null: Stripe's own. */
  stripeUrl?: string | null
}

/**
 * Processors by account. Keys of an account never change (new keys are a new account), so a
 * client once made serves until the process ends.
 */
export function processorDirectory(db: Database, settings: DirectorySettings): Processors {
  const known = new Map<string, Promise<Processor>>()
  return {
    of(ref) {
      // A sandbox that had to take another port is another place to ask.
      const place = `${ref.processorAccountId} ${settings.sandboxUrl()}`
      const found = known.get(place)
      if (found) return found
      const made = open(db, settings, ref)
      known.set(place, made)
      made.catch(() => known.delete(place))
      return made
    },
  }
}

async function open(
  db: Database,
  settings: DirectorySettings,
  ref: ProcessorAccountRef,
): Promise<Processor> {
  const account = await inOrganization(db, ref.orgId, (tx) =>
    findProcessorAccount(tx, ref.processorAccountId),
  )
  assert(account, 'a payment names a processor account of its organization')
  const secretKey = unseal(settings.secret, account.secret_key_sealed)
  if (account.kind === 'stripe') {
    const { stripeUrl } = settings
    return stripeProcessor({ secretKey, ...(stripeUrl ? { baseUrl: stripeUrl } : {}) })
  }
  const sandboxUrl = settings.sandboxUrl()
  assert(sandboxUrl, 'the sandbox runs while an organization of it is used')
  return stripeProcessor({ secretKey, baseUrl: sandboxUrl })
}
