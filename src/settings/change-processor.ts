import { recordAct } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuse } from '../http/problem.ts'
import { toTypeId } from '../kit/id.ts'
import {
  currentProcessorAccount,
  insertProcessorAccount,
  setWebhookSecret,
} from '../processor/accounts.ts'
import type { App } from '../processor/app.ts'
import { seal, unseal } from '../processor/seal.ts'
import { type KeysToTry, tryKeys } from '../processor/try-keys.ts'
import { authorize } from '../staff/authorize.ts'

export interface ProcessorSettings {
  secret: string
  /** Another place that speaks Stripe's API; null: Stripe's own. */
  stripeUrl: string | null
  publicOrigin: (requestUrl: string) => string
}

export function seeProcessor(app: App, caller: Caller, origin: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'organization.manage')
    const current = await currentProcessorAccount(tx)
    if (!current) return { processor: null }
    return {
      processor: {
        kind: current.kind,
        mode: current.mode,
        publishableKey: current.publishable_key,
        webhookAddress: `${origin}/webhooks/${toTypeId('prc', current.id)}`,
        hasWebhookSecret: current.webhook_secret_sealed !== null,
        webhookSeenAt: current.webhook_seen_at?.toISOString() ?? null,
        eventsReadAt: current.events_read_until.toISOString(),
        since: current.created_at.toISOString(),
      },
    }
  })
}

/** Reads with keys that are not stored yet, and says what they are. */
export async function tryProcessorKeys(
  app: App,
  settings: ProcessorSettings,
  caller: Caller,
  typed: KeysToTry,
) {
  await inOrganization(app.db, caller.orgId, (tx) => authorize(tx, caller, 'organization.manage'))
  const tried = await tryKeys(clean(typed), settings.stripeUrl)
  if (tried.is === 'refused') {
    refuse('field_invalid', tried.sentence, { field: tried.field, moneyMoved: 'no' })
  }
  if (tried.is === 'noAnswer') refuse('processor_unavailable', tried.sentence, { moneyMoved: 'no' })
  const { is: _, ...facts } = tried
  return { kind: 'stripe' as const, ...facts }
}

/** Keeps keys that were tried just now. Other keys are another account: what the old ones took stays theirs. */
export async function changeProcessorKeys(
  app: App,
  settings: ProcessorSettings,
  caller: Caller,
  typed: KeysToTry,
): Promise<void> {
  const keys = clean(typed)
  const { mode } = await tryProcessorKeys(app, settings, caller, keys)
  await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    const current = await currentProcessorAccount(tx)
    if (current && unseal(settings.secret, current.secret_key_sealed) === keys.secretKey) {
      refuse('field_invalid', 'These keys are in use already.', { field: 'secretKey' })
    }
    await insertProcessorAccount(tx, {
      orgId: caller.orgId,
      id: app.newId(),
      kind: 'stripe',
      mode,
      publishableKey: keys.publishableKey,
      secretKeySealed: seal(settings.secret, keys.secretKey),
      webhookSecretSealed: null,
      now: app.clock.now(),
    })
    await recordAct(app, tx, caller, actor, 'processor.keys_changed', null, { mode })
  })
}

/** Keeps the secret that proves a webhook is Stripe's; without one, events are polled. */
export function changeWebhookSecret(
  app: App,
  settings: ProcessorSettings,
  caller: Caller,
  typed: string | null,
) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    const current = await currentProcessorAccount(tx)
    if (!current) refuse('config_error', 'Connect a card processor first.', { moneyMoved: 'no' })
    const webhookSecret = typed?.trim() ?? ''
    if (!/^whsec_[A-Za-z0-9+/=_-]{8,200}$/.test(webhookSecret)) {
      refuse('field_invalid', 'Enter the signing secret of the endpoint; it begins with whsec_.', {
        field: 'webhookSecret',
      })
    }
    await setWebhookSecret(tx, current.id, seal(settings.secret, webhookSecret))
    await recordAct(app, tx, caller, actor, 'processor.webhook_secret_changed', null)
  })
}

function clean({ publishableKey, secretKey }: KeysToTry): KeysToTry {
  return { publishableKey: publishableKey.trim(), secretKey: secretKey.trim() }
}
