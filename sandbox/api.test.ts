import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { describeBothStores } from '../test/support/both-stores.ts'
import type { Sandbox } from '../test/support/sandbox.ts'

const TYPES = ['card'] as ['card']
const INTENT = { amount: 2000, currency: 'usd', allowed_payment_method_types: TYPES }

describeBothStores('the REST interface', (sandbox: () => Sandbox) => {
  const stripe = (account = 'rest') => sandbox().stripe(account)

  interface Body {
    error: { type: string; code?: string; message: string }
  }

  async function raw(path: string, init: RequestInit = {}, key = 'sk_test_rest') {
    const headers = { Authorization: `Bearer ${key}`, ...(init.headers as object | undefined) }
    const response = await fetch(`${sandbox().url}${path}`, { ...init, headers })
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Body,
    }
  }

  test('every answer names its request and its version', async () => {
    const answer = await raw('/v1/customers', {
      headers: { 'Stripe-Version': '2026-10-28.endive' },
    })
    expect(answer.headers.get('request-id')).toMatch(/^req_/)
    expect(answer.headers.get('stripe-version')).toBe('2026-10-28.endive')
  })

  test('payment_method_types is refused from 2026-09-30 on and taken before', async () => {
    const body = 'amount=2000&currency=usd&payment_method_types[]=card'
    const send = (version: string) => {
      const type = 'application/x-www-form-urlencoded'
      const headers = { 'Stripe-Version': version, 'Content-Type': type }
      return raw('/v1/payment_intents', { method: 'POST', body, headers })
    }
    expect((await send('2026-07-29.dahlia')).status).toBe(200)
    for (const version of ['2026-09-30.endive', '2026-10-28.endive']) {
      const { status, body: answer } = await send(version)
      expect(status).toBe(400)
      expect(answer.error.code).toBe('payment_method_types_no_longer_supported')
    }
  })

  test.each([
    ['/v1/customers/cus_none', 404, 'resource_missing'],
    ['/v1/payment_intents/pi_none', 404, 'resource_missing'],
    ['/v1/payment_intents?customer=cus_none', 400, 'resource_missing'],
    ['/v1/nothing', 404, undefined],
    ['/v1/customers?limit=0', 400, undefined],
    ['/v1/customers?limit=101', 400, undefined],
    ['/v1/customers?limit=ten', 400, 'parameter_invalid_integer'],
    ['/v1/customers?colour=blue', 400, 'parameter_unknown'],
    ['/v1/customers?starting_after=cus_none', 400, 'resource_missing'],
    ['/v1/customers?expand[]=name', 400, undefined],
  ])('GET %s is refused: %i %s', async (path, status, code) => {
    const answer = await raw(path)
    expect(answer.status).toBe(status)
    expect(answer.body.error.type).toBe('invalid_request_error')
    expect(answer.body.error.code).toBe(code)
    expect(answer.body.error.message).not.toBe('')
  })

  test.each([
    [{ currency: 'usd' }, 'parameter_missing'],
    [{ ...INTENT, amount: 49 }, 'amount_too_small'],
    [{ ...INTENT, amount: 100_000_000 }, 'amount_too_large'],
    [{ ...INTENT, amount: 10.5 }, 'parameter_invalid_integer'],
    [{ ...INTENT, currency: 'zzz' }, undefined],
    [{ ...INTENT, colour: 'blue' }, 'parameter_unknown'],
    [{ ...INTENT, customer: 'cus_none' }, 'resource_missing'],
    [{ ...INTENT, customer: '' }, 'parameter_invalid_empty'],
    [{ ...INTENT, off_session: true }, undefined],
    [{ ...INTENT, payment_method: 'pm_none' }, 'resource_missing'],
  ])('creating a PaymentIntent with %j is refused', async (params, code) => {
    const error = await stripe()
      .paymentIntents.create(params as Stripe.PaymentIntentCreateParams)
      .catch((one: Stripe.errors.StripeError) => one)
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400 })
    expect((error as Stripe.errors.StripeError).code).toBe(code)
  })

  test('automatic methods need a return_url to confirm, unless redirects are off', async () => {
    const open = { amount: 2000, currency: 'usd' }
    const params = { payment_method: 'pm_card_visa', confirm: true }
    await expect(stripe().paymentIntents.create({ ...open, ...params })).rejects.toMatchObject({
      message: expect.stringContaining('return_url'),
    })
    const automatic_payment_methods = { enabled: true, allow_redirects: 'never' } as const
    const paid = await stripe().paymentIntents.create({
      ...open,
      ...params,
      automatic_payment_methods,
    })
    expect(paid.status).toBe('succeeded')
  })

  test.each([
    ['sk_live_abc', 401, /live key/],
    ['pk_live_abc', 401, /live key/],
    ['rk_live_abc', 401, /live key/],
    ['nonsense', 401, /Invalid API Key/],
    ['', 401, /did not provide/],
  ])('the key %s is refused', async (key, status, message) => {
    const answer = await raw('/v1/customers', {}, key)
    expect(answer.status).toBe(status)
    expect(answer.body.error.message).toMatch(message)
  })

  test('a publishable key sees an intent by its secret, and nothing else', async () => {
    const customer = (await stripe().customers.create()).id
    const intent = await stripe().paymentIntents.create({
      ...INTENT,
      customer,
      metadata: { a: 'b' },
    })
    const path = `/v1/payment_intents/${intent.id}`
    const seen = await raw(`${path}?client_secret=${intent.client_secret}`, {}, 'pk_test_rest')
    expect(seen.body).toMatchObject({ id: intent.id, status: 'requires_payment_method' })
    expect(seen.body).not.toHaveProperty('metadata')
    expect(seen.body).not.toHaveProperty('customer')
    expect((await raw(`${path}?client_secret=wrong`, {}, 'pk_test_rest')).status).toBe(400)
    expect((await raw(path, {}, 'pk_test_rest')).status).toBe(400)
    const refused = await raw('/v1/customers', {}, 'pk_test_rest')
    expect(refused.status).toBe(403)
    expect(refused.body.error.code).toBe('secret_key_required')
  })

  test('the same suffix is the same account, another suffix another', async () => {
    const made = await stripe('one').customers.create({ name: 'Ann' })
    await expect(stripe('two').customers.retrieve(made.id)).rejects.toMatchObject({
      statusCode: 404,
    })
    expect((await stripe('one').customers.retrieve(made.id)).id).toBe(made.id)
  })

  test('metadata is laid over, a value of nothing deletes its key', async () => {
    const made = await stripe().customers.create({ metadata: { a: '1', b: '2' } })
    const changed = await stripe().customers.update(made.id, { metadata: { b: '', c: '3' } })
    expect(changed.metadata).toEqual({ a: '1', c: '3' })
    const emptied = await stripe().customers.update(made.id, { metadata: '' })
    expect(emptied.metadata).toEqual({})
    const keys = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'x']))
    await expect(stripe().customers.create({ metadata: keys })).rejects.toThrow('50 metadata keys')
    const long = { ['k'.repeat(41)]: 'x' }
    await expect(stripe().customers.create({ metadata: long })).rejects.toThrow('40 characters')
    const wide = { k: 'x'.repeat(501) }
    await expect(stripe().customers.create({ metadata: wide })).rejects.toThrow('500 characters')
  })

  test('lists are newest first and page both ways', async () => {
    const own = stripe('lists')
    const names: string[] = []
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await own.customers.create({ name })
      names.unshift(name)
    }
    const first = await own.customers.list({ limit: 2 })
    expect(first).toMatchObject({ object: 'list', url: '/v1/customers', has_more: true })
    expect(first.data.map(({ name }) => name)).toEqual(['e', 'd'])
    const all = await own.customers.list({ limit: 2 }).autoPagingToArray({ limit: 100 })
    expect(all.map(({ name }) => name)).toEqual(names)
    const back = await own.customers.list({ limit: 2, ending_before: all[3]?.id ?? '' })
    expect(back.data.map(({ name }) => name)).toEqual(['d', 'c'])
    expect(back.has_more).toBe(true)
    const { created } = first.data[0] as Stripe.Customer
    expect((await own.customers.list({ created: { gt: created + 60 } })).data).toEqual([])
    expect((await own.customers.list({ created: { lte: created } })).data).not.toEqual([])
  })

  test('expand puts objects in the place of ids, four levels deep at most', async () => {
    const customer = (await stripe().customers.create({ name: 'Ann' })).id
    await stripe().paymentMethods.attach('pm_card_visa', { customer })
    const listed = await stripe().customers.listPaymentMethods(customer, {
      expand: ['data.customer'],
    })
    expect(listed.data[0]?.customer).toMatchObject({ id: customer, name: 'Ann' })
    const paid = await stripe().paymentIntents.create({
      ...INTENT,
      customer,
      payment_method: listed.data[0]?.id,
      confirm: true,
      off_session: true,
      expand: ['latest_charge.payment_intent.customer', 'payment_method'],
    })
    expect(paid.payment_method).toMatchObject({ object: 'payment_method' })
    expect(paid.latest_charge).toMatchObject({ payment_intent: { customer: { name: 'Ann' } } })
    const deep = 'latest_charge.payment_intent.latest_charge.payment_intent.customer'
    await expect(
      stripe().paymentIntents.retrieve(paid.id, { expand: [deep] }),
    ).rejects.toMatchObject({ statusCode: 400 })
  })

  test('methods are attached, changed, detached, and not used again', async () => {
    const customer = (await stripe().customers.create()).id
    const method = await stripe().paymentMethods.attach('pm_card_mastercard', { customer })
    expect(method.card?.checks?.cvc_check).toBe('pass')
    const changed = await stripe().paymentMethods.update(method.id, {
      card: { exp_month: 5, exp_year: 2044 },
      billing_details: { name: 'Ann Lee' },
    })
    expect(changed.card).toMatchObject({ exp_month: 5, exp_year: 2044, last4: '4444' })
    const other = (await stripe().customers.create()).id
    const taken = stripe().paymentMethods.attach(method.id, { customer: other })
    await expect(taken).rejects.toThrow('already been attached')
    expect((await stripe().paymentMethods.detach(method.id)).customer).toBeNull()
    const again = stripe().paymentMethods.attach(method.id, { customer })
    await expect(again).rejects.toThrow('may not be used again')
  })

  test('a deleted customer is a tombstone without cards', async () => {
    const customer = (await stripe().customers.create()).id
    const method = await stripe().paymentMethods.attach('pm_card_visa', { customer })
    await stripe().customers.del(customer)
    expect(await stripe().customers.retrieve(customer)).toMatchObject({ deleted: true })
    expect((await stripe().paymentMethods.retrieve(method.id)).customer).toBeNull()
    const late = stripe().paymentIntents.create({ ...INTENT, customer })
    await expect(late).rejects.toMatchObject({ code: 'resource_missing' })
  })

  test('the controls list what was charged, with its metadata', async () => {
    const own = stripe('audit')
    const params = { ...INTENT, payment_method: 'pm_card_visa', confirm: true }
    await own.paymentIntents.create({ ...params, metadata: { payment: 'p1' } })
    await own.paymentIntents
      .create({ ...params, payment_method: 'pm_card_chargeDeclined' })
      .catch(() => {})
    const { data } = await sandbox().control<{ data: Stripe.Charge[] }>('charges?account=audit')
    expect(data.map(({ amount, metadata }) => ({ amount, metadata }))).toEqual([
      { amount: 2000, metadata: { payment: 'p1' } },
    ])
  })

  test('a reset empties one account and leaves the others', async () => {
    await stripe('gone').customers.create()
    const kept = await stripe('kept').customers.create()
    await sandbox().control('reset', { account: 'gone' })
    expect((await stripe('gone').customers.list()).data).toEqual([])
    expect((await stripe('kept').customers.list()).data.map(({ id }) => id)).toEqual([kept.id])
  })

  test('the controls refuse pages of other origins', async () => {
    const headers = { Origin: 'https://shop.example.com' }
    const address = `${sandbox().url}/_sandbox/reset`
    const answer = await fetch(address, { method: 'POST', body: '{}', headers })
    expect(answer.status).toBe(403)
  })
})
