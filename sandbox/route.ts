import type { IdSource } from './ids.ts'
import type { Params, Shape } from './params.ts'
import type { Work } from './work.ts'

/** One request that passed authentication and parameter checks. */
export interface Call {
  account: string
  publishable: boolean
  /** `2026-10-28`: the date part of the version the client speaks. */
  versionDate: string
  /** The ids in the path, in order. */
  ids: readonly string[]
  params: Params
  work: Work
  /** Seconds, on the account's clock. */
  now: number
  newId: IdSource
  /** Scheme and host as the client named them, for addresses shown to browsers. */
  origin: string
  /** Who asked: a mandate tells it of those who agreed through Stripe.js. */
  client: { ip: string | null; userAgent: string | null }
  /** The same text gives the same digest within one database only. */
  digest(text: string): string
  /** Set by whoever changes a webhook endpoint. */
  endpointsChanged: boolean
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE'
  /** `/v1/customers/:id` */
  path: string
  params: Shape
  /** A publishable key may call it. The handler checks the client secret. */
  publishable?: boolean
  /** Names besides the ids in the path that nobody else may hold meanwhile. */
  locks?(params: Params): Array<string | undefined>
  handle(call: Call): Promise<unknown>
}

export const EXPAND: Shape = { expand: 'strings' }

export const LIST: Shape = {
  ...EXPAND,
  limit: 'integer',
  starting_after: 'string',
  ending_before: 'string',
  created: 'any',
}
