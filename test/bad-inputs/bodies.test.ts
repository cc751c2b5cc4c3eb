import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  type Answer,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'
import { rowHashes } from '../tenancy/row-hashes.ts'

/** Row 63: bodies that are not what the route takes, and bodies made to hurt. */
let world: World
let studio: TestOrganization
let good: Record<string, unknown>
const logged: string[] = []

beforeAll(async () => {
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => logged.push(String(chunk)) > 0)
  world = await startWorld()
  studio = await world.organization()
  const { accountId, methodId } = await clientOwing(studio, {
    owed: 10_000,
    savedCard: 'pm_card_visa',
  })
  good = { accountId, amount: 4_000, currency: 'USD', method: { kind: 'saved', methodId } }
})
afterAll(async () => {
  vi.restoreAllMocks()
  await world.stop()
})

describe('row 63', () => {
  const cases: [string, () => string, number, string | RegExp, string?][] = [
    [
      'a misspelt field',
      () => json({ amout: 4_000 }),
      400,
      '"amout" is not a field. Did you mean "amount"?',
      'amout',
    ],
    ['a field that is none', () => json({ zebra: 1 }), 400, '"zebra" is not a field.', 'zebra'],
    [
      'a misspelt field further in',
      () => json({ method: { ...(good.method as object), methodid: 'x' } }),
      400,
      '"methodid" is not a field. Did you mean "methodId"?',
      'method.methodid',
    ],
    ['a number for text', () => json({ note: 5 }), 400, '"note" must be text.', 'note'],
    ['a list for text', () => json({ note: ['a'] }), 400, '"note" must be text.', 'note'],
    [
      'text for a list',
      () => json({ invoiceIds: 'inv_x' }),
      400,
      '"invoiceIds" must be a list.',
      'invoiceIds',
    ],
    ['a list for an object', () => json({ method: [] }), 400, /"method"/, 'method'],
    [
      'a list for the body',
      () => `[${JSON.stringify(good)}]`,
      400,
      'The body must be an object.',
      '',
    ],
    ['text for the body', () => '"hello"', 400, 'The body must be an object.', ''],
    ['null for the body', () => 'null', 400, 'The body must be an object.', ''],
    ['no JSON', () => '{amount: 5}', 400, 'The body is not JSON.'],
    ['half a body', () => JSON.stringify(good).slice(0, 40), 400, 'The body is not JSON.'],
    [
      'the same key twice',
      () => JSON.stringify(good).replace('"amount":4000', '"amount":100,"amount":4000'),
      400,
      '"amount" stands twice. Send every field once.',
    ],
    [
      'the same key twice, once in disguise',
      () => JSON.stringify(good).replace('"amount":4000', '"amount":100,"\\u0061mount":4000'),
      400,
      '"amount" stands twice. Send every field once.',
    ],
    [
      'the same key twice, far from its colon',
      () =>
        JSON.stringify(good).replace(
          '"amount":4000',
          `"amount"${' '.repeat(200)}:100,"amount":4000`,
        ),
      400,
      '"amount" stands twice. Send every field once.',
    ],
    [
      'nested 1,000 deep',
      () => `{"note":${'['.repeat(1000)}${']'.repeat(1000)}}`,
      400,
      'The body is nested more than 20 levels deep.',
    ],
    [
      'a prototype',
      () => `{"__proto__":{"amount":1},${JSON.stringify(good).slice(1)}`,
      400,
      /"__proto__" is not a field/,
    ],
  ]

  test.each(cases)('%s', async (_, body, status, says, field) => {
    const before = await rowHashes(world.server.app.db)
    const answer = await send(body())
    expect(answer).toMatchObject({ status, body: { code: 'body_invalid', moneyMoved: 'no' } })
    if (typeof says === 'string') expect(answer.body.detail).toBe(says)
    else expect(answer.body.detail).toMatch(says)
    if (field !== undefined) expect(answer.body.field).toBe(field)
    expect(await rowHashes(world.server.app.db)).toEqual(before)
  })

  test('another content type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      const answer = await send(JSON.stringify(good), { 'content-type': type })
      expect(answer).toMatchObject({
        status: 400,
        body: { code: 'body_invalid', detail: 'Send the body as application/json.' },
      })
    }
  })

  test.each([
    ['POST', '/api/v1/payments'],
    ['POST', '/api/auth/sign-in/email'],
    ['POST', '/webhooks/prc_01h455vb4pex5vsknk084sn02q'],
  ])('10 MB to %s %s, announced or not', async (method, path) => {
    const large = JSON.stringify({ note: 'a'.repeat(10_000_000) })
    for (const body of [large, inPieces(large)]) {
      const answer = await fetch(`${world.base}${path}`, {
        method,
        headers: {
          origin: world.base,
          cookie: studio.as('frontDesk').cookie,
          'onfile-organization': studio.slug,
          'content-type': 'application/json',
        },
        body,
        duplex: 'half',
      } as RequestInit).then(
        async (response) => ({ status: response.status, body: (await response.json()) as object }),
        // The server may hang up before all of it was sent.
        (error: Error) => ({
          status: 413,
          body: { code: 'body_too_large', hungUp: error.message },
        }),
      )
      expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } })
    }
  })
})

describe('queries', () => {
  test.each([
    ['a cursor that is none', '/clients?cursor=nonsense'],
    ['a cursor with NUL', `/clients?cursor=${cursor(['\u0000', randomUUID()])}`],
    ['a cursor of another list', `/payments?cursor=${cursor(['Maria', randomUUID()])}`],
    [
      'a cursor before time',
      `/payments?cursor=${cursor(['-200000-01-01T00:00:00Z', randomUUID()])}`,
    ],
    ['a page of nothing', '/clients?limit=0'],
    ['a page of everything', '/clients?limit=100000'],
    ['a page of text', '/clients?limit=ten'],
    ['a view that is none', '/clients?view=everything'],
    ['a state that is none', '/payments?state=lost'],
  ])('%s', async (_, path) => {
    const answer = await studio.as('frontDesk').get(path)
    expect([400, 422]).toContain(answer.status)
    expect(answer.body.detail).toMatch(/[.?]$/)
  })

  test('an organization in the address that is no slug', async () => {
    for (const slug of ['%00', '..%2f', '%e0%a4', 'x'.repeat(10_000)]) {
      const answer = await studio
        .as('owner')
        .get(`/clients?organization=${slug}`, { 'onfile-organization': undefined as never })
      expect([400, 404, 431]).toContain(answer.status)
    }
  })
})

test('none of it is an error of ours', () => expect(logged.join('')).toBe(''))

function json(changes: Record<string, unknown>): string {
  return JSON.stringify({ ...good, ...changes })
}

function send(body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const desk = studio.as('frontDesk')
  return desk.send('POST', '/payments', {
    body,
    headers: {
      origin: world.base,
      cookie: desk.cookie,
      'onfile-organization': studio.slug,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...headers,
    },
  })
}

function inPieces(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  let position = 0
  return new ReadableStream({
    pull(controller) {
      if (position >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(position, position + 65_536))
      position += 65_536
    },
  })
}

function cursor(position: string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}
