import type Stripe from 'stripe'
import { describe, expect, test } from 'vitest'
import { behaviourOf, passesLuhn, TEST_CARDS } from './cards.ts'
import { createEngine, type Engine } from './engine.ts'
import { encodeForm, parseForm } from './form-encoding.ts'
import { createMemoryStore } from './store-memory.ts'

/** A small generator of chance that repeats from its seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

async function simulate(seed: number): Promise<Engine & { clock: { time: number } }> {
  const clock = { time: 1_800_000_000_000 }
  const engine = await createEngine({
    store: createMemoryStore(),
    clock: { now: () => clock.time },
    random: seeded(seed),
  })
  return { ...engine, clock }
}

async function post<T>(engine: Engine, path: string, params: object, key?: string): Promise<T> {
  const headers = {
    authorization: 'Bearer sk_test_sim',
    'stripe-version': '2026-10-28.endive',
    'idempotency-key': key,
  }
  const reply = await engine.handle({ method: 'POST', path, headers, body: encodeForm(params) })
  return JSON.parse(reply.body) as T
}

const INTENT = { amount: 2000, currency: 'usd', allowed_payment_method_types: ['card'] }

describe('the engine in a simulation', () => {
  test('the same seed gives the same answers', async () => {
    const run = async () => {
      const engine = await simulate(7)
      const intent = await post<Stripe.PaymentIntent>(engine, '/v1/payment_intents', INTENT)
      return post(engine, `/v1/payment_intents/${intent.id}/confirm`, {
        payment_method: 'pm_card_visa',
      })
    }
    expect(await run()).toEqual(await run())
  })

  test('no number of an account is written anywhere', async () => {
    const store = createMemoryStore()
    const written: string[] = []
    const engine = await createEngine({
      store: {
        ...store,
        commit: (account, changes) => {
          written.push(JSON.stringify(changes))
          return store.commit(account, changes)
        },
      },
      clock: { now: () => 1_800_000_000_000 },
      random: seeded(3),
    })
    const params = {
      ...INTENT,
      allowed_payment_method_types: ['us_bank_account'],
      payment_method_data: {
        type: 'us_bank_account',
        billing_details: { name: 'Ann Lee' },
        us_bank_account: { account_number: '000123456789', routing_number: '110000000' },
      },
      mandate_data: { customer_acceptance: { type: 'offline' } },
      confirm: true,
    }
    const intent = await post<Stripe.PaymentIntent>(engine, '/v1/payment_intents', params, 'key')
    await post(engine, `/v1/payment_intents/${intent.id}/verify_microdeposits`, {
      descriptor_code: 'SM11AA',
    })
    expect(written.join('')).toContain('"last4":"6789"')
    expect(written.join('')).not.toContain('000123456789')
  })

  test('time stands still until it is moved, and nothing happens by itself', async () => {
    const engine = await simulate(1)
    const params = { ...INTENT, payment_method: 'pm_card_visa', confirm: true }
    const paid = await post<Stripe.PaymentIntent>(engine, '/v1/payment_intents', params)
    expect(paid.created).toBe(1_800_000_000)
    expect(await engine.runDueTasks()).toBe(0)
    engine.clock.time += 1_000
    expect(await engine.runDueTasks()).toBe(1)
    expect(await engine.runDueTasks()).toBe(0)
  })

  test('deliveries wait for whoever drives the engine', async () => {
    const engine = await simulate(2)
    const endpoint = { url: 'http://app.test/hooks', enabled_events: ['*'] }
    await post(engine, '/v1/webhook_endpoints', endpoint)
    await post(engine, '/v1/customers', { name: 'Ann' })
    const [delivery] = await engine.dueDeliveries()
    expect(delivery?.url).toBe('http://app.test/hooks')
    await engine.recordDelivery(String(delivery?.id), { ok: false, status: 500 })
    expect(await engine.dueDeliveries()).toEqual([])
    engine.clock.time += 2_000
    expect((await engine.dueDeliveries()).map(({ id }) => id)).toEqual([delivery?.id])
  })

  test('16 confirmations and cancellations of one intent leave one truth', async () => {
    const engine = await simulate(3)
    const intent = await post<Stripe.PaymentIntent>(engine, '/v1/payment_intents', INTENT)
    const path = `/v1/payment_intents/${intent.id}`
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        index % 2 === 0
          ? post<Partial<Stripe.PaymentIntent>>(engine, `${path}/confirm`, {
              payment_method: 'pm_card_visa',
            })
          : post<Partial<Stripe.PaymentIntent>>(engine, `${path}/cancel`, {}),
      ),
    )
    expect(answers.filter(({ status }) => status !== undefined)).toHaveLength(1)
  })
})

test('every test card is one number with a known behaviour and a checksum', () => {
  expect(new Set(TEST_CARDS.map(({ number }) => number)).size).toBe(TEST_CARDS.length)
  for (const { number, behaviour } of TEST_CARDS) {
    expect(passesLuhn(number), number).toBe(true)
    expect(behaviour === 'pays' || behaviourOf(behaviour) !== behaviourOf('none')).toBe(true)
  }
})

test('forms are read as the clients of Stripe write them', () => {
  expect(parseForm('a[b][0]=x&a[b][1]=y&c[]=1&c[]=2&d=x%20y+z&e[f]=')).toEqual({
    a: { b: ['x', 'y'] },
    c: ['1', '2'],
    d: 'x y z',
    e: { f: '' },
  })
  const value = { amount: '1', list: ['a', 'b'], inner: { deep: { er: '%&=' } } }
  expect(parseForm(encodeForm(value))).toEqual(value)
  expect(parseForm('__proto__[polluted]=1')).not.toHaveProperty('polluted')
  expect({}).not.toHaveProperty('polluted')
})
