import { badRequest, noSuchParam } from './errors.ts'
import type { Kind, Kinds } from './records.ts'
import type { Call } from './route.ts'
import type { ListQuery } from './store.ts'

interface Page<T> {
  object: 'list'
  url: string
  has_more: boolean
  data: T[]
}

const DEFAULT_LIMIT = 10
const MAX_LIMIT = 100

/** One page, newest first. `filter` narrows by customer and label. */
export async function listPage<K extends Kind>(
  call: Call,
  kind: K,
  url: string,
  filter: Pick<ListQuery, 'customer' | 'labels'> = {},
): Promise<Page<Kinds[K]['object']>> {
  const { params } = call
  const limit = (params.limit as number | undefined) ?? DEFAULT_LIMIT
  if (limit < 1 || limit > MAX_LIMIT) {
    throw badRequest(`This value must be between 1 and ${MAX_LIMIT}.`, { param: 'limit' })
  }
  const startingAfter = await cursor(call, kind, 'starting_after')
  const endingBefore = await cursor(call, kind, 'ending_before')
  if (startingAfter !== undefined && endingBefore !== undefined) {
    throw badRequest('You may only specify one of these parameters: starting_after, ending_before.')
  }
  const query = {
    type: kind,
    ...filter,
    ...createdRange(params.created),
    startingAfter,
    endingBefore,
  }
  const rows = await call.work.list({ ...query, limit: limit + 1 })
  const more = rows.length > limit
  const kept = endingBefore === undefined ? rows.slice(0, limit) : rows.slice(-limit)
  return { object: 'list', url, has_more: more, data: kept.map((row) => row.object) }
}

async function cursor(call: Call, kind: Kind, param: string): Promise<string | undefined> {
  const id = call.params[param] as string | undefined
  if (id === undefined) return undefined
  if ((await call.work.find(kind, id)) === null) throw noSuchParam(kind, id, param)
  return id
}

function createdRange(created: unknown): Pick<ListQuery, 'createdFrom' | 'createdTo'> {
  if (created === undefined) return {}
  if (typeof created === 'string') {
    const exactly = seconds(created, 'created')
    return { createdFrom: exactly, createdTo: exactly }
  }
  const range: Pick<ListQuery, 'createdFrom' | 'createdTo'> = {}
  for (const [name, text] of Object.entries(created as Record<string, unknown>)) {
    const value = seconds(text, `created[${name}]`)
    if (name === 'gte') range.createdFrom = value
    else if (name === 'gt') range.createdFrom = value + 1
    else if (name === 'lte') range.createdTo = value
    else if (name === 'lt') range.createdTo = value - 1
    else
      throw badRequest(`Received unknown parameter: created[${name}]`, {
        code: 'parameter_unknown',
      })
  }
  return range
}

function seconds(value: unknown, param: string): number {
  const number = Number(value)
  if (typeof value === 'string' && /^\d+$/.test(value) && Number.isSafeInteger(number))
    return number
  throw badRequest(`Invalid timestamp: ${param} must be whole seconds.`, { param })
}
