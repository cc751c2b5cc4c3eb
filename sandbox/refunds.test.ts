import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { describeBothStores } from '../test/support/both-stores.ts'
import type { Sandbox } from '../test/support/sandbox.ts'

describeBothStores('refunds', (sandbox: () => Sandbox) => {
  let account = ''
  let count = 0
  const stripe = () => sandbox().stripe(account)

  /** An account of its own for each test, and a payment in it. */
  async function paid(method = 'pm_card_visa', amount = 2000): Promise<Stripe.PaymentIntent> {
    account = `refunds${++count}`
    return pay(method, amount)
  }

  async function pay(method = 'pm_card_visa', amount = 2000): Promise<Stripe.PaymentIntent> {
    return stripe().paymentIntents.create({
      amount,
      currency: 'usd',
      allowed_payment_method_types: ['card'],
      payment_method: method,
      confirm: true,
    })
  }

  const charge = (intent: Stripe.PaymentIntent) =>
    stripe().charges.retrieve(String(intent.latest_charge))

  const pass = (seconds: number) => sandbox().control('clock', { account, advanceSeconds: seconds })

  const decide = (refund: string, outcome: string) =>
    sandbox().control('refunds', { account, refund, outcome })

  async function failureOf(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
    return work.then(
      () => {
        throw new Error('This was to be refused.')
      },
      (error: Stripe.errors.StripeError) => error,
    )
  }

  /** The types of what happened since the payment, oldest first, without the payment itself. */
  async function told(): Promise<string[]> {
    const { data } = await stripe().events.list({ limit: 100 })
    const types = data.map(({ type }) => type).reverse()
    return types.filter((type) => /refund|charge.updated/.test(type))
  }

  async function balance(): Promise<number> {
    const { data } = await stripe().balanceTransactions.list({ limit: 100 })
    return data.reduce((sum, { net }) => sum + net, 0)
  }

  test('the whole of a payment goes back, and cannot go back again', async () => {
    const intent = await paid()
    const refund = await stripe().refunds.create({
      payment_intent: intent.id,
      reason: 'requested_by_customer',
      metadata: { onfile: '1' },
    })
    expect(refund).toMatchObject({
      amount: 2000,
      charge: intent.latest_charge,
      payment_intent: intent.id,
      status: 'succeeded',
      reason: 'requested_by_customer',
      metadata: { onfile: '1' },
    })
    expect(await charge(intent)).toMatchObject({ amount_refunded: 2000, refunded: true })
    expect(await told()).toEqual(['charge.updated', 'refund.created', 'charge.refunded'])
    expect(await balance()).toBe(-88)
    const again = await failureOf(stripe().refunds.create({ payment_intent: intent.id }))
    expect(again).toMatchObject({ statusCode: 400, code: 'charge_already_refunded' })
  })

  test('several parts go back, never more than was taken', async () => {
    const intent = await paid()
    const charged = String(intent.latest_charge)
    await stripe().refunds.create({ charge: charged, amount: 500 })
    const second = await stripe().refunds.create({ payment_intent: intent.id, amount: 700 })
    expect(await charge(intent)).toMatchObject({ amount_refunded: 1200, refunded: false })
    const more = await failureOf(stripe().refunds.create({ charge: charged, amount: 801 }))
    expect(more).toMatchObject({ statusCode: 400, param: 'amount' })
    await stripe().refunds.create({ charge: charged })
    expect(await charge(intent)).toMatchObject({ amount_refunded: 2000, refunded: true })
    const listed = await stripe().refunds.list({ payment_intent: intent.id })
    expect(listed.data.map(({ amount }) => amount)).toEqual([800, 700, 500])
    expect((await stripe().refunds.list({ charge: charged, limit: 1 })).has_more).toBe(true)
    const read = await stripe().refunds.retrieve(second.id, { expand: ['balance_transaction'] })
    expect(read.balance_transaction).toMatchObject({ amount: -700, fee: 0, type: 'refund' })
  })

  test('of sixteen refunds at once no more goes back than was taken', async () => {
    const intent = await paid()
    const [charged, intentId] = [String(intent.latest_charge), intent.id]
    const all = await Promise.allSettled(
      Array.from({ length: 16 }, (_, index) =>
        stripe().refunds.create({
          amount: 300,
          ...(index % 2 === 0 ? { charge: charged } : { payment_intent: intentId }),
        }),
      ),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(6)
    expect(await charge(intent)).toMatchObject({ amount_refunded: 1800 })
  })

  test('the same key refunds once', async () => {
    const intent = await paid()
    const options = { idempotencyKey: 'refund-1' }
    const params = { payment_intent: intent.id, amount: 900 }
    const first = await stripe().refunds.create(params, options)
    const second = await stripe().refunds.create(params, options)
    expect(second.id).toBe(first.id)
    expect(await charge(intent)).toMatchObject({ amount_refunded: 900 })
  })

  test('what was not paid cannot be refunded', async () => {
    account = `refunds${++count}`
    const intent = await stripe().paymentIntents.create({ amount: 2000, currency: 'usd' })
    const unpaid = await failureOf(stripe().refunds.create({ payment_intent: intent.id }))
    expect(unpaid).toMatchObject({ statusCode: 400, param: 'payment_intent' })
    const nothing = await failureOf(stripe().refunds.create({}))
    expect(nothing).toMatchObject({ statusCode: 400, code: 'parameter_missing' })
    const unknown = await failureOf(stripe().refunds.create({ charge: 'ch_none' }))
    expect(unknown).toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'charge' })
  })

  test('4000000000007726: a refund pends, then succeeds', async () => {
    const intent = await paid('pm_card_pendingRefund')
    const refund = await stripe().refunds.create({ payment_intent: intent.id })
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' })
    await pass(61)
    const done = await stripe().refunds.retrieve(refund.id)
    expect(done.status).toBe('succeeded')
    expect(done).not.toHaveProperty('pending_reason')
    expect((await told()).slice(-2)).toEqual(['refund.updated', 'charge.refund.updated'])
    expect(await balance()).toBe(-88)
  })

  test('4000000000005126: a refund succeeds, then fails, and the money is back', async () => {
    const intent = await paid('pm_card_refundFail')
    const refund = await stripe().refunds.create({ payment_intent: intent.id, amount: 600 })
    expect(refund.status).toBe('succeeded')
    await pass(61)
    const failed = await stripe().refunds.retrieve(refund.id, {
      expand: ['failure_balance_transaction'],
    })
    expect(failed).toMatchObject({ status: 'failed', failure_reason: 'expired_or_canceled_card' })
    expect(failed.failure_balance_transaction).toMatchObject({
      amount: 600,
      type: 'refund_failure',
      source: refund.id,
    })
    expect(await charge(intent)).toMatchObject({ amount_refunded: 0, refunded: false })
    expect((await told()).slice(-4)).toEqual([
      'refund.updated',
      'charge.refund.updated',
      'refund.failed',
      'charge.updated',
    ])
    expect(await balance()).toBe(1912)
  })

  test('any refund is failed by hand, once', async () => {
    const intent = await paid()
    const refund = await stripe().refunds.create({ payment_intent: intent.id })
    await decide(refund.id, 'fail')
    await expect(decide(refund.id, 'fail')).rejects.toThrow('400')
    await expect(decide(refund.id, 'succeed')).rejects.toThrow('400')
    expect(await balance()).toBe(1912)
    const again = await stripe().refunds.create({ payment_intent: intent.id })
    expect(again.amount).toBe(2000)
  })

  test('only a refund that waits for the client is canceled', async () => {
    const intent = await paid('pm_card_pendingRefund')
    const refund = await stripe().refunds.create({ payment_intent: intent.id })
    expect(await failureOf(stripe().refunds.cancel(refund.id))).toMatchObject({ statusCode: 400 })
    await decide(refund.id, 'require_action')
    expect((await stripe().refunds.cancel(refund.id)).status).toBe('canceled')
    expect(await charge(intent)).toMatchObject({ amount_refunded: 0 })
    await pass(61)
    expect((await stripe().refunds.retrieve(refund.id)).status).toBe('canceled')
  })

  test('where refunds need a balance they wait for it', async () => {
    const intent = await paid()
    await sandbox().control('balance', { account, refundsNeedBalance: true })
    const refund = await stripe().refunds.create({ payment_intent: intent.id })
    const waiting = { status: 'pending', pending_reason: 'insufficient_funds' }
    expect(refund).toMatchObject({ ...waiting, balance_transaction: null })
    await pass(3_601)
    expect(await stripe().refunds.retrieve(refund.id)).toMatchObject(waiting)
    await pay('pm_card_visa', 500)
    await pass(3_601)
    const done = await stripe().refunds.retrieve(refund.id)
    expect(done).toMatchObject({ status: 'succeeded', balance_transaction: expect.any(String) })
  })

  test('metadata is changed, and told of under both names', async () => {
    const intent = await paid()
    const refund = await stripe().refunds.create({ payment_intent: intent.id })
    const changed = await stripe().refunds.update(refund.id, { metadata: { note: 'x' } })
    expect(changed.metadata).toEqual({ note: 'x' })
    expect((await told()).slice(-2)).toEqual(['refund.updated', 'charge.refund.updated'])
  })

  test('the balance is what the charges and refunds leave', async () => {
    const intent = await paid()
    await stripe().refunds.create({ payment_intent: intent.id, amount: 500 })
    const held = await stripe().balance.retrieve()
    expect(held.pending[0]).toMatchObject({ amount: 1412, currency: 'usd' })
    expect(held.available[0]).toMatchObject({ amount: 0 })
    await pay('pm_card_bypassPending')
    await pass(2)
    expect((await stripe().balance.retrieve()).available[0]).toMatchObject({ amount: 1912 })
  })
})
