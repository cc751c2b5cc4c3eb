import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { describeBothStores } from '../test/support/both-stores.ts'
import type { Sandbox } from '../test/support/sandbox.ts'
import { TEST_BANK_ACCOUNTS } from './bank-accounts.ts'

type Failure = Stripe.errors.StripeError & {
  payment_intent?: Stripe.PaymentIntent
  setup_intent?: Stripe.SetupIntent
}

const BANK: Stripe.SetupIntentCreateParams['allowed_payment_method_types'] = ['us_bank_account']
const AGREED = {
  customer_acceptance: {
    type: 'online',
    online: { ip_address: '127.0.0.1', user_agent: 'Test' },
  },
} as const
const DAY = 86_400

describeBothStores('bank accounts', (sandbox: () => Sandbox) => {
  let account = ''
  let count = 0

  function own(): Stripe {
    account = `accounts${++count}`
    return sandbox().stripe(account)
  }

  const control = <T = unknown>(path: string, body: object) =>
    sandbox().control<T>(path, { account, ...body })

  function typed(number: string, more: Partial<Stripe.PaymentMethodCreateParams> = {}) {
    return {
      type: 'us_bank_account',
      billing_details: { name: 'Ann Lee', email: 'ann@example.com' },
      us_bank_account: {
        account_holder_type: 'company',
        account_number: number,
        account_type: 'savings',
        routing_number: '110000000',
      },
      ...more,
    } as const
  }

  async function save(
    stripe: Stripe,
    method: string,
    more: Partial<Stripe.SetupIntentCreateParams> = {},
  ): Promise<Stripe.SetupIntent> {
    return stripe.setupIntents.create({
      allowed_payment_method_types: BANK,
      payment_method: method,
      mandate_data: AGREED,
      confirm: true,
      ...more,
    })
  }

  async function failureOf(work: Promise<unknown>): Promise<Failure> {
    return work.then(
      () => {
        throw new Error('This was to be refused.')
      },
      (error: Failure) => error,
    )
  }

  async function eventsOf(stripe: Stripe, type?: string): Promise<Stripe.Event[]> {
    const { data } = await stripe.events.list({ limit: 100, ...(type ? { type } : {}) })
    return data.reverse()
  }

  test.each(TEST_BANK_ACCOUNTS)('$number is taken, and not kept', async ({ number, name }) => {
    const stripe = own()
    const method = await stripe.paymentMethods.create(typed(number))
    expect(method.us_bank_account).toMatchObject({
      account_holder_type: 'company',
      account_type: 'savings',
      bank_name: 'STRIPE TEST BANK',
      financial_connections_account: null,
      last4: number.slice(-4),
      routing_number: '110000000',
      status_details: {},
    })
    expect(method.billing_details).toMatchObject({ name: 'Ann Lee', email: 'ann@example.com' })
    expect(JSON.stringify(method)).not.toContain(number)
    const customer = (await stripe.customers.create()).id
    const token = await save(stripe, `pm_usBankAccount_${name}`, { customer })
    const saved = await stripe.paymentMethods.retrieve(String(token.payment_method))
    expect(saved.us_bank_account?.fingerprint).toBe(method.us_bank_account?.fingerprint)
  })

  test('numbers that are wrong or real are refused', async () => {
    const stripe = own()
    const make = (number: string, routing = '110000000') =>
      failureOf(
        stripe.paymentMethods.create({
          ...typed(number),
          us_bank_account: { account_number: number, routing_number: routing },
        }),
      )
    expect(await make('000123456789', '110000001')).toMatchObject({
      code: 'routing_number_invalid',
      param: 'us_bank_account[routing_number]',
    })
    expect(await make('12')).toMatchObject({ code: 'account_number_invalid' })
    expect(await make('123456789')).toMatchObject({
      statusCode: 400,
      code: 'payment_method_invalid_parameter_testmode',
    })
    expect(await make('000123456789', '021000021')).toMatchObject({
      code: 'payment_method_invalid_parameter_testmode',
    })
    const nameless = await failureOf(
      stripe.paymentMethods.create(typed('000123456789', { billing_details: {} })),
    )
    expect(nameless).toMatchObject({ code: 'parameter_missing', param: 'billing_details[name]' })
  })

  test('an account that nobody verified is not attached; a verified one is saved', async () => {
    const stripe = own()
    const customer = (await stripe.customers.create()).id
    const { id } = await stripe.paymentMethods.create(typed('000123456789'))
    const refused = await failureOf(stripe.paymentMethods.attach(id, { customer }))
    expect(refused).toMatchObject({ statusCode: 400, code: 'payment_method_unexpected_state' })
    const picked = await stripe.paymentMethods.create({
      type: 'us_bank_account',
      billing_details: { name: 'Ann Lee' },
      us_bank_account: { financial_connections_account: 'fca_success' },
    })
    const saved = await save(stripe, picked.id, { customer })
    expect(saved).toMatchObject({ status: 'succeeded', payment_method: picked.id })
    const mandate = await stripe.mandates.retrieve(String(saved.mandate), {
      expand: ['payment_method'],
    })
    expect(mandate).toMatchObject({
      status: 'active',
      type: 'multi_use',
      payment_method: { id: picked.id, customer },
    })
    await stripe.paymentMethods.attach('pm_card_visa', { customer })
    const of = async (type: 'card' | 'us_bank_account') =>
      (await stripe.customers.listPaymentMethods(customer, { type })).data.map((one) => one.type)
    expect(await of('us_bank_account')).toEqual(['us_bank_account'])
    expect(await of('card')).toEqual(['card'])
    const updated = await stripe.paymentMethods.update(picked.id, {
      us_bank_account: { account_holder_type: 'company' },
    })
    expect(updated.us_bank_account?.account_holder_type).toBe('company')
    const gone = await stripe.paymentMethods.detach(picked.id)
    expect(gone.customer).toBeNull()
    expect((await stripe.mandates.retrieve(mandate.id)).status).toBe('inactive')
    const types = (await eventsOf(stripe)).map(({ type }) => type)
    for (const type of ['attached', 'updated', 'detached'] as const) {
      expect(types).toContain(`payment_method.${type}`)
    }
    expect(types).toContain('mandate.updated')
  })

  test('a setup needs that its holder agrees', async () => {
    const stripe = own()
    const without = save(stripe, 'pm_usBankAccount_success', { mandate_data: undefined })
    expect(await failureOf(without)).toMatchObject({
      statusCode: 400,
      code: 'setup_intent_mandate_invalid',
      param: 'mandate_data',
    })
  })

  test('by a code: the setup waits, a wrong one counts, the right one saves the account', async () => {
    const stripe = own()
    const customer = (await stripe.customers.create()).id
    const method = await stripe.paymentMethods.create(typed('000123456789'))
    const waiting = await save(stripe, method.id, { customer })
    expect(waiting.status).toBe('requires_action')
    const wait = waiting.next_action?.verify_with_microdeposits
    expect(wait).toMatchObject({ microdeposit_type: 'descriptor_code' })
    expect(wait?.hosted_verification_url).toContain('/endive/verify?')
    expect((await stripe.mandates.retrieve(String(waiting.mandate))).status).toBe('pending')
    const wrong = await failureOf(
      stripe.setupIntents.verifyMicrodeposits(waiting.id, { descriptor_code: 'SM00ZZ' }),
    )
    expect(wrong).toMatchObject({
      statusCode: 400,
      code: 'payment_method_microdeposit_verification_descriptor_code_mismatch',
    })
    const listed = await sandbox().control<{ data: Array<{ tries: number; values: string }> }>(
      `microdeposits?account=${account}`,
    )
    expect(listed.data).toMatchObject([{ intent: waiting.id, tries: 1, values: 'SM11AA' }])
    const saved = await stripe.setupIntents.verifyMicrodeposits(waiting.id, {
      descriptor_code: 'SM11AA',
    })
    expect(saved).toMatchObject({ status: 'succeeded', next_action: null })
    expect((await stripe.mandates.retrieve(String(saved.mandate))).status).toBe('active')
    const held = await stripe.paymentMethods.retrieve(method.id)
    expect(held.customer).toBe(customer)
    const paid = await stripe.paymentIntents.create({
      amount: 2_000,
      currency: 'usd',
      allowed_payment_method_types: ['us_bank_account'],
      customer,
      payment_method: method.id,
      off_session: true,
      confirm: true,
    })
    expect(paid.status).toBe('processing')
    const { data } = await stripe.setupAttempts.list({ setup_intent: saved.id })
    expect(data).toMatchObject([
      { status: 'succeeded', payment_method_details: { type: 'us_bank_account' } },
    ])
  })

  test('by amounts: a payment waits, and is debited once they are right, in either order', async () => {
    const stripe = own()
    await control('microdeposits', { kind: 'amounts' })
    const waiting = await stripe.paymentIntents.create({
      amount: 2_000,
      currency: 'usd',
      allowed_payment_method_types: ['us_bank_account'],
      payment_method_data: typed('000123456789'),
      mandate_data: AGREED,
      confirm: true,
    })
    expect(waiting).toMatchObject({
      status: 'requires_action',
      latest_charge: null,
      next_action: { verify_with_microdeposits: { microdeposit_type: 'amounts' } },
    })
    const verify = (amounts: number[]) =>
      stripe.paymentIntents.verifyMicrodeposits(waiting.id, { amounts })
    expect((await failureOf(verify([32]))).code).toBe(
      'payment_method_microdeposit_verification_amounts_invalid',
    )
    expect((await failureOf(verify([1, 2]))).code).toBe(
      'payment_method_microdeposit_verification_amounts_mismatch',
    )
    expect((await verify([45, 32])).status).toBe('processing')
    expect(await failureOf(verify([32, 45]))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    })
    const types = (await eventsOf(stripe)).map(({ type }) => type)
    expect(types).toEqual([
      'payment_intent.created',
      'payment_intent.requires_action',
      'mandate.updated',
      'charge.pending',
      'payment_intent.processing',
    ])
  })

  const EXCEEDED = 'payment_method_microdeposit_verification_attempts_exceeded'
  const TIMEOUT = 'payment_method_microdeposit_verification_timeout'

  test.each([
    ['descriptor_code', 10, { descriptor_code: 'SM00ZZ' }, EXCEEDED],
    ['amounts', 3, { amounts: [1, 2] }, EXCEEDED],
    ['descriptor_code', 1, { descriptor_code: 'SM33CC' }, EXCEEDED],
    ['amounts', 1, { amounts: [10, 11] }, EXCEEDED],
    ['descriptor_code', 1, { descriptor_code: 'SM44DD' }, TIMEOUT],
    ['amounts', 1, { amounts: [40, 41] }, TIMEOUT],
  ])('by %s it is over after %i: %o', async (kind, tries, values, code) => {
    const stripe = own()
    await control('microdeposits', { kind })
    const method = await stripe.paymentMethods.create(typed('000123456789'))
    const waiting = await save(stripe, method.id)
    const attempts: Array<string | undefined> = []
    for (let count = 0; count < tries; count++) {
      const failure = await failureOf(stripe.setupIntents.verifyMicrodeposits(waiting.id, values))
      attempts.push(failure.code)
    }
    expect(attempts.at(-1)).toBe(code)
    expect(attempts.slice(0, -1)).not.toContain(code)
    const after = await stripe.setupIntents.retrieve(waiting.id)
    expect(after).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      next_action: null,
      last_setup_error: { code },
    })
    expect((await stripe.mandates.retrieve(String(after.mandate))).status).toBe('inactive')
    expect((await eventsOf(stripe)).map(({ type }) => type)).toContain('setup_intent.setup_failed')
    const again = await failureOf(save(stripe, method.id))
    expect(again.code).toBe('payment_method_bank_account_blocked')
  })

  test('after ten days it is over, of a payment too', async () => {
    const stripe = own()
    const waiting = await stripe.paymentIntents.create({
      amount: 2_000,
      currency: 'usd',
      allowed_payment_method_types: ['us_bank_account'],
      payment_method_data: typed('000123456789'),
      mandate_data: AGREED,
      confirm: true,
    })
    await control('clock', { advanceSeconds: 9 * DAY })
    expect((await stripe.paymentIntents.retrieve(waiting.id)).status).toBe('requires_action')
    await control('clock', { advanceSeconds: 2 * DAY })
    expect(await stripe.paymentIntents.retrieve(waiting.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: TIMEOUT },
    })
  })

  test('deposits that cannot be sent fail the payment by themselves', async () => {
    const stripe = own()
    const waiting = await save(
      stripe,
      (await stripe.paymentMethods.create(typed('000666666661'))).id,
    )
    expect(waiting.status).toBe('requires_action')
    await control('clock', { advanceSeconds: 60 })
    expect((await stripe.setupIntents.retrieve(waiting.id)).last_setup_error?.code).toBe(
      'payment_method_microdeposit_failed',
    )
  })

  test('where only instant verification is wanted, typed numbers are refused', async () => {
    const stripe = own()
    const method = await stripe.paymentMethods.create(typed('000123456789'))
    const options = { us_bank_account: { verification_method: 'instant' } } as const
    const refused = await failureOf(save(stripe, method.id, { payment_method_options: options }))
    expect(refused).toMatchObject({ statusCode: 400, code: 'payment_method_unexpected_state' })
    const other = { us_bank_account: { verification_method: 'guess' as 'instant' } }
    const unknown = await failureOf(save(stripe, method.id, { payment_method_options: other }))
    expect(unknown.param).toBe('payment_method_options[us_bank_account][verification_method]')
  })

  test('a publishable key verifies with the secret of the intent, and only with it', async () => {
    const stripe = own()
    const method = await stripe.paymentMethods.create(typed('000123456789'))
    const waiting = await save(stripe, method.id)
    const verify = async (secret: string) => {
      const body = new URLSearchParams({ client_secret: secret, descriptor_code: 'SM11AA' })
      const address = `${sandbox().url}/v1/setup_intents/${waiting.id}/verify_microdeposits`
      const headers = { Authorization: `Bearer pk_test_${account}` }
      return (await fetch(address, { method: 'POST', headers, body })).status
    }
    expect(await verify(`${waiting.id}_secret_guess`)).toBe(400)
    expect(await verify(String(waiting.client_secret))).toBe(200)
  })

  test('a confirmation token of a bank account carries what its holder agreed to', async () => {
    const stripe = own()
    const token = await stripe.testHelpers.confirmationTokens.create({
      payment_method: 'pm_usBankAccount_success',
      mandate_data: AGREED,
    } as { payment_method: string })
    expect(token.payment_method_preview).toMatchObject({
      type: 'us_bank_account',
      us_bank_account: { last4: '6789' },
    })
    expect(token.mandate_data).toMatchObject(AGREED)
    const intent = await stripe.paymentIntents.create({
      amount: 2_000,
      currency: 'usd',
      allowed_payment_method_types: ['card', 'us_bank_account'],
    })
    const paid = await stripe.paymentIntents.confirm(intent.id, { confirmation_token: token.id })
    expect(paid.status).toBe('processing')
  })

  test('a blocked account is not saved again by its customer, under another id either', async () => {
    const stripe = own()
    const customer = (await stripe.customers.create()).id
    const first = await save(stripe, 'pm_usBankAccount_success', { customer })
    const paid = await stripe.paymentIntents.create({
      amount: 2_000,
      currency: 'usd',
      allowed_payment_method_types: ['us_bank_account'],
      customer,
      payment_method: String(first.payment_method),
      off_session: true,
      confirm: true,
    })
    await control('debits', { intent: paid.id, outcome: 'return', code: 'R02' })
    const again = await failureOf(save(stripe, 'pm_usBankAccount_success', { customer }))
    expect(again).toMatchObject({ statusCode: 402, code: 'bank_account_unusable' })
    expect(again.setup_intent?.status).toBe('requires_payment_method')
    const other = (await stripe.customers.create()).id
    expect((await save(stripe, 'pm_usBankAccount_success', { customer: other })).status).toBe(
      'succeeded',
    )
  })

  test('a mandate that was revoked at the bank carries no more payments', async () => {
    const stripe = own()
    const customer = (await stripe.customers.create()).id
    const saved = await save(stripe, 'pm_usBankAccount_success', { customer })
    await control('mandates', { mandate: saved.mandate })
    const refused = await failureOf(
      stripe.paymentIntents.create({
        amount: 2_000,
        currency: 'usd',
        allowed_payment_method_types: ['us_bank_account'],
        customer,
        payment_method: String(saved.payment_method),
        off_session: true,
        confirm: true,
      }),
    )
    expect(refused.code).toBe('payment_intent_mandate_invalid')
    const [event] = await eventsOf(stripe, 'mandate.updated')
    expect(event?.data.previous_attributes).toEqual({ status: 'active' })
  })
})
