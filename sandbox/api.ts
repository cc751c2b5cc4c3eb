import { hideFromBrowser } from './browser-view.ts'
import { digest, newCall } from './calls.ts'
import type { EngineReply, EngineRequest, Parts } from './engine.ts'
import { ApiError, type ErrorBody } from './errors.ts'
import { expandAnswer } from './expand.ts'
import { type FormObject, parseForm } from './form-encoding.ts'
import { assertSameRequest, canonical, checkKey, KEEP_KEYS_MS, keyInUse } from './idempotency.ts'
import { readApiKey } from './keys.ts'
import { checkParams, type Params } from './params.ts'
import type { Call, Route } from './route.ts'
import { findRoute } from './router.ts'
import { type IdempotencyRecord, noChanges } from './store.ts'

const DEFAULT_VERSION = '2026-07-29.dahlia'
const TEMPLATE = /^pm_(card|usBankAccount)_/

/** One request to `/v1`: everything Stripe's own clients send. */
export async function handleApi(
  parts: Parts,
  request: EngineRequest,
  path: string,
  query: string,
): Promise<EngineReply> {
  const requestId = parts.ids.next('req', 14)
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'Request-Id': requestId,
    'Stripe-Version': request.headers['stripe-version'] ?? DEFAULT_VERSION,
  }
  const incoming: Incoming = { path, query, requestId, headers, account: null }
  const reply = await attempt(parts, request, incoming)
  parts.log.add({
    at: parts.clock.now(incoming.account ?? ''),
    account: incoming.account,
    method: request.method,
    path,
    status: reply.lost === true ? 0 : reply.status,
    requestId,
  })
  return reply
}

async function attempt(
  parts: Parts,
  request: EngineRequest,
  incoming: Incoming,
): Promise<EngineReply> {
  try {
    return await authorize(parts, request, incoming)
  } catch (error) {
    return errorReply(parts, error, incoming.headers)
  }
}

interface Incoming {
  path: string
  query: string
  requestId: string
  headers: Record<string, string>
  /** Known once the key was read. */
  account: string | null
}

async function authorize(
  parts: Parts,
  request: EngineRequest,
  incoming: Incoming,
): Promise<EngineReply> {
  const { path, headers } = incoming
  const key = readApiKey(request.headers.authorization)
  incoming.account = key.account
  const match = findRoute(request.method, path)
  if (match === null) {
    const message = `Unrecognized request URL (${request.method}: ${path}). The sandbox does not know it.`
    throw new ApiError(404, { type: 'invalid_request_error', message })
  }
  if (key.publishable && match.route.publishable !== true) throw secretKeyRequired()
  const idempotencyKey = request.method === 'POST' ? request.headers['idempotency-key'] : undefined
  if (idempotencyKey !== undefined) {
    checkKey(idempotencyKey)
    headers['Idempotency-Key'] = idempotencyKey
  }
  const fault = parts.faults.decide({ method: request.method, path, account: key.account })
  const given = parseForm(request.method === 'POST' ? request.body : incoming.query)
  const operation: Operation = {
    ...incoming,
    ...match,
    ...key,
    given,
    idempotencyKey,
    method: request.method,
    version: headers['Stripe-Version'] as string,
    origin: originOf(request),
    client: { ip: request.ip ?? null, userAgent: request.headers['user-agent'] ?? null },
  }
  const flight = `${key.account} ${idempotencyKey}`
  if (idempotencyKey !== undefined) {
    if (parts.inFlight.has(flight)) throw keyInUse()
    parts.inFlight.add(flight)
  }
  try {
    if (fault.delayMs > 0) await parts.settings.wait?.(fault.delayMs)
    if (fault.kind === 'lost_before') return { status: 0, headers: {}, body: '', lost: true }
    throwFault(fault.kind)
    const reply = await execute(parts, operation, fault.kind === '500_after')
    return fault.kind === 'lost_after' ? { ...reply, lost: true } : reply
  } finally {
    if (idempotencyKey !== undefined) parts.inFlight.delete(flight)
  }
}

interface Operation extends Incoming {
  account: string
  method: string
  route: Route
  ids: string[]
  publishable: boolean
  given: FormObject
  idempotencyKey: string | undefined
  version: string
  origin: string
  client: Call['client']
}

function secretKeyRequired(): ApiError {
  return new ApiError(403, {
    type: 'invalid_request_error',
    code: 'secret_key_required',
    message:
      'This API call cannot be made with a publishable API key. Use a secret key (sk_test_…), from a server.',
  })
}

function originOf(request: EngineRequest): string {
  return `http://${request.headers.host ?? 'localhost'}`
}

