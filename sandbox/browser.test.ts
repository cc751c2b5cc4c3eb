import type { Frame, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { faultsOf, openForm, said, startTestPages } from '../test/support/test-pages.ts'

const pages = startTestPages()

async function typeCard(
  frame: Frame,
  number: string,
  expiry = '1235',
  code = '123',
): Promise<void> {
  await frame.locator('#number').pressSequentially(number)
  await frame.locator('#expiry').pressSequentially(expiry)
  await frame.locator('#code').pressSequentially(code)
}

async function answerChallenge(page: Page, button: 'Complete' | 'Fail'): Promise<void> {
  await page.frameLocator('dialog iframe').getByRole('button', { name: button }).click()
}

describe('the card form under a strict policy, in React StrictMode', () => {
  test('pays with a confirmation token, and the number stays in the frame', async () => {
    const page = await pages.open()
    const frame = await openForm(page)
    expect(await page.locator('iframe').count()).toBe(1)
    await typeCard(frame, '4242424242424242')
    expect(await frame.locator('#number').inputValue()).toBe('4242 4242 4242 4242')
    expect(await frame.locator('#expiry').inputValue()).toBe('12 / 35')
    expect(await frame.locator('#brand').textContent()).toBe('Visa')
    await page.locator('#seen', { hasText: 'card complete' }).waitFor()
    await page.locator('#pay').click()
    await said(page, 'succeeded')
    expect(pages.server.received.join('\n')).not.toMatch(/4242\s?4242/)
    expect(await page.content()).not.toMatch(/4242\s?4242/)
    expect(pages.complaints).toEqual([])
  })

  test('a challenge passed pays, a challenge failed does not', async () => {
    const page = await pages.open()
    await typeCard(await openForm(page), '4000002760003184')
    await page.locator('#pay').click()
    await answerChallenge(page, 'Complete')
    await said(page, 'succeeded')
    expect(await page.locator('dialog').count()).toBe(0)
    await page.locator('#pay').click()
    await answerChallenge(page, 'Fail')
    await said(page, 'payment_intent_authentication_failure')
    expect(pages.complaints).toEqual([])
  })

  test('a declined card says so, and what was typed stays', async () => {
    const page = await pages.open()
    const frame = await openForm(page)
    await typeCard(frame, '4000000000009995')
    await page.locator('#pay').click()
    expect(await said(page, 'error')).toBe('error card_declined: Your card has insufficient funds.')
    expect(await frame.locator('#number').inputValue()).toBe('4000 0000 0000 9995')
  })

  test('confirmPayment and confirmSetup in the page, without a redirect', async () => {
    const page = await pages.open()
    await typeCard(await openForm(page), '4000002500003155')
    await page.locator('#confirm').click()
    await answerChallenge(page, 'Complete')
    await said(page, 'succeeded')
    await page.locator('#save').click()
    await answerChallenge(page, 'Complete')
    await said(page, 'succeeded')
    expect(pages.complaints).toEqual([])
  })

  test('names the very cause on leaving a field and takes it back once it is put right', async () => {
    const page = await pages.open()
    const frame = await openForm(page)
    const number = frame.locator('#number')
    await number.pressSequentially('4242 4242 4242 4241')
    await frame.locator('#expiry').focus()
    await frame.getByText('A digit of the card number is wrong.').waitFor()
    expect(await number.getAttribute('aria-invalid')).toBe('true')
    await number.press('End')
    await number.press('Backspace')
    await number.press('2')
    await expect.poll(() => frame.locator('#number-problem').textContent()).toBe('')
    await frame.locator('#expiry').pressSequentially('13')
    await frame.locator('#code').focus()
    await frame.getByText('There is no month 13. Enter it as 01 to 12.').waitFor()
    await page.locator('#pay').click()
    await said(page, 'invalid_expiry_month')
    expect(await frame.evaluate('document.activeElement.id')).toBe('expiry')
  })

  test('American Express has its own gaps and a code of four digits', async () => {
    const page = await pages.open()
    const frame = await openForm(page)
    await typeCard(frame, '378282246310005', '1235', '12345')
    expect(await frame.locator('#number').inputValue()).toBe('3782 822463 10005')
    expect(await frame.locator('#code-hint').textContent()).toBe('4 digits on the front')
    expect(await frame.locator('#code').inputValue()).toBe('1234')
  })

  test('a test card is filled in from the keyboard, and Enter pays', async () => {
    const page = await pages.open({ dark: true })
    const frame = await openForm(page)
    await frame.getByText('Sandbox: no real money').waitFor()
    await frame.locator('summary').press('Enter')
    await frame.getByRole('button', { name: /4242 4242 4242 4242 Visa, pays/ }).press('Enter')
    await frame.locator('#number').press('Enter')
    await said(page, 'succeeded')
    const background = await frame.evaluate(
      "getComputedStyle(document.querySelector('#number')).backgroundColor",
    )
    expect(background).toBe('rgb(16, 20, 24)')
  })

  test('the frame is as high as its content', async () => {
    const page = await pages.open()
    const frame = await openForm(page)
    const before = (await page.locator('iframe').boundingBox())?.height ?? 0
    await frame.locator('summary').click()
    await expect
      .poll(async () => (await page.locator('iframe').boundingBox())?.height ?? 0)
      .toBeGreaterThan(before + 100)
  })
})

test.each([false, true])('nothing in the forms shuts anyone out (dark: %s)', async (dark) => {
  const page = await pages.open({ dark })
  const frame = await openForm(page)
  await frame.locator('summary').click()
  await typeCard(frame, '4242424242424241', '1220', '1')
  await frame.locator('#number').focus()
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
  expect(await faultsOf(page)).toEqual([])
  await page.goto(`${pages.sandbox.url}/_sandbox`)
  await page
    .getByRole('cell', { name: '/v1/' })
    .or(page.getByText('No requests yet.'))
    .first()
    .waitFor()
  expect(await faultsOf(page)).toEqual([])
})

test('a form that does not load says so to the page', async () => {
  const page = await pages.open({ blocked: '**/endive/card-form?*' })
  await page.locator('#seen', { hasText: 'loaderror api_connection_error' }).waitFor()
})

test('a challenge by redirect comes back to where it was sent from', async () => {
  const page = await pages.open()
  const intent = await pages.sandbox.stripe('browser').paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    confirm: true,
    payment_method: 'pm_card_threeDSecure2Required',
    return_url: pages.server.url,
  })
  await page.goto(String(intent.next_action?.redirect_to_url?.url))
  await page.getByRole('button', { name: 'Complete' }).click()
  await page.waitForURL(/redirect_status=succeeded/)
  const { status } = await pages.sandbox.stripe('browser').paymentIntents.retrieve(intent.id)
  expect(status).toBe('succeeded')
})

