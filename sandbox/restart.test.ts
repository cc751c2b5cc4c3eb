import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../test/support/cluster.ts'
import { type Sandbox, startSandbox } from '../test/support/sandbox.ts'

let database: TestDatabase
let sandbox: Sandbox

beforeEach(async () => {
  database = await createDatabase('empty')
  sandbox = await startSandbox({ databaseUrl: database.url })
})

afterEach(async () => {
  await sandbox.stop()
  await database.drop()
})

const INTENT = { amount: 2000, currency: 'usd', allowed_payment_method_types: ['card'] as ['card'] }

test('everything survives kill -9: objects, keys, clock, faults, fingerprints', async () => {
  const before = sandbox.stripe('kept')
  const customer = (await before.customers.create({ name: 'Ann' })).id
  const method = await before.paymentMethods.attach('pm_card_visa', { customer })
  const options = { idempotencyKey: 'once' }
  const params = {
    ...INTENT,
    customer,
    payment_method: method.id,
    confirm: true,
    off_session: true,
  }
  const paid = await before.paymentIntents.create(params, options)
  await sandbox.control('clock', { account: 'kept', advanceSeconds: 3600 })
  await sandbox.control('faults', { rules: [{ kind: '429', path: '/v1/charges' }] })
  await sandbox.kill()

  sandbox = await startSandbox({ databaseUrl: database.url })
  const after = sandbox.stripe('kept')
  expect((await after.paymentIntents.retrieve(paid.id)).status).toBe('succeeded')
  expect((await after.paymentIntents.create(params, options)).id).toBe(paid.id)
  const again = await after.paymentMethods.attach('pm_card_visa', { customer })
  expect(again.card?.fingerprint).toBe(method.card?.fingerprint)
  const clock = await sandbox.control<{ offsetSeconds: number }>('clock?account=kept')
  expect(clock.offsetSeconds).toBe(3600)
  await expect(after.charges.list()).rejects.toMatchObject({ statusCode: 429 })
})

test('killed in the middle of charging, no charge is half there and none is made twice', async () => {
  const keys = Array.from({ length: 60 }, (_, index) => `charge-${index}`)
  const charge = async (key: string) => {
    const stripe = sandbox.stripe('half')
    const params = { ...INTENT, payment_method: 'pm_card_visa', confirm: true, metadata: { key } }
    return stripe.paymentIntents.create(params, { idempotencyKey: key })
  }
  const first = keys.map((key) => charge(key).catch(() => null))
  await first[5]
  await sandbox.kill()
  await Promise.all(first)

  sandbox = await startSandbox({ databaseUrl: database.url })
  for (const key of keys) await charge(key)
  const { data } = await sandbox.control<{ data: Array<{ metadata: { key: string } }> }>(
    'charges?account=half',
  )
  expect(data.map(({ metadata }) => metadata.key).sort()).toEqual([...keys].sort())
})

test('no card number and no security code is in the database', async () => {
  const stripe = sandbox.stripe('clean')
  const numbers = ['4242424242424242', '4000000000000002', '4111111111111111']
  for (const number of numbers) {
    const card = { number, exp_month: 12, exp_year: 2040, cvc: '739' }
    const method = await stripe.paymentMethods.create({ type: 'card', card }).catch(() => null)
    if (method === null) continue
    await stripe.paymentIntents
      .create({ ...INTENT, payment_method: method.id, confirm: true })
      .catch(() => {})
  }
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query(
    `select data::text as text from object union all select body || params_digest from idempotency
     union all select value::text from setting`,
  )
  await client.end()
  const all = rows.map(({ text }) => text).join('\n')
  expect(all).toContain('last4')
  for (const number of numbers) expect(all).not.toContain(number)
  expect(all).not.toMatch(/"?(cvc|number)"?\s*[:=]\s*"?\d{3}/)
})

test('a second sandbox waits until the first is gone', async () => {
  const second = startSandbox({ databaseUrl: database.url })
  await sandbox.stripe('turn').customers.create({ name: 'Ann' })
  await sandbox.kill()
  sandbox = await second
  expect((await sandbox.stripe('turn').customers.list()).data).toHaveLength(1)
})
