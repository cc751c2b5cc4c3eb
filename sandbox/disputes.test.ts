import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { describeBothStores } from '../test/support/both-stores.ts'
import type { Sandbox } from '../test/support/sandbox.ts'

describeBothStores('disputes', (sandbox: () => Sandbox) => {
  let account = ''
  let count = 0
  const stripe = () => sandbox().stripe(account)

  async function paid(method = 'pm_card_visa'): Promise<Stripe.PaymentIntent> {
    account = `disputes${++count}`
    return stripe().paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      allowed_payment_method_types: ['card'],
      payment_method: method,
      confirm: true,
    })
  }

  const pass = (seconds: number) => sandbox().control('clock', { account, advanceSeconds: seconds })

  const decide = (dispute: string, outcome: string, amount?: number) =>
    sandbox().control('disputes/decide', { account, dispute, outcome, amount })

  async function disputed(method = 'pm_card_createDispute'): Promise<Stripe.Dispute> {
    const intent = await paid(method)
    await pass(3)
    const { data } = await stripe().disputes.list({ payment_intent: intent.id })
    return data[0] as Stripe.Dispute
  }

  const read = (dispute: Stripe.Dispute) => stripe().disputes.retrieve(dispute.id)

  async function told(): Promise<string[]> {
    const { data } = await stripe().events.list({ limit: 100 })
    const types = data.map(({ type }) => type).reverse()
    return types.filter((type) => type.startsWith('charge.dispute'))
  }

  async function balance(): Promise<number> {
    const { data } = await stripe().balanceTransactions.list({ limit: 100 })
    return data.reduce((sum, { net }) => sum + net, 0)
  }

  async function failureOf(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
    return work.then(
      () => {
        throw new Error('This was to be refused.')
      },
      (error: Stripe.errors.StripeError) => error,
    )
  }

  test('4000000000000259: the bank takes the money and a fee', async () => {
    const dispute = await disputed()
    expect(dispute).toMatchObject({
      amount: 2000,
      reason: 'fraudulent',
      status: 'needs_response',
      is_charge_refundable: false,
    })
    expect(dispute.evidence_details.due_by).toBeGreaterThan(dispute.created + 9 * 86_400 - 1)
    expect(dispute.balance_transactions[0]).toMatchObject({
      amount: -2000,
      fee: 1500,
      type: 'adjustment',
      reporting_category: 'dispute',
    })
    expect(await stripe().charges.retrieve(String(dispute.charge))).toMatchObject({
      disputed: true,
    })
    expect(await told()).toEqual(['charge.dispute.created', 'charge.dispute.funds_withdrawn'])
    expect(await balance()).toBe(1912 - 3500)
    const refund = stripe().refunds.create({ charge: String(dispute.charge) })
    expect(await failureOf(refund)).toMatchObject({ statusCode: 400, code: 'charge_disputed' })
  })

  test('4000000000002685 names its reason, 4000000404000079 disputes twice', async () => {
    const missing = await disputed('pm_card_createDisputeProductNotReceived')
    expect(missing.reason).toBe('product_not_received')
    const one = await disputed('pm_card_createMultipleDisputes')
    const { data } = await stripe().disputes.list({ charge: String(one.charge) })
    expect(data.map(({ amount }) => amount)).toEqual([1000, 1000])
  })

  test('4000000000001976: an inquiry takes nothing, and the charge may be refunded', async () => {
    const intent = await paid('pm_card_createDisputeInquiry')
    const { data } = await stripe().disputes.list({ payment_intent: intent.id })
    expect(data[0]).toMatchObject({
      status: 'warning_needs_response',
      balance_transactions: [],
      is_charge_refundable: true,
    })
    expect(await told()).toEqual(['charge.dispute.created'])
    await stripe().refunds.create({ payment_intent: intent.id })
    const closed = await stripe().disputes.close(String(data[0]?.id))
    expect(closed.status).toBe('warning_closed')
    expect(await balance()).toBe(-88)
  })

  test('an inquiry that escalates takes the money', async () => {
    const inquiry = await disputed('pm_card_createDisputeInquiry')
    await decide(inquiry.id, 'escalate')
    expect(await read(inquiry)).toMatchObject({ status: 'needs_response' })
    expect((await told()).slice(1)).toEqual([
      'charge.dispute.updated',
      'charge.dispute.funds_withdrawn',
    ])
    expect(await balance()).toBe(1912 - 3500)
  })

  test('winning evidence wins, and the money comes back without the fee', async () => {
    const dispute = await disputed()
    const kept = await stripe().disputes.update(dispute.id, {
      evidence: { product_description: 'Twelve hours of drawing' },
      submit: false,
    })
    expect(kept).toMatchObject({ status: 'needs_response' })
    expect(kept.evidence_details).toMatchObject({ has_evidence: true, submission_count: 0 })
    const sent = await stripe().disputes.update(dispute.id, {
      evidence: { uncategorized_text: 'winning_evidence' },
    })
    expect(sent).toMatchObject({ status: 'under_review' })
    expect(sent.evidence).toMatchObject({ product_description: 'Twelve hours of drawing' })
    await pass(2)
    expect(await read(dispute)).toMatchObject({ status: 'won', is_charge_refundable: true })
    expect((await told()).slice(-2)).toEqual([
      'charge.dispute.closed',
      'charge.dispute.funds_reinstated',
    ])
    expect(await balance()).toBe(1912 - 1500)
    const late = stripe().disputes.update(dispute.id, { evidence: { customer_name: 'Ann' } })
    expect(await failureOf(late)).toMatchObject({ code: 'dispute_already_closed' })
    const refund = await stripe().refunds.create({ charge: String(dispute.charge) })
    expect(refund.status).toBe('succeeded')
  })

  test('losing evidence, giving up and silence lose', async () => {
    const argued = await disputed()
    const evidence = { uncategorized_text: 'losing_evidence' }
    await stripe().disputes.update(argued.id, { evidence })
    await pass(2)
    expect((await read(argued)).status).toBe('lost')
    const given = await disputed()
    expect((await stripe().disputes.close(given.id)).status).toBe('lost')
    const silent = await disputed()
    await pass(11 * 86_400)
    const lost = await read(silent)
    expect(lost).toMatchObject({ status: 'lost', evidence_details: { past_due: true } })
    expect((await told()).at(-1)).toBe('charge.dispute.closed')
    const refund = stripe().refunds.create({ charge: String(silent.charge) })
    expect(await failureOf(refund)).toMatchObject({ code: 'charge_disputed' })
  })

  test('disputes are opened and decided by hand, in part too', async () => {
    const intent = await paid()
    const opened = await sandbox().control<Stripe.Dispute>('disputes', {
      account,
      charge: intent.latest_charge,
      reason: 'duplicate',
      amount: 1500,
    })
    expect(opened).toMatchObject({ amount: 1500, reason: 'duplicate', status: 'needs_response' })
    await decide(opened.id, 'win', 1000)
    await expect(decide(opened.id, 'lose')).rejects.toThrow('400')
    const won = await read(opened)
    expect(won.balance_transactions.map(({ amount }) => amount)).toEqual([-1500, 1000])
    expect(await balance()).toBe(1912 - 3000 + 1000)
  })
})
