import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { betterAuth } from 'better-auth'
import { magicLink } from 'better-auth/plugins'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeWeb } from '../../src/app.ts'
import { LiveBell } from '../../src/http/live.ts'
import { may, ROLES, type Role } from '../../src/staff/roles.ts'
import { authorizationWording } from '../../src/wallet/authorization.ts'
import { SECRET, signIn, startWorld, type TestOrganization, type World } from '../support/world.ts'
import { rowHashes } from '../tenancy/row-hashes.ts'
import { AUTH_ROUTES, WILDCARDS } from './outside-routes.ts'
import { PORTAL_TABLE } from './portal-table.ts'
import type { Call, RouteRow } from './route-row.ts'
import { ROUTE_TABLE } from './route-table.ts'
import { invite, makeThings, type Things } from './things.ts'

/** Who asks. `former`: signed in, and their access to the organization was ended. */
type Actor = 'nobody' | Role | 'former'
/** About what: their own, things of another organization by its ids, or in its name. */
type Where = 'own' | 'their ids' | 'their header'

const ACTORS: Actor[] = ['nobody', ...(Object.keys(ROLES) as Role[]), 'former']

let world: World
let ours: TestOrganization
let theirs: TestOrganization
let ourThings: Things
let theirThings: Things
const cookies = new Map<Actor, string>([['nobody', '']])

beforeAll(async () => {
  world = await startWorld()
  ours = await world.organization('Heron House')
  theirs = await world.organization('Zebra Zone')
  ourThings = await makeThings(world, ours, { client: 'Ada Able', email: 'ada@heron.example' })
  theirThings = await makeThings(world, theirs, { client: 'Zoe Zwaan', email: 'zoe@zebra.example' })
  theirThings.secrets.push('Zebra Zone')
  for (const role of Object.keys(ROLES) as Role[]) cookies.set(role, ours.as(role).cookie)
  cookies.set('former', await formerMember())
})
afterAll(async () => {
  await world.expectBooksInOrder()
  await world.stop()
})

test('every route of the server has a row', () => {
  const { app, login } = world.server
  const web = makeWeb(app, login, new LiveBell(), {
    secret: SECRET,
    isSecure: false,
    allowHttp: false,
    publicOrigin: () => world.base,
    pagesFolder: '',
    log: () => {},
    stripeUrl: null,
    sandboxUrl: () => world.sandbox.url,
    firstRunCode: null,
    keysForNewOrganization: () => null,
    authorizationWording,
    mandateWording: () => null,
    readiness: async () => ({ status: 'ready' as const }),
  })
  const served = web.routes
    // `use` and the last word of /api register for every method; they are not routes.
    .filter((route) => route.method !== 'ALL')
    .map((route) => `${route.method} ${route.path}`)
  const known = [
    ...ROUTE_TABLE.map((row) => row.route),
    ...PORTAL_TABLE.map((row) => row.route),
    ...WILDCARDS,
  ]
  expect([...new Set(served)].sort()).toEqual([...new Set(known)].sort())
})

describe.each(ROUTE_TABLE.map((row) => ({ name: nameOf(row), row })))('$name', ({ row }) => {
  test('answers everybody as their role says, shows nothing of others, and writes only if allowed', async () => {
    const got: Record<string, number> = {}
    const wanted: Record<string, number> = {}
    const shown: string[] = []
    const written: string[] = []
    let before = await rowHashes(world.server.app.db)

    for (const actor of ACTORS) {
      for (const where of wheresOf(row)) {
        const status = expected(row, actor, where)
        const letThrough = status === row.ok
        if (letThrough && row.fresh) {
          Object.assign(ourThings, await row.fresh(ours))
          before = await rowHashes(world.server.app.db)
        }
        for (const [n, call] of callsOf(row, where).entries()) {
          const cell = `${actor}, ${where}${n === 0 ? '' : `, mixed ${n}`}`
          const answer = await ask(row, actor, where, call)
          got[cell] = answer.status
          wanted[cell] = status
          if (leaks(answer.text)) shown.push(`${cell}: ${answer.text}`)
          const after = await rowHashes(world.server.app.db)
          const touched = Object.keys({ ...before, ...after }).filter(
            (name) =>
              before[name] !== after[name] && (!letThrough || name.startsWith(theirs.orgId)),
          )
          if (touched.length > 0) written.push(`${cell}: ${touched.join(', ')}`)
          before = after
        }
      }
    }

    expect(got).toEqual(wanted)
    expect(shown).toEqual([])
    expect(written).toEqual([])
  })
})

