import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { describeBothStores } from '../test/support/both-stores.ts'
import type { Sandbox } from '../test/support/sandbox.ts'

const DAY = 86_400

describeBothStores('payouts', (sandbox: () => Sandbox) => {
  let account = ''
  let count = 0
  const stripe = () => sandbox().stripe(account)

  function newAccount(): void {
    account = `payouts${++count}`
  }

  async function pay(amount = 2000, method = 'pm_card_visa'): Promise<Stripe.PaymentIntent> {
    return stripe().paymentIntents.create({
      amount,
      currency: 'usd',
      allowed_payment_method_types: ['card'],
      payment_method: method,
      confirm: true,
    })
  }

  const control = <T>(path: string, body: object) =>
    sandbox().control<T>(path, { account, ...body })

  const pass = (seconds: number) => control('clock', { advanceSeconds: seconds })

  async function told(): Promise<string[]> {
    const { data } = await stripe().events.list({ limit: 100 })
    const types = data.map(({ type }) => type).reverse()
    return types.filter((type) => /^(payout|balance)/.test(type))
  }

  /** The members without the payout itself. */
  async function membersOf(payout: Stripe.Payout): Promise<Stripe.BalanceTransaction[]> {
    const all: Stripe.BalanceTransaction[] = []
    const listed = stripe().balanceTransactions.list({ payout: payout.id, limit: 3 })
    for await (const one of listed) if (one.source !== payout.id) all.push(one)
    return all
  }

  const sumOf = (members: Stripe.BalanceTransaction[]) =>
    members.reduce((sum, { net }) => sum + net, 0)

  test('every day what is available leaves, with its members', async () => {
    newAccount()
    const first = await pay(2000)
    await pay(3000)
    await stripe().refunds.create({ payment_intent: first.id, amount: 500 })
    await pass(3 * DAY)
    const { data } = await stripe().payouts.list()
    const payout = data[0] as Stripe.Payout
    expect(data).toHaveLength(1)
    expect(payout).toMatchObject({
      amount: 1912 + 2883 - 500,
      automatic: true,
      currency: 'usd',
      reconciliation_status: 'completed',
    })
    expect(payout.created % DAY).toBe(0)
    expect(payout.arrival_date).toBe(payout.created + DAY)
    const members = await membersOf(payout)
    expect(members.map(({ type }) => type).toSorted()).toEqual(['charge', 'charge', 'refund'])
    expect(sumOf(members)).toBe(payout.amount)
    expect((await stripe().balance.retrieve()).available[0]).toMatchObject({ amount: 0 })
    await pass(DAY)
    expect((await stripe().payouts.retrieve(payout.id)).status).toBe('paid')
    expect(await told()).toEqual([
      'balance.available',
      'payout.created',
      'payout.updated',
      'payout.reconciliation_completed',
      'payout.updated',
      'payout.paid',
    ])
  })

  test('its members are not to be trusted before it is reconciled', async () => {
    newAccount()
    await pay()
    await pass(2)
    const made = await control<{ data: Stripe.Payout[] }>('payouts', { everything: true })
    const payout = made.data[0] as Stripe.Payout
    expect(payout).toMatchObject({ status: 'pending', reconciliation_status: 'in_progress' })
    expect(await membersOf(payout)).toEqual([])
    await pass(61)
    expect(await stripe().payouts.retrieve(payout.id)).toMatchObject({
      status: 'in_transit',
      reconciliation_status: 'completed',
    })
    expect(sumOf(await membersOf(payout))).toBe(payout.amount)
  })

  test('a leap of the clock pays out day by day', async () => {
    newAccount()
    for (const amount of [1000, 2000, 3000]) {
      await pay(amount)
      await pass(DAY)
    }
    await pass(10 * DAY)
    const { data } = await stripe().payouts.list()
    expect(data.map(({ amount }) => amount)).toEqual([2883, 1912, 941])
    const days = data.map(({ created }) => created / DAY)
    expect(days).toEqual([days[0], Number(days[0]) - 1, Number(days[0]) - 2])
  })

  test('a payout that fails after it was paid is paid out again', async () => {
    newAccount()
    await pay(2000, 'pm_card_bypassPending')
    const made = await control<{ data: Stripe.Payout[] }>('payouts', {})
    const id = String(made.data[0]?.id)
    await control('payouts/decide', { payout: id, outcome: 'pay' })
    const failed = await control<Stripe.Payout>('payouts/decide', { payout: id, outcome: 'fail' })
    expect(failed).toMatchObject({ status: 'failed', failure_code: 'account_closed' })
    expect((await told()).at(-1)).toBe('payout.failed')
    await expect(control('payouts/decide', { payout: id, outcome: 'pay' })).rejects.toThrow('400')
    await pass(2 * DAY)
    const [again] = (await stripe().payouts.list({ limit: 1 })).data
    expect(again).toMatchObject({ amount: 1912, automatic: true })
    const members = await membersOf(again as Stripe.Payout)
    expect(members).toMatchObject([{ type: 'payout_failure', source: id }])
  })

  test('a payout by hand takes what is available, and can be canceled', async () => {
    newAccount()
    await pay(2000, 'pm_card_bypassPending')
    const tooMuch = stripe().payouts.create({ amount: 1913, currency: 'usd' })
    await expect(tooMuch).rejects.toMatchObject({ code: 'balance_insufficient' })
    const payout = await stripe().payouts.create({ amount: 900, currency: 'usd' })
    expect(payout).toMatchObject({ automatic: false, reconciliation_status: 'not_applicable' })
    const members = stripe().balanceTransactions.list({ payout: payout.id })
    await expect(members).rejects.toMatchObject({ statusCode: 400, param: 'payout' })
    expect((await stripe().balance.retrieve()).available[0]).toMatchObject({ amount: 1012 })
    expect((await stripe().payouts.cancel(payout.id)).status).toBe('canceled')
    expect((await stripe().balance.retrieve()).available[0]).toMatchObject({ amount: 1912 })
  })

  test('balance transactions are found by source, type and time', async () => {
    newAccount()
    const intent = await pay()
    await pay(3000)
    const refund = await stripe().refunds.create({ payment_intent: intent.id })
    await pass(2)
    const types = async (params: Stripe.BalanceTransactionListParams) =>
      (await stripe().balanceTransactions.list(params)).data.map(({ type, amount }) => [
        type,
        amount,
      ])
    expect(await types({ source: refund.id })).toEqual([['refund', -2000]])
    expect(await types({ type: 'charge', limit: 1 })).toEqual([['charge', 3000]])
    const newest = (await stripe().balanceTransactions.list({ limit: 1 })).data[0]
    expect(await types({ created: { gt: Number(newest?.created) } })).toEqual([])
    const pages: number[] = []
    for await (const one of stripe().balanceTransactions.list({ type: 'charge', limit: 1 })) {
      pages.push(one.amount)
    }
    expect(pages).toEqual([3000, 2000])
  })
})