test('the control page moves the clock and adds a fault', async () => {
  const page = await pages.open()
  await page.goto(`${pages.sandbox.url}/_sandbox`)
  await page.getByRole('button', { name: '+1 hour' }).click()
  await page.getByText('1 hour ahead of the real time').waitFor()
  await page.getByRole('button', { name: 'Add' }).click()
  await page.getByText('Connection cut before the work; every call; 1 more').waitFor()
  await page.getByRole('button', { name: 'Take all back' }).click()
  await expect.poll(() => page.locator('#faults li').count()).toBe(0)
})

test('the control page disputes a payment, decides it, and pays out', async () => {
  const stripe = pages.sandbox.stripe('banks')
  await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
    payment_method: 'pm_card_bypassPending',
    confirm: true,
  })
  const page = await pages.open()
  await page.goto(`${pages.sandbox.url}/_sandbox`)
  await page.getByLabel('Account').selectOption('banks')
  const money = page.locator('#money')
  await page.getByRole('button', { name: 'Pay out what is available' }).click()
  await money.getByRole('button', { name: 'Arrive' }).click()
  await money.getByText('paid,').waitFor()
  await money.getByRole('button', { name: 'Dispute' }).click()
  await money.getByRole('button', { name: 'Lose' }).click()
  await money.getByText('lost', { exact: true }).waitFor()
  const { data } = await stripe.disputes.list()
  expect(data.map(({ status }) => status)).toEqual(['lost'])
})

test('a page from elsewhere may not frame the form', async () => {
  const address = `${pages.sandbox.url}/endive/card-form?parent=https://shop.example.com`
  const policy = (await fetch(address)).headers.get('content-security-policy')
  expect(policy).toContain("frame-ancestors 'none'")
})

test('the form takes no letters but from the page around it', async () => {
  const page = await pages.open()
  const frame = await openForm(page)
  await typeCard(frame, '4242424242424242')
  await frame.evaluate("window.postMessage({ type: 'clear' }, '*')")
  await page.locator('#pay').click()
  await said(page, 'succeeded')
  expect(await frame.locator('#number').inputValue()).toBe('4242 4242 4242 4242')
})
