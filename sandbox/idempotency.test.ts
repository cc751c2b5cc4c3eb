import { expect, test } from 'vitest'
import { describeBothStores } from '../test/support/both-stores.ts'
import type { Sandbox } from '../test/support/sandbox.ts'

const INTENT = { amount: 2000, currency: 'usd', allowed_payment_method_types: ['card'] as ['card'] }

describeBothStores('idempotency keys', (sandbox: () => Sandbox) => {
  const stripe = (account = 'keys') => sandbox().stripe(account)

  test('the same call with the same key is answered as before, once done', async () => {
    const options = { idempotencyKey: 'once' }
    const first = await stripe().paymentIntents.create(INTENT, options)
    const second = await stripe().paymentIntents.create(INTENT, options)
    expect(second.id).toBe(first.id)
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined()
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true')
    expect(second.lastResponse.headers['original-request']).toBe(first.lastResponse.requestId)
    expect((await stripe().paymentIntents.list()).data).toHaveLength(1)
  })

  test('another order of parameters is the same call, another amount is not', async () => {
    const options = { idempotencyKey: 'order' }
    const { amount, ...others } = INTENT
    const first = await stripe().paymentIntents.create(INTENT, options)
    const second = await stripe().paymentIntents.create({ ...others, amount }, options)
    expect(second.id).toBe(first.id)
    const mismatch = stripe().paymentIntents.create({ ...INTENT, amount: 2100 }, options)
    await expect(mismatch).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
      statusCode: 400,
      message: expect.stringContaining('same parameters'),
    })
  })

  test('a key belongs to its endpoint', async () => {
    const options = { idempotencyKey: 'endpoint' }
    await stripe().customers.create({}, options)
    await expect(stripe().paymentIntents.create(INTENT, options)).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
      message: expect.stringContaining("('/v1/customers' vs '/v1/payment_intents')"),
    })
  })

  test('a key belongs to its account', async () => {
    const options = { idempotencyKey: 'account' }
    const mine = await stripe().customers.create({}, options)
    const yours = await stripe('others').customers.create({}, options)
    expect(yours.id).not.toBe(mine.id)
  })

  test('a decline is remembered, a fault in the parameters is not', async () => {
    const intent = await stripe().paymentIntents.create(INTENT)
    const options = { idempotencyKey: 'decline' }
    const confirm = () =>
      stripe().paymentIntents.confirm(
        intent.id,
        { payment_method: 'pm_card_chargeDeclined' },
        options,
      )
    const first = await confirm().catch((error) => error)
    const second = await confirm().catch((error) => error)
    expect(second).toMatchObject({ statusCode: 402, charge: first.charge })
    expect((await stripe().charges.list({ payment_intent: intent.id })).data).toHaveLength(1)

    const retried = { idempotencyKey: 'typo' }
    const typo = stripe().customers.create({ nome: 'Ann' } as never, retried)
    await expect(typo).rejects.toMatchObject({ code: 'parameter_unknown' })
    expect((await stripe().customers.create({ name: 'Ann' }, retried)).name).toBe('Ann')
  })

  test('while a call runs its key is refused with 409', async () => {
    const rule = { kind: 'delay', delayMs: 400, account: 'slow', times: 1 }
    await sandbox().control('faults', { rules: [rule] })
    const options = { idempotencyKey: 'flight' }
    const both = await Promise.allSettled([
      stripe('slow').customers.create({}, options),
      stripe('slow').customers.create({}, options),
    ])
    const refused = both.find((one) => one.status === 'rejected')
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(refused?.reason).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' })
  })

  test('the client repeats a cut connection without a second effect', async () => {
    const rule = { kind: 'lost_after', account: 'cut', times: 1 }
    await sandbox().control('faults', { rules: [rule] })
    const client = sandbox().stripe('cut', { maxNetworkRetries: 2 })
    const made = await client.customers.create({ name: 'Ann' })
    expect(made.lastResponse.headers['idempotent-replayed']).toBe('true')
    expect((await client.customers.list()).data).toHaveLength(1)
  })

  test.each([
    ['lost_before', 'StripeConnectionError', 0],
    ['lost_after', 'StripeConnectionError', 1],
    ['500_before', 'StripeAPIError', 0],
    ['500_after', 'StripeAPIError', 1],
    ['409', 'StripeAPIError', 0],
    ['429', 'StripeRateLimitError', 0],
  ])('the fault %s gives %s and leaves %i done', async (kind, type, done) => {
    const account = `fault_${kind}`
    const rules = [{ kind, account, method: 'POST', path: '^/v1/customers$', times: 3 }]
    await sandbox().control('faults', { rules })
    await expect(stripe(account).customers.create({ name: 'Ann' })).rejects.toMatchObject({ type })
    await fetch(`${sandbox().url}/_sandbox/faults`, { method: 'DELETE' })
    expect((await stripe(account).customers.list()).data).toHaveLength(done)
  })

  test('after 24 hours a key is forgotten', async () => {
    const options = { idempotencyKey: 'yesterday' }
    const first = await stripe('pruned').customers.create({}, options)
    await sandbox().control('clock', { account: 'pruned', advanceSeconds: 23 * 3600 })
    expect((await stripe('pruned').customers.create({}, options)).id).toBe(first.id)
    await sandbox().control('clock', { account: 'pruned', advanceSeconds: 3600 })
    expect((await stripe('pruned').customers.create({}, options)).id).not.toBe(first.id)
  })

  test('a key has at most 255 characters', async () => {
    const options = { idempotencyKey: 'k'.repeat(256) }
    await expect(stripe().customers.create({}, options)).rejects.toMatchObject({ statusCode: 400 })
  })
})
