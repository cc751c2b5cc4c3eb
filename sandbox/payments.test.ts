import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { describeBothStores } from '../test/support/both-stores.ts'
import type { Sandbox } from '../test/support/sandbox.ts'
import { TEST_CARDS } from './cards.ts'

type Failure = Stripe.errors.StripeError & { payment_intent?: Stripe.PaymentIntent }

const CARD = { type: 'card', exp_month: 12, exp_year: 2040 } as const
const TYPES: Stripe.PaymentIntentCreateParams['allowed_payment_method_types'] = ['card']

const PAYS = [
  ...['4242424242424242', '4000056655665556', '5555555555554444', '2223003122003222'],
  ...['5200828282828210', '5105105105105100', '378282246310005', '371449635398431'],
  ...['6011111111111117', '6011000990139424', '6011981111111113', '3056930009020004'],
  ...['36227206271667', '3566002020360505', '6200000000000005', '4000000000003055'],
  ...['4000000000000101', '4000000000000036', '4000000000000028', '4000000000000010'],
  ...['4000000000000044', '4000000000009235', '4000000000004954'],
]

const DECLINED: Array<[number: string, code: string, declineCode: string | undefined]> = [
  ['4000000000000002', 'card_declined', 'generic_decline'],
  ['4000000000009995', 'card_declined', 'insufficient_funds'],
  ['4000000000009987', 'card_declined', 'lost_card'],
  ['4000000000009979', 'card_declined', 'stolen_card'],
  ['4000000000000069', 'expired_card', undefined],
  ['4000000000000127', 'incorrect_cvc', undefined],
  ['4000000000000119', 'processing_error', undefined],
  ['4000000000006975', 'card_declined', 'card_velocity_exceeded'],
  ['4100000000000019', 'card_declined', 'fraudulent'],
  ['4000008400001280', 'card_declined', 'generic_decline'],
]

/** After §5.3: what each does with the client there, when it is saved, and without the client. */
const CHALLENGED: Array<{
  number: string
  after: 'succeeded' | 'insufficient_funds' | 'generic_decline'
  setup: 'requires_action' | 'succeeded'
  offSession: 'succeeded' | 'authentication_required' | 'insufficient_funds'
}> = [
  {
    number: '4000002500003155',
    after: 'succeeded',
    setup: 'requires_action',
    offSession: 'succeeded',
  },
  {
    number: '4000002760003184',
    after: 'succeeded',
    setup: 'requires_action',
    offSession: 'authentication_required',
  },
  { number: '4000003800000446', after: 'succeeded', setup: 'succeeded', offSession: 'succeeded' },
  {
    number: '4000008260003178',
    after: 'insufficient_funds',
    setup: 'requires_action',
    offSession: 'insufficient_funds',
  },
  {
    number: '4000000000003220',
    after: 'succeeded',
    setup: 'requires_action',
    offSession: 'authentication_required',
  },
  {
    number: '4000008400001629',
    after: 'generic_decline',
    setup: 'requires_action',
    offSession: 'authentication_required',
  },
]