function throwFault(kind: string | null): void {
  if (kind === '401') {
    const message = 'Invalid API Key provided.'
    throw new ApiError(401, { type: 'invalid_request_error', message })
  }
  if (kind === '409') throw keyInUse()
  if (kind === '429') {
    const message =
      'Request rate limit exceeded. Learn more about rate limits at https://stripe.com/docs/rate-limits.'
    throw new ApiError(429, { type: 'invalid_request_error', code: 'rate_limit', message })
  }
  if (kind === '500_before') throw brokenServer()
}

function brokenServer(): ApiError {
  const message = 'An unknown error occurred'
  return new ApiError(500, { type: 'api_error', message })
}

/** Validates, waits for its turn, replays or does the work, and commits it in one piece. */
async function execute(
  parts: Parts,
  operation: Operation,
  failsAfter: boolean,
): Promise<EngineReply> {
  const params = checkParams(operation.given, operation.route.params)
  await parts.webhooks.prepare(operation.account)
  const release = await parts.locks.acquire(lockNames(operation, params))
  try {
    return await perform(parts, operation, params, failsAfter)
  } finally {
    release()
  }
}

function lockNames(operation: Operation, params: Params): string[] {
  if (operation.method === 'GET') return []
  const names = [...operation.ids, ...(operation.route.locks?.(params) ?? [])]
  return names
    .filter((name) => name !== undefined && !TEMPLATE.test(name))
    .map((name) => `${operation.account} ${name}`)
}

/**
 * Does the work and commits it with the key in one statement. A key that is held already stops
 * the commit: then nothing was done, and the answer is the one given before.
 */
async function perform(
  parts: Parts,
  operation: Operation,
  params: Params,
  failsAfter: boolean,
): Promise<EngineReply> {
  const { account, headers, idempotencyKey } = operation
  const call = newCall(parts, { ...operation, params, idempotencyKey: idempotencyKey ?? null })
  await call.work.load(namedIds(operation.ids, params))
  const outcome = await runHandler(operation.route, call)
  const answer = failsAfter ? { ...outcome, status: 500, body: errorText(brokenServer()) } : outcome
  const changes = answer.keep ? call.work.changes : noChanges()
  if (idempotencyKey !== undefined) {
    changes.idempotency = newRecord(parts, operation, idempotencyKey, answer, call.work.now)
    changes.keysHoldFrom = call.work.now - KEEP_KEYS_MS
  }
  if (changes.rows.length > 0 || changes.idempotency !== null) {
    const holder = await parts.store.commit(account, changes)
    if (holder !== null) return replay(holder, changes.idempotency, headers)
  }
  if (call.endpointsChanged) parts.webhooks.forget(account)
  return { status: answer.status, headers, body: answer.body }
}

/** What the request names is read in one go; the handler asks for the rest. */
function namedIds(ids: readonly string[], params: Params): string[] {
  const named = ['customer', 'payment_method', 'confirmation_token'].map((name) => params[name])
  return [...ids, ...named.filter((id) => typeof id === 'string')]
}

function newRecord(
  parts: Parts,
  operation: Operation,
  key: string,
  { status, body }: Outcome,
  createdAt: number,
): IdempotencyRecord {
  const paramsDigest = digest(parts, canonical(operation.given))
  const { path: endpoint, requestId } = operation
  return { key, endpoint, paramsDigest, status, body, requestId, createdAt }
}

function replay(
  holder: IdempotencyRecord,
  request: IdempotencyRecord | null,
  headers: Record<string, string>,
): EngineReply {
  if (request !== null) assertSameRequest(holder, request)
  const more = { 'Idempotent-Replayed': 'true', 'Original-Request': holder.requestId }
  return { status: holder.status, headers: { ...headers, ...more }, body: holder.body }
}

interface Outcome {
  status: number
  body: string
  keep: boolean
}

async function runHandler(route: Route, call: Call): Promise<Outcome> {
  try {
    const answer = await route.handle(call)
    const expanded = await expandAnswer(call.work, answer, call.params.expand)
    const shown = call.publishable ? hideFromBrowser(expanded) : expanded
    return { status: 200, body: JSON.stringify(shown), keep: true }
  } catch (error) {
    if (!(error instanceof ApiError) || Object.keys(error.headers).length > 0) throw error
    return {
      status: error.status,
      body: errorText(error, call.publishable),
      keep: error.keepsChanges,
    }
  }
}

function errorText(error: ApiError, publishable = false): string {
  return JSON.stringify({ error: publishable ? hideFromBrowser(error.body) : error.body })
}

function errorReply(parts: Parts, error: unknown, headers: Record<string, string>): EngineReply {
  if (error instanceof ApiError) {
    return {
      status: error.status,
      headers: { ...headers, ...error.headers },
      body: errorText(error),
    }
  }
  parts.settings.onError?.(error)
  const body: ErrorBody = { type: 'api_error', message: 'The sandbox failed. Its log says why.' }
  return { status: 500, headers, body: JSON.stringify({ error: body }) }
}
