import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import {
  AGREED,
  BANK_ONLY,
  failureOf,
  saveAccount,
  typedAccount,
} from '../test/support/bank-accounts.ts'
import { describeBothStores } from '../test/support/both-stores.ts'
import type { Sandbox } from '../test/support/sandbox.ts'

const DAY = 86_400

describeBothStores('micro-deposits', (sandbox: () => Sandbox) => {
  let account = ''
  let count = 0

  function own(): Stripe {
    account = `deposits${++count}`
    return sandbox().stripe(account)
  }

  const control = <T = unknown>(path: string, body: object) =>
    sandbox().control<T>(path, { account, ...body })

  async function eventsOf(stripe: Stripe, type?: string): Promise<Stripe.Event[]> {
    const { data } = await stripe.events.list({ limit: 100, ...(type ? { type } : {}) })
    return data.reverse()
  }

  test('by a code: the setup waits, a wrong one counts, the right one saves the account', async () => {
    const stripe = own()
    const customer = (await stripe.customers.create()).id
    const method = await stripe.paymentMethods.create(typedAccount('000123456789'))
    const waiting = await saveAccount(stripe, method.id, { customer })
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
      allowed_payment_method_types: BANK_ONLY,
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
      allowed_payment_method_types: BANK_ONLY,
      payment_method_data: typedAccount('000123456789'),
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
    const method = await stripe.paymentMethods.create(typedAccount('000123456789'))
    const waiting = await saveAccount(stripe, method.id)
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
    const again = await failureOf(saveAccount(stripe, method.id))
    expect(again.code).toBe('payment_method_bank_account_blocked')
  })

  test('after ten days it is over, of a payment too', async () => {
    const stripe = own()
    const waiting = await stripe.paymentIntents.create({
      amount: 2_000,
      currency: 'usd',
      allowed_payment_method_types: BANK_ONLY,
      payment_method_data: typedAccount('000123456789'),
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
    const waiting = await saveAccount(
      stripe,
      (await stripe.paymentMethods.create(typedAccount('000666666661'))).id,
    )
    expect(waiting.status).toBe('requires_action')
    await control('clock', { advanceSeconds: 60 })
    expect((await stripe.setupIntents.retrieve(waiting.id)).last_setup_error?.code).toBe(
      'payment_method_microdeposit_failed',
    )
  })

  test('where only instant verification is wanted, typed numbers are refused', async () => {
    const stripe = own()
    const method = await stripe.paymentMethods.create(typedAccount('000123456789'))
    const options = { us_bank_account: { verification_method: 'instant' } } as const
    const refused = await failureOf(
      saveAccount(stripe, method.id, { payment_method_options: options }),
    )
    expect(refused).toMatchObject({ statusCode: 400, code: 'payment_method_unexpected_state' })
    const other = { us_bank_account: { verification_method: 'guess' as 'instant' } }
    const unknown = await failureOf(
      saveAccount(stripe, method.id, { payment_method_options: other }),
    )
    expect(unknown.param).toBe('payment_method_options[us_bank_account][verification_method]')
  })

  test('a publishable key verifies with the secret of the intent, and only with it', async () => {
    const stripe = own()
    const method = await stripe.paymentMethods.create(typedAccount('000123456789'))
    const waiting = await saveAccount(stripe, method.id)
    const verify = async (secret: string) => {
      const body = new URLSearchParams({ client_secret: secret, descriptor_code: 'SM11AA' })
      const address = `${sandbox().url}/v1/setup_intents/${waiting.id}/verify_microdeposits`
      const headers = { Authorization: `Bearer pk_test_${account}` }
      return (await fetch(address, { method: 'POST', headers, body })).status
    }
    expect(await verify(`${waiting.id}_secret_guess`)).toBe(400)
    expect(await verify(String(waiting.client_secret))).toBe(200)
  })
})
