import { noSuchPath } from '../errors.ts'
import { listPage } from '../lists.ts'
import { type Call, EXPAND, LIST, type Route } from '../route.ts'

async function retrieve(call: Call): Promise<unknown> {
  const id = call.ids[0] as string
  const stored = await call.work.find('event', id)
  if (stored === null) throw noSuchPath('event', id)
  return stored.object
}

async function listEvents(call: Call): Promise<unknown> {
  const type = call.params.type as string | undefined
  const types = call.params.types as string[] | undefined
  const labels = type === undefined ? types : [type]
  return listPage(call, 'event', '/v1/events', { labels })
}

export const EVENT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/events',
    params: { ...LIST, delivery_success: 'boolean', type: 'string', types: 'strings' },
    handle: listEvents,
  },
  { method: 'GET', path: '/v1/events/:id', params: EXPAND, handle: retrieve },
]