describe('the sign-in library', () => {
  const library = betterAuth({
    secret: SECRET,
    baseURL: 'http://localhost',
    logger: { disabled: true },
    plugins: [magicLink({ sendMagicLink: () => {} })],
  })
  const endpoints = Object.values(library.api as Record<string, unknown>).flatMap((endpoint) => {
    const { path, options } = endpoint as { path?: string; options: { method: string | string[] } }
    return path ? [options.method].flat().map((method) => ({ method, path })) : []
  })
  const closed = endpoints.filter(
    ({ method, path }) =>
      !AUTH_ROUTES.includes(`${method} ${path}`) && (method === 'GET' || method === 'POST'),
  )

  test('has the routes we use', () => {
    expect(endpoints.map(({ method, path }) => `${method} ${path}`)).toEqual(
      expect.arrayContaining(AUTH_ROUTES),
    )
  })

  test('has no other route for the outside: they do not exist', async () => {
    const before = await rowHashes(world.server.app.db)
    const open: string[] = []
    for (const { method, path } of closed) {
      for (const actor of ['nobody', 'readOnly'] as const) {
        const body = method === 'POST' ? { name: 'Renamed', email: 'x@example.com' } : undefined
        const address = `/api/auth${path.replace(/:\w+/g, 'x')}`
        const { status } = await request(address, method, actor, '', { path, body })
        if (status !== 404) open.push(`${method} ${path} answers ${actor} ${status}`)
      }
    }
    expect(open).toEqual([])
    expect(await rowHashes(world.server.app.db)).toEqual(before)
  })
})

test('what is under /api and is no route does not exist, and says nothing to strangers', async () => {
  const status = async (path: string, actor: Actor) =>
    (await request(path, 'GET', actor, ours.slug)).status
  expect(await status('/api/v1/nothing', 'nobody')).toBe(401)
  expect(await status('/api/v1/nothing', 'owner')).toBe(404)
  expect(await status('/api/nothing', 'nobody')).toBe(404)
})

test('pages are the same for everybody, and files outside their folder are not served', async () => {
  const built = existsSync(join(import.meta.dirname, '../../dist/web/index.html'))
  for (const actor of ACTORS) {
    const page = await request(`/o/${theirs.slug}/clients`, 'GET', actor, ours.slug)
    expect(page.status).toBe(built ? 200 : 503)
    expect(leaks(page.text)).toBe(false)
  }
  for (const path of ['/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/package.json', '/.env.json']) {
    const answer = await request(path, 'GET', 'nobody', '')
    expect(answer.text).not.toMatch(/"dependencies"/)
  }
})

function nameOf(row: RouteRow): string {
  return row.about ? `${row.route} (${row.about})` : row.route
}

function wheresOf(row: RouteRow): Where[] {
  if (row.needs === 'anybody' || row.needs === 'signedIn') return ['own']
  return row.withoutIds ? ['own', 'their header'] : ['own', 'their ids', 'their header']
}

/** What the table and the roles of the product say about one cell. */
function expected(row: RouteRow, actor: Actor, where: Where): number {
  if (row.needs === 'anybody') return row.ok
  if (actor === 'nobody') return 401
  if (row.needs === 'signedIn') return row.ok
  // To somebody who does not work there, an organization does not exist.
  if (where === 'their header') return 404
  if (actor === 'former') return 401
  if (row.needs !== 'member' && !may({ permissions: ROLES[actor] }, row.needs)) return 403
  // Whose it is comes first, then whether one may do this to it.
  if (where === 'their ids') return 404
  return row.only && !row.only.includes(actor) ? 403 : row.ok
}

function callsOf(row: RouteRow, where: Where): Call[] {
  if (where === 'own') return [row.call(ourThings)]
  const calls = [row.call(theirThings)]
  if (where === 'their ids' && row.mixed) calls.push(...row.mixed(ourThings, theirThings))
  return calls
}

function ask(row: RouteRow, actor: Actor, where: Where, call: Call) {
  const [method = ''] = row.route.split(' ')
  const slug = where === 'their header' ? theirs.slug : ours.slug
  return request(call.path, method, actor, slug, call, row.stream)
}

async function request(
  path: string,
  method: string,
  actor: Actor,
  slug: string,
  call?: Call,
  endless = false,
) {
  const left = new AbortController()
  const answer = await fetch(`${world.base}${path}`, {
    method,
    redirect: 'manual',
    signal: left.signal,
    headers: {
      origin: world.base,
      cookie: cookies.get(actor) ?? '',
      ...(slug ? { 'onfile-organization': slug } : {}),
      ...(call?.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...call?.headers,
    },
    ...(call?.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  })
  if (endless && answer.status === 200) {
    left.abort()
    return { status: answer.status, text: '' }
  }
  return { status: answer.status, text: await answer.text() }
}

function leaks(text: string): boolean {
  return theirThings.secrets.some((secret) => text.includes(secret))
}

/** Somebody who joined, was disabled, and signed in again. */
async function formerMember(): Promise<string> {
  const { token, email } = await invite(ours)
  await world.nobody.post(`/invitations/${token}/accept`, {
    name: 'Fay Former',
    password: 'a long password',
  })
  const staff = await ours.as('owner').get('/staff')
  const { id } = staff.body.data.find((member: { email: string }) => member.email === email)
  await ours.as('owner').post(`/staff/${id}/disable`)
  return signIn(world.server, email)
}
