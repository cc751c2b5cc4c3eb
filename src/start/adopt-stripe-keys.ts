import { sql } from 'kysely'
import { acrossOrganizations, inOrganization, row } from '../database/transaction.ts'
import {
  currentProcessorAccount,
  insertProcessorAccount,
  setWebhookSecret,
} from '../processor/accounts.ts'
import type { App } from '../processor/app.ts'
import { seal, unseal } from '../processor/seal.ts'
import type { ProcessorKeys } from '../staff/open-business.ts'

/**
 * Gives the first organization the keys of the STRIPE_* settings. Other keys than before are
 * another processor account: what was charged by the old ones stays theirs.
 */
export async function adoptStripeKeys(app: App, secret: string, keys: ProcessorKeys) {
  const first = await acrossOrganizations(app.db, (tx) =>
    row<{ id: string | null }>(tx, sql`select first_organization() as id`),
  )
  const orgId = first?.id
  if (!orgId) return
  await inOrganization(app.db, orgId, async (tx) => {
    const current = await currentProcessorAccount(tx)
    const webhookSecret = keys.webhookSecret === null ? null : seal(secret, keys.webhookSecret)
    if (current && unseal(secret, current.secret_key_sealed) === keys.secretKey) {
      if (webhookSecret) await setWebhookSecret(tx, current.id, webhookSecret)
      return
    }
    await insertProcessorAccount(tx, {
      orgId,
      id: app.newId(),
      kind: keys.kind,
      mode: keys.mode,
      publishableKey: keys.publishableKey,
      secretKeySealed: seal(secret, keys.secretKey),
      webhookSecretSealed: webhookSecret,
      now: app.clock.now(),
    })
  })
}
