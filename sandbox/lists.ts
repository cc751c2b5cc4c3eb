import { badRequest, noSuchParam } from './errors.ts'
import type { Kind, Kinds, Stored } from './records.ts'
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

/** One page, newest first. `filter` narrows by customer and label, `wanted` by anything else. */
export async function listPage<K extends Kind>(
  call: Call,
  kind: K,
  url: string,
  filter: Pick<ListQuery, 'customer' | 'labels'> = {},
  wanted: (object: Kinds[K]['object']) => boolean = () => true,
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
    ...timeRange(params.created, 'created'),
    startingAfter,
    endingBefore,
  }
  const rows = await findRows(call, query, limit + 1, wanted)
  const more = rows.length > limit
  const kept = endingBefore === undefined ? rows.slice(0, limit) : rows.slice(-limit)
  return { object: 'list', url, has_more: more, data: kept.map((row) => row.object) }
}

/** Reads on until as many are found as are wanted, or nothing is left. */
async function findRows<K extends Kind>(
  call: Call,
  query: Omit<ListQuery, 'limit'> & { type: K },
  count: number,
  wanted: (object: Kinds[K]['object']) => boolean,
): Promise<Array<Stored<K>>> {
  const found: Array<Stored<K>> = []
  const backwards = query.endingBefore !== undefined
  let next = query
  for (;;) {
    const rows = await call.work.list({ ...next, limit: count })
    const kept = rows.filter((row) => wanted(row.object))
    if (backwards) found.unshift(...kept)
    else found.push(...kept)
    if (rows.length < count || found.length >= count) break
    const last = (rows[backwards ? 0 : rows.length - 1] as { object: { id: string } }).object.id
    next = backwards ? { ...next, endingBefore: last } : { ...next, startingAfter: last }
  }
  return backwards ? found.slice(-count) : found.slice(0, count)
}

async function cursor(call: Call, kind: Kind, param: string): Promise<string | undefined> {
  const id = call.params[param] as string | undefined
  if (id === undefined) return undefined
  if ((await call.work.find(kind, id)) === null) throw noSuchParam(kind, id, param)
  return id
}

type Range = Pick<ListQuery, 'createdFrom' | 'createdTo'>

/** `created[gte]=…` or `created=…`, of any parameter that is a time. */
export function timeRange(given: unknown, param: string): Range {
  if (given === undefined) return {}
  if (typeof given === 'string') {
    const exactly = seconds(given, param)
    return { createdFrom: exactly, createdTo: exactly }
  }
  const range: Range = {}
  for (const [name, text] of Object.entries(given as Record<string, unknown>)) {
    const value = seconds(text, `${param}[${name}]`)
    if (name === 'gte') range.createdFrom = value
    else if (name === 'gt') range.createdFrom = value + 1
    else if (name === 'lte') range.createdTo = value
    else if (name === 'lt') range.createdTo = value - 1
    else
      throw badRequest(`Received unknown parameter: ${param}[${name}]`, {
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
