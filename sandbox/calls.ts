import { createHmac } from 'node:crypto'
import type { Parts } from './engine.ts'
import type { Params } from './params.ts'
import type { Call } from './route.ts'
import { Work } from './work.ts'

export interface CallOptions {
  account: string
  ids: readonly string[]
  params: Params
  publishable: boolean
  version: string
  origin: string
  requestId: string | null
  idempotencyKey: string | null
  client?: Call['client']
}

/** A call with a unit of work of its own, at the account's time. */
export function newCall(parts: Parts, options: CallOptions): Call {
  const { account, ids, params, publishable, version, origin } = options
  const now = parts.clock.now(account)
  const request = { id: options.requestId, idempotency_key: options.idempotencyKey }
  const work = new Work({
    store: parts.store,
    webhooks: parts.webhooks,
    ids: parts.ids,
    account,
    now,
    request,
  })
  return {
    account,
    ids,
    params,
    publishable,
    origin,
    work,
    versionDate: version.slice(0, 10),
    now: Math.floor(now / 1000),
    newId: parts.ids,
    client: options.client ?? { ip: null, userAgent: null },
    digest: (text) => digest(parts, text),
    endpointsChanged: false,
  }
}

/** The same text gives the same digest within one database, and tells nothing outside it. */
export function digest(parts: Parts, text: string): string {
  return createHmac('sha256', parts.secret).update(text).digest('base64url')
}
