import type Stripe from 'stripe'
import { badRequest, noSuchPath } from '../errors.ts'
import { listPage } from '../lists.ts'
import { mergeMetadata, required, type Shape, unsettable } from '../params.ts'
import type { Stored } from '../records.ts'
import { type Call, EXPAND, LIST, type Route } from '../route.ts'

const MAX_ENDPOINTS = 16
const LIVING = ['enabled', 'disabled']

async function create(call: Call): Promise<Stripe.WebhookEndpoint> {
  const { params } = call
  const url = webAddress(params.url as string)
  const held = await call.work.list({
    type: 'webhook_endpoint',
    labels: LIVING,
    limit: MAX_ENDPOINTS,
  })
  if (held.length >= MAX_ENDPOINTS) {
    throw badRequest(`You have reached the maximum of ${MAX_ENDPOINTS} test webhook endpoints.`)
  }
  const endpoint: Stripe.WebhookEndpoint = {
    id: call.newId.next('we'),
    object: 'webhook_endpoint',
    api_version: (params.api_version as string | undefined) ?? null,
    application: null,
    created: call.now,
    description: (params.description as string | null | undefined) ?? null,
    enabled_events: params.enabled_events as string[],
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    status: 'enabled',
    url,
  }
  const secret = `whsec_${call.newId.letters(32)}`
  call.work.put('webhook_endpoint', endpoint, { secret })
  call.endpointsChanged = true
  return { ...endpoint, secret }
}

/** Any http or https address: the sandbox delivers to machines of the private network too. */
function webAddress(text: string): string {
  const url = URL.parse(text)
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return text
  throw badRequest('Invalid URL: An explicit scheme (such as https) must be provided.', {
    code: 'url_invalid',
    param: 'url',
  })
}

async function endpointInPath(call: Call): Promise<Stored<'webhook_endpoint'>> {
  const id = call.ids[0] as string
  const stored = await call.work.find('webhook_endpoint', id)
  if (stored === null || stored.object.status === 'deleted')
    throw noSuchPath('webhook endpoint', id)
  return stored
}

async function update(call: Call): Promise<Stripe.WebhookEndpoint> {
  const { object, hidden } = await endpointInPath(call)
  const { params } = call
  const disabled = params.disabled as boolean | undefined
  const next: Stripe.WebhookEndpoint = {
    ...object,
    description: (params.description as string | null | undefined) ?? object.description,
    enabled_events: (params.enabled_events as string[] | undefined) ?? object.enabled_events,
    metadata: mergeMetadata(object.metadata, params.metadata),
    status: disabled === undefined ? object.status : disabled ? 'disabled' : 'enabled',
    url: params.url === undefined ? object.url : webAddress(params.url as string),
  }
  call.work.put('webhook_endpoint', next, hidden)
  call.endpointsChanged = true
  return next
}

async function remove(call: Call): Promise<unknown> {
  const { object, hidden } = await endpointInPath(call)
  call.work.put('webhook_endpoint', { ...object, status: 'deleted' }, hidden)
  call.endpointsChanged = true
  return { id: object.id, object: 'webhook_endpoint', deleted: true }
}

async function listEndpoints(call: Call): Promise<unknown> {
  return listPage(call, 'webhook_endpoint', '/v1/webhook_endpoints', { labels: LIVING })
}

const DETAILS: Shape = {
  ...EXPAND,
  description: unsettable('string'),
  metadata: 'metadata',
}

export const WEBHOOK_ENDPOINT_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/webhook_endpoints',
    params: {
      ...DETAILS,
      api_version: 'string',
      connect: 'boolean',
      enabled_events: required('strings'),
      url: required('string'),
    },
    handle: create,
  },
  { method: 'GET', path: '/v1/webhook_endpoints', params: LIST, handle: listEndpoints },
  {
    method: 'GET',
    path: '/v1/webhook_endpoints/:id',
    params: EXPAND,
    handle: async (call) => (await endpointInPath(call)).object,
  },
  {
    method: 'POST',
    path: '/v1/webhook_endpoints/:id',
    params: { ...DETAILS, disabled: 'boolean', enabled_events: 'strings', url: 'string' },
    handle: update,
  },
  { method: 'DELETE', path: '/v1/webhook_endpoints/:id', params: EXPAND, handle: remove },
]
