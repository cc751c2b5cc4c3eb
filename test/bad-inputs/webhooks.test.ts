import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { asAuditor, inOrganization, rows } from '../../src/database/transaction.ts'
import { fromTypeId } from '../../src/kit/id.ts'
import { setWebhookSecret } from '../../src/processor/accounts.ts'
import { seal } from '../../src/processor/seal.ts'
import { processorAccountOf } from '../matrix/things.ts'
import { SECRET, startWorld, type TestOrganization, type World } from '../support/world.ts'

/** Row 69: what arrives at the address for webhooks. */
let world: World
let ours: { account: string; secret: string }
let theirs: { account: string; secret: string }
let silent: string
let sent = 0

beforeAll(async () => {
  world = await startWorld()
  ours = await withSecret(await world.organization())
  theirs = await withSecret(await world.organization())
  silent = await processorAccountOf(world, await world.organization())
})
afterAll(() => world.stop())
beforeEach(() => {
  sent += 1
})

describe('row 69', () => {
  test('a good event is stored and acknowledged, twice as well as once', async () => {
    for (let n = 0; n < 2; n++) {
      const answer = await post(ours.account, event(), signed(event(), ours.secret))
      expect(answer).toEqual({ status: 200, body: { received: true } })
    }
    expect(await stored()).toEqual([{ id: `evt_${sent}`, type: 'payment_intent.succeeded' }])
  })

  test.each<[string, () => [string, string, string | undefined]]>([
    ['no signature', () => [ours.account, event(), undefined]],
    ['a signature that is none', () => [ours.account, event(), 'nonsense']],
    [
      'a signature under another secret',
      () => [ours.account, event(), signed(event(), 'whsec_no')],
    ],
    [
      'a body changed after it was signed',
      () => [ours.account, event(), signed(event({ more: 1 }), ours.secret)],
    ],
    [
      'a signature of ten minutes ago',
      () => [ours.account, event(), signed(event(), ours.secret, -600)],
    ],
    [
      'an event of another organization',
      () => [ours.account, event(), signed(event(), theirs.secret)],
    ],
    ['an event where no secret is set', () => [silent, event(), signed(event(), 'whsec_x')]],
    ['a body that is no event', () => [ours.account, '[]', signed('[]', ours.secret)]],
  ])('%s', async (_, make) => {
    const [account, body, signature] = make()
    const answer = await post(account, body, signature)
    expect(answer).toMatchObject({ status: 400, body: { code: 'webhook_invalid' } })
    expect(await stored()).toEqual([])
  })

  test('a live event at an account in test mode', async () => {
    const live = event({ livemode: true })
    const answer = await post(ours.account, live, signed(live, ours.secret))
    expect(answer).toMatchObject({
      status: 400,
      body: { detail: 'This account is in test mode; the event is not.' },
    })
    expect(await stored()).toEqual([])
  })

  test('an account that nobody has', async () => {
    for (const account of [
      'prc_01h455vb4pex5vsknk084sn02q',
      'nonsense',
      theirs.account.slice(0, -1),
    ]) {
      const answer = await post(account, event(), signed(event(), ours.secret))
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
    expect(await stored()).toEqual([])
  })

  test('an event of a kind we do not listen to is acknowledged and not kept', async () => {
    const other = event({ type: 'product.created' })
    const answer = await post(ours.account, other, signed(other, ours.secret))
    expect(answer.status).toBe(200)
    expect(await stored()).toEqual([])
  })

  test('an event about something that is not ours is kept and looked at again', async () => {
    await post(ours.account, event(), signed(event(), ours.secret))
    await expect
      .poll(async () => (await stored('result'))[0], { timeout: 10_000 })
      .toMatchObject({
        id: `evt_${sent}`,
        result: expect.stringMatching(/no_answer|unknown_object/),
      })
  })
})

async function withSecret(organization: TestOrganization) {
  const account = await processorAccountOf(world, organization)
  const secret = `whsec_${randomBytes(16).toString('hex')}`
  await inOrganization(world.server.app.db, organization.orgId, (tx) =>
    setWebhookSecret(tx, fromTypeId('prc', account) ?? '', seal(SECRET, secret)),
  )
  return { account, secret }
}

/** The event of this test, with a number of its own. */
function event(changes: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id: `evt_${sent}`,
    object: 'event',
    type: 'payment_intent.succeeded',
    livemode: false,
    created: 1_795_000_000,
    data: { object: { id: 'pi_of_nobody', object: 'payment_intent' } },
    ...changes,
  })
}

function signed(payload: string, secret: string, secondsAgo = 0): string {
  const timestamp = Math.floor(Date.now() / 1000) + secondsAgo
  return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })
}

async function post(account: string, body: string, signature: string | undefined) {
  const answer = await fetch(`${world.base}/webhooks/${account}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(signature === undefined ? {} : { 'stripe-signature': signature }),
    },
    body,
  })
  return { status: answer.status, body: await answer.json() }
}

function stored(column: 'type' | 'result' = 'type'): Promise<Record<string, string>[]> {
  return asAuditor(world.server.app.db, (tx) =>
    rows(
      tx,
      sql`select event_id as id, ${sql.ref(column)} from processor_event where event_id = ${`evt_${sent}`}`,
    ),
  )
}
