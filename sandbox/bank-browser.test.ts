import type { Frame, Page } from 'playwright-core'
import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { faultsOf, openForm, said, startTestPages } from '../test/support/test-pages.ts'

const pages = startTestPages()
const BOTH: Array<'card' | 'us_bank_account'> = ['card', 'us_bank_account']
const BANK: Array<'card' | 'us_bank_account'> = ['us_bank_account']

async function typeBank(frame: Frame, account = '000123456789'): Promise<void> {
  await frame.locator('#holder').fill('Ann Lee')
  await frame.locator('#email').fill('ann@example.com')
  await frame.locator('#routing').fill('110000000')
  await frame.locator('#account').fill(account)
}

async function latestIntent(): Promise<Stripe.PaymentIntent> {
  const { data } = await pages.sandbox.stripe('browser').paymentIntents.list({
    limit: 1,
    expand: ['data.payment_method', 'data.latest_charge'],
  })
  return data[0] as Stripe.PaymentIntent
}

test('a bank account is typed, verified at once, and debited; its number stays in the frame', async () => {
  const page = await pages.open({ types: BOTH })
  const frame = await openForm(page)
  await frame.getByRole('tab', { name: 'US bank account' }).click()
  await page.locator('#seen', { hasText: 'us_bank_account incomplete' }).waitFor()
  await typeBank(frame)
  await page.locator('#seen', { hasText: 'us_bank_account complete' }).waitFor()
  await page.locator('#pay').click()
  await said(page, 'processing')
  const intent = await latestIntent()
  const method = intent.payment_method as Stripe.PaymentMethod
  expect(method).toMatchObject({
    billing_details: { name: 'Ann Lee', email: 'ann@example.com' },
    us_bank_account: { last4: '6789', financial_connections_account: 'fca_success' },
  })
  const charge = intent.latest_charge as Stripe.Charge
  const mandate = await pages.sandbox
    .stripe('browser')
    .mandates.retrieve(String(charge.payment_method_details?.us_bank_account?.mandate))
  expect(mandate.customer_acceptance.online?.user_agent).toMatch(/Chrom/)
  expect(mandate.customer_acceptance.online?.ip_address).toMatch(/127\.0\.0\.1|::1/)
  expect(pages.server.received.join('\n')).not.toContain('000123456789')
  expect(await page.content()).not.toContain('000123456789')
  expect(pages.complaints).toEqual([])
})

test('by a small deposit the payment waits, and the page of the address verifies it', async () => {
  const page = await pages.open({ types: BANK, verification: 'microdeposits' })
  const frame = await openForm(page)
  expect(await frame.getByRole('tab').count()).toBe(0)
  expect(await frame.locator('#verification').isVisible()).toBe(false)
  await typeBank(frame)
  await page.locator('#confirm').click()
  await said(page, 'requires_action')
  const intent = await latestIntent()
  const wait = intent.next_action?.verify_with_microdeposits
  expect(wait?.microdeposit_type).toBe('descriptor_code')
  await page.goto(String(wait?.hosted_verification_url))
  await page.getByLabel('Code').fill('SM22BB')
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByText('does not match').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByLabel('Code').fill('SM11AA')
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByText('The bank account is verified.').waitFor()
  expect((await latestIntent()).status).toBe('processing')
})

test('confirmSetup saves a bank account', async () => {
  const page = await pages.open({ types: BANK, verification: 'instant' })
  const frame = await openForm(page)
  await frame.locator('summary').click()
  await frame
    .getByRole('button', { name: /000123456789 Pays/ })
    .first()
    .click()
  await page.locator('#save').click()
  await said(page, 'succeeded')
  expect(pages.complaints).toEqual([])
})

test('what is wrong with the numbers is said where they are', async () => {
  const page = await pages.open({ types: BANK })
  const frame = await openForm(page)
  await typeBank(frame, '12345678')
  await frame.locator('#routing').fill('110000001')
  await frame.locator('#email').fill('ann@')
  await page.locator('#pay').click()
  await said(page, 'invalid_email')
  await frame.getByText('A digit of the routing number is wrong.').waitFor()
  await frame.getByText('This is not a test account').waitFor()
  await frame.getByText('An e-mail address looks like').waitFor()
  expect(await frame.evaluate('document.activeElement.id')).toBe('email')
})

test('the tabs are chosen with the arrow keys, and each keeps what was typed', async () => {
  const page = await pages.open({ types: BOTH })
  const frame = await openForm(page)
  await frame.locator('#number').fill('4242')
  await frame.getByRole('tab', { name: 'Card' }).press('ArrowRight')
  await typeBank(frame)
  await frame.getByRole('tab', { name: 'US bank account' }).press('ArrowLeft')
  expect(await frame.locator('#number').inputValue()).toBe('4242')
  expect(await frame.locator('#account').isVisible()).toBe(false)
})

test.each([false, true])('the bank tab shuts nobody out (dark: %s)', async (dark) => {
  const page = await pages.open({ types: BOTH, dark })
  const frame = await openForm(page)
  await frame.getByRole('tab', { name: 'US bank account' }).click()
  await typeBank(frame, '1')
  await frame.locator('summary').click()
  await frame.locator('#holder').focus()
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
  expect(await faultsOf(page)).toEqual([])
  if (process.env.ONFILE_PICTURES) {
    await page.screenshot({ path: `/tmp/bank-tab-${dark ? 'dark' : 'light'}.png`, fullPage: true })
  }
})

interface Window {
  Stripe(key: string): Record<string, (...given: unknown[]) => Promise<unknown>>
}

