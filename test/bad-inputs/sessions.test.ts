import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Answer,
  type Browser,
  browser,
  clientOwing,
  signIn,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'
import { rowHashes } from '../tenancy/row-hashes.ts'

/** Rows 66 and 67: who may not ask, or not any more. */
let world: World
let studio: TestOrganization
let charge: Record<string, unknown>

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
  const { accountId, methodId } = await clientOwing(studio, {
    owed: 10_000,
    savedCard: 'pm_card_visa',
  })
  charge = { accountId, amount: 4_000, currency: 'USD', method: { kind: 'saved', methodId } }
})
afterAll(async () => {
  await world.expectBooksInOrder()
  await world.stop()
})

async function refused(ask: () => Promise<Answer>, status: number, code: string, says: string) {
  const before = await rowHashes(world.server.app.db)
  const answer = await ask()
  expect(answer).toMatchObject({ status, body: { status, code, detail: says, moneyMoved: 'no' } })
  expect(await rowHashes(world.server.app.db)).toEqual(before)
}

describe('row 66', () => {
  const SIGNED_OUT = ['signed_out', 'Sign in again. Nothing was charged.'] as const
  const FOREIGN = [
    'foreign_origin',
    'This came from another site. Open Onfile itself. Nothing was charged.',
  ] as const

  test('no session', () =>
    refused(() => browser(world.base, studio.slug).pay(charge), 401, ...SIGNED_OUT))

  test('a session that is none, or signed by somebody else', async () => {
    const { cookie } = studio.as('frontDesk')
    for (const wrong of [
      'onfile.session_token=x.y',
      flipped(cookie),
      cookie.replace(/\.[^;]+/, ''),
    ]) {
      await refused(() => browser(world.base, studio.slug, wrong).pay(charge), 401, ...SIGNED_OUT)
    }
  })

  test('a session that has expired', async () => {
    const cookie = await newSession('frontDesk')
    const person = browser(world.base, studio.slug, cookie)
    expect((await person.get('/clients')).status).toBe(200)
    await endSessionOf(cookie)
    await refused(() => person.pay(charge), 401, ...SIGNED_OUT)
  })

  test('a session that was signed out, in every copy of its cookie', async () => {
    const person = browser(world.base, studio.slug, await newSession('frontDesk'))
    expect((await person.post('/api/auth/sign-out', {})).status).toBe(200)
    await refused(() => person.pay(charge), 401, ...SIGNED_OUT)
    expect((await person.get('/clients')).status).toBe(401)
  })

  test('another site’s page', async () => {
    const desk = studio.as('frontDesk')
    for (const origin of [
      'https://evil.example',
      'null',
      `${world.base}.evil.example`,
      world.base.replace('127.0.0.1', 'localhost'),
      world.base.replace('http:', 'https:'),
    ]) {
      await refused(() => paid(desk, { origin }), 403, ...FOREIGN)
    }
  })

  test('a browser that names no origin', async () => {
    const desk = studio.as('frontDesk')
    await refused(() => paid(desk, {}), 403, ...FOREIGN)
    await refused(() => paid(desk, { 'sec-fetch-site': 'cross-site' }), 403, ...FOREIGN)
    await refused(() => paid(desk, { 'sec-fetch-site': 'same-site' }), 403, ...FOREIGN)
  })

  test('no organization', () =>
    refused(
      () => browser(world.base, '', studio.as('frontDesk').cookie).pay(charge),
      400,
      'organization_required',
      'Name the organization in the Onfile-Organization header.',
    ))
})

describe('row 67', () => {
  test('a role without the right', () =>
    refused(
      () => studio.as('readOnly').pay(charge),
      403,
      'forbidden',
      'Ask an administrator for "Take electronic payments".',
    ))

  test('a member whose access was ended, with a session of before and one of after', async () => {
    const owner = studio.as('owner')
    const staff = (await owner.get('/staff')).body.data
    const { id, email } = staff.find((one: { role: string }) => one.role === 'billingManager')
    const before = studio.as('billingManager')
    await owner.post(`/staff/${id}/disable`)
    const after = browser(world.base, studio.slug, await signIn(world.server, email))

    await refused(
      () => before.pay(charge),
      401,
      'signed_out',
      'Sign in again. Nothing was charged.',
    )
    await refused(
      () => after.pay(charge),
      401,
      'signed_out',
      'Your access to this organization was ended. Nothing was charged.',
    )
  })
})

async function newSession(role: 'frontDesk' | 'owner'): Promise<string> {
  const me = (await studio.as(role).get('/organization')).body.me
  return signIn(world.server, me.email)
}

async function endSessionOf(cookie: string): Promise<void> {
  const token = decodeURIComponent(/session_token=([^;]+)/.exec(cookie)?.[1] ?? '').split('.')[0]
  const ended = await sql`update auth.session set "expiresAt" = now() - interval '1 second'
    where token = ${token}`.execute(world.server.app.db)
  expect(ended.numAffectedRows).toBe(1n)
}

/** A charge with exactly these headers beside the cookie. */
function paid(desk: Browser, headers: Record<string, string>): Promise<Answer> {
  return desk.send('POST', '/payments', {
    body: JSON.stringify(charge),
    headers: {
      cookie: desk.cookie,
      'onfile-organization': studio.slug,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      ...headers,
    },
  })
}

/** The same cookie with one letter of its token changed. */
function flipped(cookie: string): string {
  return cookie.replace(
    /session_token=(.)/,
    (_, letter) => `session_token=${letter === 'a' ? 'b' : 'a'}`,
  )
}
