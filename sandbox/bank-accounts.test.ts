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
import { TEST_BANK_ACCOUNTS } from './bank-accounts.ts'

describeBothStores('bank accounts', (sandbox: () => Sandbox) => {
  let account = ''
  let count = 0

  function own(): Stripe {
    account = `accounts${++count}`
    return sandbox().stripe(account)
  }

  const control = <T = unknown>(path: string, body: object) =>
    sandbox().control<T>(path, { account, ...body })

  async function eventsOf(stripe: Stripe, type?: string): Promise<Stripe.Event[]> {
    const { data } = await stripe.events.list({ limit: 100, ...(type ? { type } : {}) })
    return data.reverse()
  }

  test.each(TEST_BANK_ACCOUNTS)('$number is taken, and not kept', async ({ number, name }) => {
    const stripe = own()
    const method = await stripe.paymentMethods.create(typedAccount(number))
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
    const token = await saveAccount(stripe, `pm_usBankAccount_${name}`, { customer })
    const saved = await stripe.paymentMethods.retrieve(String(token.payment_method))
    expect(saved.us_bank_account?.fingerprint).toBe(method.us_bank_account?.fingerprint)
  })

  test('numbers that are wrong or real are refused', async () => {
    const stripe = own()
    const make = (number: string, routing = '110000000') =>
      failureOf(
        stripe.paymentMethods.create({
          ...typedAccount(number),
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
      stripe.paymentMethods.create({ ...typedAccount('000123456789'), billing_details: {} }),
    )
    expect(nameless).toMatchObject({ code: 'parameter_missing', param: 'billing_details[name]' })
  })

  test('an account that nobody verified is not attached; a verified one is saved', async () => {
    const stripe = own()
    const customer = (await stripe.customers.create()).id
    const { id } = await stripe.paymentMethods.create(typedAccount('000123456789'))
    const refused = await failureOf(stripe.paymentMethods.attach(id, { customer }))
    expect(refused).toMatchObject({ statusCode: 400, code: 'payment_method_unexpected_state' })
    const picked = await stripe.paymentMethods.create({
      type: 'us_bank_account',
      billing_details: { name: 'Ann Lee' },
      us_bank_account: { financial_connections_account: 'fca_success' },
    })
    const saved = await saveAccount(stripe, picked.id, { customer })
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
    const without = saveAccount(stripe, 'pm_usBankAccount_success', { mandate_data: undefined })
    expect(await failureOf(without)).toMatchObject({
      statusCode: 400,
      code: 'setup_intent_mandate_invalid',
      param: 'mandate_data',
    })
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
    const first = await saveAccount(stripe, 'pm_usBankAccount_success', { customer })
    const paid = await stripe.paymentIntents.create({
      amount: 2_000,
      currency: 'usd',
      allowed_payment_method_types: BANK_ONLY,
      customer,
      payment_method: String(first.payment_method),
      off_session: true,
      confirm: true,
    })
    await control('debits', { intent: paid.id, outcome: 'return', code: 'R02' })
    const again = await failureOf(saveAccount(stripe, 'pm_usBankAccount_success', { customer }))
    expect(again).toMatchObject({ statusCode: 402, code: 'bank_account_unusable' })
    expect(again.setup_intent?.status).toBe('requires_payment_method')
    const other = (await stripe.customers.create()).id
    expect(
      (await saveAccount(stripe, 'pm_usBankAccount_success', { customer: other })).status,
    ).toBe('succeeded')
  })

  test('a mandate that was revoked at the bank carries no more payments', async () => {
    const stripe = own()
    const customer = (await stripe.customers.create()).id
    const saved = await saveAccount(stripe, 'pm_usBankAccount_success', { customer })
    await control('mandates', { mandate: saved.mandate })
    const refused = await failureOf(
      stripe.paymentIntents.create({
        amount: 2_000,
        currency: 'usd',
        allowed_payment_method_types: BANK_ONLY,
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