/** Calls the sandbox's Stripe.js as an application without the Payment Element does. */
function callStripe(page: Page, name: string, ...given: unknown[]): Promise<unknown> {
  return page.evaluate(
    async ([call, words]) => {
      const stripe = (globalThis as unknown as Window).Stripe('pk_test_browser')
      return stripe[call as string]?.(...(words as unknown[]))
    },
    [name, given],
  )
}

test('collectBankAccountForPayment opens the bank; confirmUsBankAccountPayment debits', async () => {
  const page = await pages.open()
  await openForm(page)
  const intent = await pages.sandbox.stripe('browser').paymentIntents.create({
    amount: 5_000,
    currency: 'usd',
    allowed_payment_method_types: BANK,
  })
  const collected = callStripe(page, 'collectBankAccountForPayment', {
    clientSecret: intent.client_secret,
    params: {
      payment_method_type: 'us_bank_account',
      payment_method_data: { billing_details: { name: 'Ann Lee' } },
    },
  })
  const dialog = page.frameLocator('dialog iframe')
  await dialog.getByRole('button', { name: '••••6789: Pays' }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await dialog.getByRole('button', { name: '••••6789: Pays' }).click()
  expect(await collected).toMatchObject({ paymentIntent: { status: 'requires_confirmation' } })
  const confirmed = await callStripe(page, 'confirmUsBankAccountPayment', intent.client_secret)
  expect(confirmed).toMatchObject({ paymentIntent: { status: 'processing' } })
})

test('a bank window that is closed changes nothing', async () => {
  const page = await pages.open()
  await openForm(page)
  const { client_secret: clientSecret } = await pages.sandbox
    .stripe('browser')
    .setupIntents.create({ allowed_payment_method_types: BANK })
  const collected = callStripe(page, 'collectBankAccountForSetup', {
    clientSecret,
    params: {
      payment_method_type: 'us_bank_account',
      payment_method_data: { billing_details: { name: 'Ann Lee' } },
    },
  })
  await page
    .frameLocator('dialog iframe')
    .getByRole('button', { name: 'Cancel', exact: true })
    .click()
  expect(await collected).toMatchObject({ setupIntent: { status: 'requires_payment_method' } })
})

test('typed numbers are confirmed and verified without an Element', async () => {
  const page = await pages.open()
  await openForm(page)
  const { client_secret: secret } = await pages.sandbox
    .stripe('browser')
    .setupIntents.create({ allowed_payment_method_types: BANK })
  const numbers = { account_number: '000123456789', routing_number: '110000000' }
  const confirmed = await callStripe(page, 'confirmUsBankAccountSetup', secret, {
    payment_method: {
      us_bank_account: { ...numbers, account_holder_type: 'individual' },
      billing_details: { name: 'Ann Lee' },
    },
  })
  expect(confirmed).toMatchObject({ setupIntent: { status: 'requires_action' } })
  const wrong = await callStripe(page, 'verifyMicrodepositsForSetup', secret, { amounts: [1, 2] })
  expect(wrong).toMatchObject({ error: { type: 'invalid_request_error' } })
  const right = await callStripe(page, 'verifyMicrodepositsForSetup', secret, {
    descriptor_code: 'SM11AA',
  })
  expect(right).toMatchObject({ setupIntent: { status: 'succeeded' } })
})

test('with an intent, the form shows the methods of the intent', async () => {
  const page = await pages.open()
  await openForm(page)
  const { client_secret: clientSecret } = await pages.sandbox
    .stripe('browser')
    .paymentIntents.create({
      amount: 5_000,
      currency: 'usd',
      allowed_payment_method_types: BANK,
    })
  await page.evaluate(`{
    const place = document.createElement('div')
    place.id = 'second'
    document.body.append(place)
    const elements = window.Stripe('pk_test_browser').elements({ clientSecret: '${clientSecret}' })
    elements.create('payment').mount('#second')
  }`)
  await page.frameLocator('#second iframe').getByLabel('Routing number').waitFor()
})

test('the control page shows the deposits, settles a debit, returns it, and renews a card', async () => {
  const stripe = pages.sandbox.stripe('bankers')
  const customer = (await stripe.customers.create()).id
  await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.paymentIntents.create({
    amount: 2_000,
    currency: 'usd',
    allowed_payment_method_types: BANK,
    payment_method_data: {
      type: 'us_bank_account',
      billing_details: { name: 'Ann Lee' },
      us_bank_account: { account_number: '000123456789', routing_number: '110000000' },
    },
    mandate_data: { customer_acceptance: { type: 'offline', offline: {} } },
    confirm: true,
  })
  const page = await pages.open()
  await page.goto(`${pages.sandbox.url}/_sandbox`)
  await page.locator('#account').selectOption('bankers')
  const money = page.locator('#money')
  await money.getByText('code SM11AA').waitFor()
  await money.getByRole('button', { name: 'Verify: micro-deposits' }).click()
  await money.getByText('on its way').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await money.getByRole('button', { name: 'Settle' }).click()
  await money.getByRole('cell', { name: 'paid', exact: true }).waitFor()
  await money.getByLabel('Why it comes back').selectOption('R10')
  await money.getByRole('button', { name: 'Return' }).click()
  await money.getByText('dispute, debit not authorized').waitFor()
  await money.getByRole('button', { name: 'New number' }).click()
  await money.getByText('saved card, mastercard 4444').waitFor()
  await money.getByRole('button', { name: 'Close: saved card' }).click()
  await expect.poll(() => money.getByText('saved card').count()).toBe(0)
})
