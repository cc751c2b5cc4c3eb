import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { AGREED, BANK_ONLY, failureOf } from '../test/support/bank-accounts.ts'
import { describeBothStores } from '../test/support/both-stores.ts'
import type { Sandbox } from '../test/support/sandbox.ts'

/** Longer than any four days on which banks work. */
const EIGHT_DAYS = 8 * 86_400

describeBothStores('bank payments', (sandbox: () => Sandbox) => {
  let account = ''
  let count = 0

  /** Every test has an account of its own, whose clock it may move. */
  function own(): Stripe {
    account = `bank${++count}`
    return sandbox().stripe(account)
  }

  const wait = (advanceSeconds: number) => sandbox().control('clock', { account, advanceSeconds })
  const decide = (intent: string, outcome: string, code?: string) =>
    sandbox().control('debits', { account, intent, outcome, ...(code ? { code } : {}) })

  async function pay(
    stripe: Stripe,
    method: string,
    more: Partial<Stripe.PaymentIntentCreateParams> = {},
  ): Promise<Stripe.PaymentIntent> {
    return stripe.paymentIntents.create({
      amount: 20_000,
      currency: 'usd',
      allowed_payment_method_types: BANK_ONLY,
      payment_method: method,
      mandate_data: AGREED,
      confirm: true,
      ...more,
    })
  }

  async function eventsOf(stripe: Stripe): Promise<string[]> {
    const { data } = await stripe.events.list({ limit: 100 })
    return data.map(({ type }) => type).reverse()
  }

  async function chargeOf(stripe: Stripe, intent: Stripe.PaymentIntent): Promise<Stripe.Charge> {
    const { data } = await stripe.charges.list({
      payment_intent: intent.id,
      expand: ['data.balance_transaction'],
    })
    return data[0] as Stripe.Charge
  }

  test('a debit is on its way for days, then succeeds', async () => {
    const stripe = own()
    const paid = await pay(stripe, 'pm_usBankAccount_success')
    expect(paid).toMatchObject({
      status: 'processing',
      amount_received: 0,
      last_payment_error: null,
      payment_method_types: ['us_bank_account'],
    })
    const pending = await chargeOf(stripe, paid)
    expect(pending).toMatchObject({ status: 'pending', paid: false })
    expect(pending.id).toMatch(/^py_/)
    expect(pending.payment_method_details).toMatchObject({
      type: 'us_bank_account',
      us_bank_account: {
        bank_name: 'STRIPE TEST BANK',
        last4: '6789',
        routing_number: '110000000',
        account_holder_type: 'individual',
        account_type: 'checking',
      },
    })
    const before = await eventsOf(stripe)
    expect(before).toEqual([
      'payment_intent.created',
      'charge.pending',
      'payment_intent.processing',
    ])
    await wait(EIGHT_DAYS)
    const settled = await stripe.paymentIntents.retrieve(paid.id)
    expect(settled).toMatchObject({ status: 'succeeded', amount_received: 20_000 })
    const charge = await chargeOf(stripe, paid)
    expect(charge).toMatchObject({ status: 'succeeded', paid: true, failure_code: null })
    expect(charge.balance_transaction).toMatchObject({
      type: 'payment',
      reporting_category: 'charge',
      amount: 20_000,
      fee: 160,
      net: 19_840,
      status: 'available',
    })
    const after = await eventsOf(stripe)
    expect(after).toContain('charge.succeeded')
    expect(after).toContain('payment_intent.succeeded')
  })

  test('a payout takes the payment along, and not before the bank could send it back', async () => {
    const stripe = own()
    await pay(stripe, 'pm_usBankAccount_success', { amount: 100_000 })
    await wait(3 * 86_400)
    expect((await stripe.payouts.list()).data).toEqual([])
    expect((await stripe.balance.retrieve()).pending[0]).toMatchObject({ amount: 99_500 })
    await wait(EIGHT_DAYS)
    const { data } = await stripe.payouts.list()
    expect(data).toMatchObject([{ amount: 99_500, status: 'paid' }])
  })

  test.each([
    ['accountClosed', 'account_closed', 'R02', 'bank_account_closed'],
    ['noAccount', 'no_account', 'R03', 'bank_account_invalid_details'],
    ['insufficientFunds', 'insufficient_funds', 'R01', null],
    ['debitNotAuthorized', 'debit_not_authorized', 'R10', 'debit_not_authorized'],
    ['invalidCurrency', 'invalid_currency', null, null],
    ['weeklyLimitExceeded', 'charge_exceeds_source_limit', null, null],
  ])('%s comes back: %s, %s', async (name, code, networkCode, reason) => {
    const stripe = own()
    const customer = (await stripe.customers.create()).id
    const paid = await pay(stripe, `pm_usBankAccount_${name}`, {
      customer,
      setup_future_usage: 'off_session',
    })
    expect(paid.status).toBe('processing')
    const method = String(paid.payment_method)
    await wait(EIGHT_DAYS)
    const failed = await stripe.paymentIntents.retrieve(paid.id)
    expect(failed).toMatchObject({ status: 'requires_payment_method', payment_method: null })
    expect(failed.last_payment_error?.charge).toBe(failed.latest_charge)
    expect(failed.last_payment_error?.network_decline_code).toBe(networkCode ?? undefined)
    const charge = await chargeOf(stripe, paid)
    expect(charge).toMatchObject({ status: 'failed', paid: false, failure_code: code })
    expect(charge.outcome?.network_decline_code).toBe(networkCode)
    const back = await stripe.balanceTransactions.retrieve(
      String(charge.failure_balance_transaction),
    )
    expect(back).toMatchObject({
      type: 'payment_failure_refund',
      reporting_category: 'charge_failure',
      amount: -20_000,
      fee: -160,
    })
    const held = await stripe.paymentMethods.retrieve(method)
    const blocked = held.us_bank_account?.status_details?.blocked
    expect(blocked).toEqual(reason === null ? undefined : { network_code: networkCode, reason })
    const bank = charge.payment_method_details?.us_bank_account
    const mandate = await stripe.mandates.retrieve(String(bank?.mandate))
    expect(mandate.status).toBe(reason === null ? 'active' : 'inactive')
    const events = await eventsOf(stripe)
    expect(events).toContain('charge.failed')
    expect(events).toContain('payment_intent.payment_failed')
    expect(events.includes('mandate.updated')).toBe(reason !== null)
    const again = pay(stripe, method, { customer, off_session: true })
    if (reason === null) expect((await again).status).toBe('processing')
    else {
      const error = await failureOf(again)
      expect(error).toMatchObject({ statusCode: 402, code: 'bank_account_unusable' })
      expect(error.payment_intent?.status).toBe('requires_payment_method')
    }
  })

  test('a returned debit costs a fee, and no other charge of the payment is left', async () => {
    const stripe = own()
    const paid = await pay(stripe, 'pm_usBankAccount_insufficientFunds')
    await wait(EIGHT_DAYS)
    const { data } = await stripe.balanceTransactions.list()
    const sum = data.reduce((total, { net }) => total + net, 0)
    expect(sum).toBe(-400)
    expect(data.map(({ type }) => type).toSorted()).toEqual([
      'payment',
      'payment_failure_refund',
      'stripe_fee',
    ])
    expect((await stripe.payouts.list()).data).toEqual([])
    const again = await stripe.paymentIntents.confirm(paid.id, {
      payment_method: 'pm_usBankAccount_success',
      mandate_data: AGREED,
    })
    expect(again.status).toBe('processing')
    await wait(3_600)
    expect((await stripe.paymentIntents.retrieve(paid.id)).status).toBe('processing')
  })

  test('a debit can be settled and returned by hand', async () => {
    const stripe = own()
    const paid = await pay(stripe, 'pm_usBankAccount_processing')
    await wait(30 * 86_400)
    expect((await stripe.paymentIntents.retrieve(paid.id)).status).toBe('processing')
    await decide(paid.id, 'settle')
    expect((await stripe.paymentIntents.retrieve(paid.id)).status).toBe('succeeded')
    const other = await pay(stripe, 'pm_usBankAccount_success')
    await decide(other.id, 'return', 'R29')
    const back = await stripe.paymentIntents.retrieve(other.id)
    expect(back.last_payment_error).toMatchObject({
      code: 'debit_not_authorized',
      network_decline_code: 'R29',
    })
    await expect(decide(other.id, 'settle')).rejects.toThrow('requires_payment_method')
  })

  test('what comes back after it was paid is a dispute, lost at once', async () => {
    const stripe = own()
    const paid = await pay(stripe, 'pm_usBankAccount_dispute')
    await wait(EIGHT_DAYS)
    const { data } = await stripe.disputes.list({ payment_intent: paid.id })
    expect(data).toMatchObject([
      {
        status: 'lost',
        reason: 'debit_not_authorized',
        amount: 20_000,
        is_charge_refundable: false,
      },
    ])
    expect(data[0]?.balance_transactions).toMatchObject([{ amount: -20_000, fee: 1_500 }])
    const events = await eventsOf(stripe)
    expect(events.filter((type) => type.startsWith('charge.dispute'))).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.closed',
    ])
    expect(events.indexOf('charge.dispute.created')).toBeGreaterThan(
      events.indexOf('payment_intent.succeeded'),
    )
    expect((await stripe.paymentIntents.retrieve(paid.id)).status).toBe('succeeded')
  })

  test.each([
    ['R01', 'insufficient_funds'],
    ['R02', 'incorrect_account_details'],
    ['R16', 'bank_cannot_process'],
    ['R07', 'debit_not_authorized'],
  ])('%s after the payment succeeded: a dispute, %s', async (code, reason) => {
    const stripe = own()
    const paid = await pay(stripe, 'pm_usBankAccount_success')
    await decide(paid.id, 'settle')
    await decide(paid.id, 'return', code)
    const { data } = await stripe.disputes.list({ payment_intent: paid.id })
    expect(data).toMatchObject([{ status: 'lost', reason }])
    await expect(decide(paid.id, 'return', code)).rejects.toThrow('returned already')
    const closed = await failureOf(stripe.disputes.close(String(data[0]?.id)))
    expect(closed.code).toBe('dispute_already_closed')
  })

  test('a refund takes days, and comes back from an account that was closed meanwhile', async () => {
    const stripe = own()
    const paid = await pay(stripe, 'pm_usBankAccount_success')
    const early = await failureOf(stripe.refunds.create({ payment_intent: paid.id }))
    expect(early.statusCode).toBe(400)
    await decide(paid.id, 'settle')
    const refund = await stripe.refunds.create({ payment_intent: paid.id, amount: 5_000 })
    expect(refund).toMatchObject({
      status: 'pending',
      pending_reason: 'processing',
      destination_details: { type: 'us_bank_transfer' },
    })
    const line = await stripe.balanceTransactions.retrieve(String(refund.balance_transaction))
    expect(line).toMatchObject({ type: 'payment_refund', amount: -5_000, fee: 0 })
    await wait(EIGHT_DAYS)
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded' })
    const other = await pay(stripe, 'pm_usBankAccount_success')
    await decide(other.id, 'settle')
    const late = await stripe.refunds.create({ payment_intent: other.id })
    await decide(other.id, 'return', 'R02')
    await wait(EIGHT_DAYS)
    const failed = await stripe.refunds.retrieve(late.id)
    expect(failed).toMatchObject({ status: 'failed', failure_reason: 'declined' })
    expect(failed.failure_balance_transaction).not.toBeNull()
    const disputed = await failureOf(stripe.refunds.create({ payment_intent: other.id }))
    expect(disputed.code).toBe('charge_disputed')
  })

  test('half a year later nothing is refunded to a bank account', async () => {
    const stripe = own()
    const paid = await pay(stripe, 'pm_usBankAccount_success')
    await decide(paid.id, 'settle')
    await wait(181 * 86_400)
    const error = await failureOf(stripe.refunds.create({ payment_intent: paid.id }))
    expect(error.code).toBe('charge_not_refundable')
  })

  test('it can be canceled until it was sent to the bank, or while the bank is silent', async () => {
    const stripe = own()
    const first = await pay(stripe, 'pm_usBankAccount_success')
    const canceled = await stripe.paymentIntents.cancel(first.id)
    expect(canceled.status).toBe('canceled')
    expect(await chargeOf(stripe, first)).toMatchObject({ status: 'failed', paid: false })
    const sent = await pay(stripe, 'pm_usBankAccount_success')
    const silent = await pay(stripe, 'pm_usBankAccount_processing')
    await wait(5 * 3_600)
    const error = await failureOf(stripe.paymentIntents.cancel(sent.id))
    expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' })
    expect((await stripe.paymentIntents.cancel(silent.id)).status).toBe('canceled')
    await wait(EIGHT_DAYS)
    expect((await stripe.paymentIntents.retrieve(first.id)).status).toBe('canceled')
    expect((await stripe.paymentIntents.retrieve(sent.id)).status).toBe('succeeded')
  })

  test('nothing is debited that nobody agreed to', async () => {
    const stripe = own()
    const without = await failureOf(
      pay(stripe, 'pm_usBankAccount_success', { mandate_data: undefined }),
    )
    expect(without).toMatchObject({ statusCode: 400, param: 'mandate_data' })
    const half = { customer_acceptance: { type: 'online' } } as unknown as typeof AGREED
    const vague = await failureOf(pay(stripe, 'pm_usBankAccount_success', { mandate_data: half }))
    expect(vague.param).toBe('mandate_data[customer_acceptance][online][ip_address]')
  })

  test('a mandate is for once or for all to come; with the latter no more is asked', async () => {
    const stripe = own()
    const customer = (await stripe.customers.create()).id
    const mandateOf = async (intent: Stripe.PaymentIntent) => {
      const charge = await chargeOf(stripe, intent)
      const bank = charge.payment_method_details?.us_bank_account
      return stripe.mandates.retrieve(String(bank?.mandate))
    }
    const once = await mandateOf(await pay(stripe, 'pm_usBankAccount_success'))
    expect(once).toMatchObject({
      type: 'single_use',
      single_use: { amount: 20_000, currency: 'usd' },
      status: 'active',
      customer_acceptance: { type: 'online', online: { ip_address: '127.0.0.1' } },
    })
    const saving = await pay(stripe, 'pm_usBankAccount_success', {
      customer,
      setup_future_usage: 'off_session',
    })
    const lasting = await mandateOf(saving)
    expect(lasting).toMatchObject({ type: 'multi_use', status: 'active' })
    const method = String(saving.payment_method)
    const { data } = await stripe.customers.listPaymentMethods(customer, {
      type: 'us_bank_account',
    })
    expect(data.map(({ id }) => id)).toEqual([method])
    const later = await pay(stripe, method, {
      customer,
      mandate_data: undefined,
      off_session: true,
    })
    expect(await mandateOf(later)).toMatchObject({ id: lasting.id })
    await stripe.paymentMethods.detach(method)
    expect((await stripe.mandates.retrieve(lasting.id)).status).toBe('inactive')
    const named = await failureOf(
      pay(stripe, 'pm_usBankAccount_success', {
        mandate: lasting.id,
        mandate_data: undefined,
        off_session: true,
      }),
    )
    expect(named.code).toBe('payment_intent_mandate_invalid')
  })

  test('an intent takes only the types it allows, and dollars', async () => {
    const stripe = own()
    const card = await failureOf(pay(stripe, 'pm_card_visa'))
    expect(card.code).toBe('payment_intent_incompatible_payment_method')
    const bank = await failureOf(
      pay(stripe, 'pm_usBankAccount_success', { allowed_payment_method_types: ['card'] }),
    )
    expect(bank.code).toBe('payment_intent_incompatible_payment_method')
    const euros = await failureOf(pay(stripe, 'pm_usBankAccount_success', { currency: 'eur' }))
    expect(euros.statusCode).toBe(400)
    const both = await pay(stripe, 'pm_usBankAccount_success', {
      allowed_payment_method_types: ['card', 'us_bank_account'],
    })
    expect(both.status).toBe('processing')
    expect(both.payment_method_options).toMatchObject({
      card: { request_three_d_secure: 'automatic' },
      us_bank_account: { verification_method: 'automatic' },
    })
  })
})