describeBothStores('cards', (sandbox: () => Sandbox) => {
  const stripe = () => sandbox().stripe('cards')

  function cardOf(number: string) {
    const cvc = number.length === 15 ? '1234' : '123'
    const { type, ...expiry } = CARD
    return { type, card: { number, cvc, ...expiry } }
  }

  async function newIntent(more: Partial<Stripe.PaymentIntentCreateParams> = {}) {
    const intent = { amount: 2000, currency: 'usd', allowed_payment_method_types: TYPES }
    return stripe().paymentIntents.create({ ...intent, ...more })
  }

  async function confirmWith(
    number: string,
    more: Partial<Stripe.PaymentIntentConfirmParams> = {},
  ) {
    const method = await stripe().paymentMethods.create(cardOf(number))
    const intent = await newIntent()
    return stripe().paymentIntents.confirm(intent.id, { payment_method: method.id, ...more })
  }

  async function failureOf(work: Promise<unknown>): Promise<Failure> {
    return work.then(
      () => {
        throw new Error('This was to be refused.')
      },
      (error: Failure) => error,
    )
  }

  async function answerChallenge(intent: string, outcome: 'complete' | 'fail') {
    await sandbox().control('challenges', { account: 'cards', intent, outcome })
  }

  test.each(PAYS)('%s pays', async (number) => {
    const paid = await confirmWith(number, { expand: ['latest_charge'] })
    const charge = paid.latest_charge as Stripe.Charge
    const known = TEST_CARDS.find((card) => card.number === number)
    expect(paid).toMatchObject({ status: 'succeeded', amount_received: 2000 })
    expect(charge).toMatchObject({ paid: true, captured: true, balance_transaction: null })
    expect(charge.payment_method_details?.card).toMatchObject({
      brand: known?.brand,
      funding: known?.funding,
      last4: number.slice(-4),
    })
  })

  test.each(DECLINED)('%s is declined: %s, %s', async (number, code, declineCode) => {
    const error = await failureOf(confirmWith(number))
    const intent = error.payment_intent as Stripe.PaymentIntent
    expect(error).toMatchObject({ type: 'StripeCardError', statusCode: 402, code })
    expect(error.decline_code || undefined).toBe(declineCode)
    expect(error.charge).toBe(intent.latest_charge)
    expect(intent).toMatchObject({ status: 'requires_payment_method', payment_method: null })
    expect(intent.last_payment_error).toMatchObject({ code, charge: error.charge })
    const charge = await stripe().charges.retrieve(String(error.charge))
    expect(charge).toMatchObject({ status: 'failed', paid: false, failure_code: code })
    const again = await stripe().paymentIntents.confirm(intent.id, {
      payment_method: 'pm_card_visa',
    })
    expect(again).toMatchObject({ status: 'succeeded', last_payment_error: null })
  })

  test.each(DECLINED)('%s cannot be saved', async (number, code) => {
    const customer = await stripe().customers.create()
    const method = await stripe().paymentMethods.create(cardOf(number))
    const attached = await failureOf(
      stripe().paymentMethods.attach(method.id, { customer: customer.id }),
    )
    expect(attached).toMatchObject({ statusCode: 402, code })
    const params = { customer: customer.id, payment_method: method.id, confirm: true }
    const setUp = await failureOf(
      stripe().setupIntents.create({ ...params, allowed_payment_method_types: ['card'] }),
    )
    expect(setUp).toMatchObject({ statusCode: 402, code })
    expect(setUp.setup_intent).toMatchObject({ status: 'requires_payment_method' })
  })

  test('4000000000000341 is saved, and every charge fails', async () => {
    const customer = await stripe().customers.create()
    const method = await stripe().paymentMethods.attach('pm_card_chargeCustomerFail', {
      customer: customer.id,
    })
    const intent = await newIntent({ customer: customer.id, payment_method: method.id })
    const error = await failureOf(stripe().paymentIntents.confirm(intent.id, { off_session: true }))
    expect(error).toMatchObject({ code: 'card_declined', decline_code: 'generic_decline' })
  })

  test.each(CHALLENGED)('$number asks for 3-D Secure, then $after', async ({ number, after }) => {
    const asked = await confirmWith(number)
    expect(asked).toMatchObject({ status: 'requires_action', latest_charge: null })
    expect(asked.next_action?.type).toBe('use_stripe_sdk')
    await answerChallenge(asked.id, 'complete')
    const settled = await stripe().paymentIntents.retrieve(asked.id)
    if (after === 'succeeded') expect(settled.status).toBe('succeeded')
    else expect(settled.last_payment_error?.decline_code).toBe(after)
  })

  test.each(CHALLENGED)(
    '$number saved ($setup), then without the client: $offSession',
    async (row) => {
      const customer = (await stripe().customers.create()).id
      const method = await stripe().paymentMethods.create(cardOf(row.number))
      const setup = await stripe().setupIntents.create({
        customer,
        payment_method: method.id,
        confirm: true,
        allowed_payment_method_types: ['card'],
      })
      expect(setup.status).toBe(row.setup)
      if (setup.status === 'requires_action') await answerChallenge(setup.id, 'complete')
      expect((await stripe().setupIntents.retrieve(setup.id)).status).toBe('succeeded')
      expect((await stripe().paymentMethods.retrieve(method.id)).customer).toBe(customer)
      const intent = await newIntent({ customer, payment_method: method.id })
      const charging = stripe().paymentIntents.confirm(intent.id, { off_session: true })
      if (row.offSession === 'succeeded') {
        expect((await charging).status).toBe('succeeded')
        return
      }
      const error = await failureOf(charging)
      expect(error).toMatchObject({ statusCode: 402, decline_code: row.offSession })
      expect(error.payment_intent).toMatchObject({ status: 'requires_payment_method' })
    },
  )

  test('4000002500003155 saved without authentication asks for it', async () => {
    const customer = (await stripe().customers.create()).id
    const method = await stripe().paymentMethods.attach('pm_card_authenticationRequiredOnSetup', {
      customer,
    })
    const intent = await newIntent({ customer, payment_method: method.id })
    const error = await failureOf(stripe().paymentIntents.confirm(intent.id, { off_session: true }))
    expect(error.code).toBe('authentication_required')
    const held = error.payment_intent?.last_payment_error?.payment_method?.id
    expect(held).toBe(method.id)
    const asked = await stripe().paymentIntents.confirm(intent.id, { payment_method: held })
    expect(asked.status).toBe('requires_action')
  })

  test('4000000000003055 is challenged when that is asked for, 4242… never', async () => {
    const options = { card: { request_three_d_secure: 'any' } } as const
    const asked = await confirmWith('4000000000003055', { payment_method_options: options })
    expect(asked.status).toBe('requires_action')
    const visa = await confirmWith('4242424242424242', { payment_method_options: options })
    expect(visa.status).toBe('succeeded')
  })

  test('a challenge failed leaves no charge and the intent open', async () => {
    const asked = await confirmWith('4000000000003220')
    await answerChallenge(asked.id, 'fail')
    const failed = await stripe().paymentIntents.retrieve(asked.id)
    expect(failed).toMatchObject({ status: 'requires_payment_method', latest_charge: null })
    expect(failed.last_payment_error?.code).toBe('payment_intent_authentication_failure')
    const canceled = await stripe().paymentIntents.cancel(asked.id)
    expect(canceled.status).toBe('canceled')
  })

  test('error_on_requires_action declines instead of asking', async () => {
    const error = await failureOf(
      confirmWith('4000000000003220', { error_on_requires_action: true }),
    )
    expect(error).toMatchObject({ statusCode: 402, code: 'authentication_required' })
  })

  test.each([
    [{ number: '4242424242424241' }, 'incorrect_number'],
    [{ number: '4111111111111111' }, 'card_declined'],
    [{ exp_month: 13 }, 'invalid_expiry_month'],
    [{ exp_year: 2020 }, 'invalid_expiry_year'],
    [{ cvc: '12' }, 'invalid_cvc'],
  ])('card data %j is refused: %s', async (fault, code) => {
    const { card, type } = cardOf('4242424242424242')
    const error = await failureOf(
      stripe().paymentMethods.create({ type, card: { ...card, ...fault } }),
    )
    expect(error).toMatchObject({ type: 'StripeCardError', statusCode: 402, code })
  })

  test('a card that is no test card is told which to use', async () => {
    const { card, type } = cardOf('4111111111111111')
    const error = await failureOf(stripe().paymentMethods.create({ type, card }))
    expect(error.message).toContain('4242 4242 4242 4242')
  })

  test('the same number has the same fingerprint, another one another', async () => {
    const numbers = ['4242424242424242', '4242424242424242', '5555555555554444']
    const made = await Promise.all(numbers.map((n) => stripe().paymentMethods.create(cardOf(n))))
    const [first, second, third] = made.map((method) => method.card?.fingerprint)
    expect(first).toBe(second)
    expect(first).not.toBe(third)
  })

  test('a confirmation token pays once and saves the card when asked', async () => {
    const customer = (await stripe().customers.create()).id
    const token = await stripe().testHelpers.confirmationTokens.create({
      payment_method: 'pm_card_visa',
      setup_future_usage: 'off_session',
    })
    expect(token.payment_method_preview?.card?.last4).toBe('4242')
    const intent = await newIntent({ customer })
    const paid = await stripe().paymentIntents.confirm(intent.id, { confirmation_token: token.id })
    expect(paid).toMatchObject({ status: 'succeeded', setup_future_usage: 'off_session' })
    const saved = await stripe().customers.listPaymentMethods(customer)
    expect(saved.data.map((method) => method.id)).toEqual([paid.payment_method])
    const other = await newIntent({ customer })
    const error = await failureOf(
      stripe().paymentIntents.confirm(other.id, { confirmation_token: token.id }),
    )
    expect(error).toMatchObject({ statusCode: 400, param: 'confirmation_token' })
  })

  test('a confirmation token expires after 12 hours', async () => {
    const late = sandbox().stripe('late')
    const token = await late.testHelpers.confirmationTokens.create({
      payment_method: 'pm_card_visa',
    })
    await sandbox().control('clock', { account: 'late', advanceSeconds: 12 * 3600 })
    const intent = await late.paymentIntents.create({ amount: 2000, currency: 'usd' })
    const error = await failureOf(
      late.paymentIntents.confirm(intent.id, {
        confirmation_token: token.id,
        return_url: 'http://localhost/',
      }),
    )
    expect(error.message).toContain('has expired')
  })

  test('a card that nobody owns pays once', async () => {
    const paid = await confirmWith('4242424242424242')
    const other = await newIntent()
    const error = await failureOf(
      stripe().paymentIntents.confirm(other.id, { payment_method: String(paid.payment_method) }),
    )
    expect(error.message).toContain('may not be used again')
  })

  test("a customer's card pays for nobody else", async () => {
    const [ann, bob] = [await stripe().customers.create(), await stripe().customers.create()]
    const method = await stripe().paymentMethods.attach('pm_card_visa', { customer: ann.id })
    const error = await failureOf(newIntent({ customer: bob.id, payment_method: method.id }))
    expect(error).toMatchObject({ statusCode: 400, code: 'resource_missing' })
  })

  test('a saved card past its date is declined by the bank, on the clock of the sandbox', async () => {
    const old = sandbox().stripe('old')
    const customer = (await old.customers.create()).id
    const method = await old.paymentMethods.attach('pm_card_visa', { customer })
    await sandbox().control('clock', { account: 'old', advanceSeconds: 4 * 366 * 86_400 })
    const params = { amount: 2000, currency: 'usd', customer, payment_method: method.id }
    const error = await failureOf(
      old.paymentIntents.create({ ...params, confirm: true, off_session: true }),
    )
    expect(error.code).toBe('expired_card')
  })

  test('confirming twice and canceling what succeeded are refused, with the intent', async () => {
    const paid = await confirmWith('4242424242424242')
    const again = await failureOf(stripe().paymentIntents.confirm(paid.id))
    expect(again).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' })
    const cancel = await failureOf(stripe().paymentIntents.cancel(paid.id))
    expect(cancel).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' })
    expect(cancel.payment_intent).toMatchObject({ id: paid.id, status: 'succeeded' })
  })

  test('the fee comes later, with charge.updated', async () => {
    const own = sandbox().stripe('fees')
    const params = { amount: 2000, currency: 'usd', payment_method: 'pm_card_visa', confirm: true }
    const paid = await own.paymentIntents.create({
      ...params,
      allowed_payment_method_types: ['card'],
    })
    await sandbox().control('clock', { account: 'fees', advanceSeconds: 2 })
    const read = await own.paymentIntents.retrieve(paid.id, {
      expand: ['latest_charge.balance_transaction'],
    })
    const charge = read.latest_charge as Stripe.Charge
    expect(charge.balance_transaction).toMatchObject({ amount: 2000, fee: 88, net: 1912 })
    const [event] = (await own.events.list({ type: 'charge.updated' })).data
    expect(event?.data.previous_attributes).toEqual({ balance_transaction: null })
  })

  test('an amount is authorized, captured in part, and posted at once', async () => {
    const intent = await newIntent({ capture_method: 'manual' })
    const held = await stripe().paymentIntents.confirm(intent.id, {
      payment_method: 'pm_card_visa',
    })
    expect(held).toMatchObject({ status: 'requires_capture', amount_capturable: 2000 })
    const taken = await stripe().paymentIntents.capture(intent.id, {
      amount_to_capture: 1500,
      expand: ['latest_charge.balance_transaction'],
    })
    expect(taken).toMatchObject({ status: 'succeeded', amount_received: 1500 })
    const { balance_transaction } = taken.latest_charge as Stripe.Charge
    expect(balance_transaction).toMatchObject({ amount: 1500 })
  })

  test('of confirm and cancel at once exactly one succeeds', async () => {
    const intents = await Promise.all(Array.from({ length: 20 }, () => newIntent()))
    const outcomes = await Promise.all(
      intents.map(async ({ id }) => {
        const both = await Promise.allSettled([
          stripe().paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }),
          stripe().paymentIntents.cancel(id),
        ])
        return both.filter(({ status }) => status === 'fulfilled').length
      }),
    )
    expect(outcomes.every((count) => count === 1)).toBe(true)
  })
})
