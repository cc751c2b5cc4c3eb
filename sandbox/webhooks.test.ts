import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type Stripe from 'stripe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeBothStores } from '../test/support/both-stores.ts'
import type { Sandbox } from '../test/support/sandbox.ts'

interface Arrival {
  body: string
  signature: string
}

describeBothStores('webhooks', (sandbox: () => Sandbox) => {
  let server: Server
  let url: string
  let arrivals: Arrival[]
  let answer: number
  let round = 0
  let account: string

  beforeEach(async () => {
    arrivals = []
    answer = 200
    account = `hooks${++round}`
    server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const signature = String(request.headers['stripe-signature'])
        arrivals.push({ body: Buffer.concat(chunks).toString(), signature })
        response.writeHead(answer).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`
  })

  afterEach(() => server.close())

  const stripe = () => sandbox().stripe(account)
  const advance = (advanceSeconds: number) =>
    sandbox().control('clock', { account, advanceSeconds })

  async function endpoint(...events: string[]) {
    const enabled = events as Stripe.WebhookEndpointCreateParams.EnabledEvent[]
    return stripe().webhookEndpoints.create({ url, enabled_events: enabled })
  }

  function opened(secret: string | undefined) {
    return arrivals.map(({ body, signature }) =>
      stripe().webhooks.constructEvent(body, signature, String(secret)),
    )
  }

  async function deliveries() {
    const { data } = await sandbox().control<{
      data: Array<{
        id: string
        type: string
        deliveries: Array<{ state: string; attempts: number }>
      }>
    }>(`events?account=${account}`)
    return data
  }

  test('events arrive signed, once each, and only those asked for', async () => {
    const { secret } = await endpoint('customer.created', 'payment_intent.succeeded')
    const customer = await stripe().customers.create({ name: 'Ann' })
    await stripe().customers.update(customer.id, { name: 'Bob' })
    await expect.poll(() => arrivals.length).toBe(1)
    const [event] = opened(secret)
    expect(event).toMatchObject({ type: 'customer.created', data: { object: { id: customer.id } } })
    expect(event?.request?.id).toBe(customer.lastResponse.requestId)
    const wrong = arrivals[0] as Arrival
    const verify = stripe().webhooks.constructEvent
    expect(() => verify(wrong.body, wrong.signature, 'whsec_wrong')).toThrow()
    await expect
      .poll(async () => (await stripe().events.retrieve(String(event?.id))).pending_webhooks)
      .toBe(0)
  })

  test('a payment tells its story in order', async () => {
    await endpoint('*')
    const params = { amount: 2000, currency: 'usd', confirm: true, payment_method: 'pm_card_visa' }
    await stripe().paymentIntents.create({ ...params, allowed_payment_method_types: ['card'] })
    await advance(2)
    const listed = (await stripe().events.list()).data.map(({ type }) => type).reverse()
    expect(listed).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
    ])
    await expect.poll(() => arrivals.length).toBe(4)
  })

  test('a refused delivery is tried four more times on the clock, each signed anew', async () => {
    const { secret } = await endpoint('*')
    answer = 500
    await stripe().customers.create()
    await expect.poll(() => arrivals.length).toBe(1)
    for (const [index, seconds] of [3, 61, 3_601, 14_401].entries()) {
      await expect
        .poll(async () => (await deliveries())[0]?.deliveries[0]?.attempts)
        .toBe(index + 1)
      await advance(seconds)
      await expect.poll(() => arrivals.length).toBe(index + 2)
    }
    await expect.poll(async () => (await deliveries())[0]?.deliveries[0]?.state).toBe('failed')
    expect(new Set(opened(secret).map(({ id }) => id)).size).toBe(1)
  })

  test('a retry that is taken ends the matter, and Resend sends again', async () => {
    const { secret } = await endpoint('*')
    answer = 503
    await stripe().customers.create()
    // Refused and noted, so that the next try has its time.
    await expect.poll(async () => (await deliveries())[0]?.deliveries[0]?.attempts).toBe(1)
    answer = 204
    await advance(3)
    await expect
      .poll(async () => (await deliveries())[0]?.deliveries[0]?.state, { timeout: 10_000 })
      .toBe('delivered')
    const event = (await deliveries())[0]?.id
    await sandbox().control('events/resend', { account, event })
    await expect.poll(() => arrivals.length).toBe(3)
    expect(new Set(opened(secret).map(({ id }) => id))).toEqual(new Set([event]))
  })

  test('webhooks can be lost and repeated', async () => {
    await endpoint('customer.created')
    await sandbox().control('webhooks', { account, mode: 'lose' })
    await stripe().customers.create()
    expect((await deliveries())[0]?.deliveries[0]?.state).toBe('lost')
    await sandbox().control('webhooks', { account, mode: 'repeat' })
    await stripe().customers.create()
    await expect.poll(() => arrivals.length).toBe(2)
    expect(arrivals[0]?.body).toBe(arrivals[1]?.body)
  })

  test('webhooks can be late', async () => {
    await endpoint('customer.created')
    await sandbox().control('webhooks', { account, mode: 'delay', seconds: 3600 })
    await stripe().customers.create()
    expect((await deliveries())[0]?.deliveries[0]).toMatchObject({ state: 'pending', attempts: 0 })
    await advance(3601)
    await expect.poll(() => arrivals.length).toBe(1)
  })

  test('a deleted endpoint gets nothing, and its secret is shown only once', async () => {
    const made = await endpoint('*')
    expect(made.secret).toMatch(/^whsec_/)
    expect(await stripe().webhookEndpoints.retrieve(made.id)).not.toHaveProperty('secret')
    await stripe().webhookEndpoints.del(made.id)
    expect((await stripe().webhookEndpoints.list()).data).toEqual([])
    await stripe().customers.create()
    expect((await deliveries())[0]?.deliveries).toEqual([])
  })
})
