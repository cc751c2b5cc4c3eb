import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { cardToken, clientOwing, type TestOrganization } from '../support/world.ts'
import { expectNoComplaints, type Stage, setStage } from './stage.ts'

let stage: Stage
let studio: TestOrganization

beforeAll(async () => {
  stage = await setStage()
  studio = await stage.world.organization('Harbor Family Center')
})
afterEach(async () => {
  await stage.clear()
  expectNoComplaints(stage)
  await stage.world.expectBooksInOrder()
})
afterAll(() => stage.end())

/** A client with an invoice of `owed`, and `amount` paid by card; answers the payment. */
async function paid(name: string, amount: number, owed = amount) {
  const manager = studio.as('billingManager')
  const { accountId } = await clientOwing(studio, { name, owed })
  const payment = await manager.pay({
    accountId,
    amount,
    currency: 'USD',
    keepCredit: true,
    method: {
      kind: 'new',
      confirmationToken: await cardToken(studio.stripe, 'pm_card_visa'),
      save: false,
    },
  })
  return payment.body
}

async function openPayment(page: Page, id: string): Promise<void> {
  await page.goto(`${stage.world.base}/o/${studio.slug}/payments/${id}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
}

test('N7, row 57: the refund goes to its card and no other, every effect is said before, then the page shows it', async () => {
  const payment = await paid('Rosa Refunded', 10_000)
  const page = await stage.window(studio, 'billingManager')
  await openPayment(page, payment.id)
  await page.getByRole('button', { name: 'Refund', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Up to $100.00 can still be refunded.').waitFor()
  await dialog.getByLabel('Amount').fill('40.00')
  await dialog.getByText('$60.00 of this payment can still be refunded after it.').waitFor()
  await dialog.getByText('Owed on the account: $0.00 now, $40.00 after.').waitFor()
  await dialog.getByText('The card processor keeps its fee', { exact: false }).waitFor()
  await dialog.getByText('in 5 to 10 days', { exact: false }).waitFor()
  expect(await dialog.getByText(/another card/i).count()).toBe(0)
  await dialog.getByRole('button', { name: 'Refund $40.00 to Visa 4242' }).click()

  await page.getByText('Refunded: $40.00, to Visa 4242.').waitFor()
  await dialog.waitFor({ state: 'hidden' })
})

test('rows 54 and 55: more than is left is refused beside the field, and nothing typed is lost', async () => {
  const payment = await paid('Odile Over', 5_000)
  stage.expects(/422/)
  const page = await stage.window(studio, 'billingManager')
  await openPayment(page, payment.id)
  await page.getByRole('button', { name: 'Refund', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Amount').fill('60.00')
  await dialog.getByLabel('Note').fill('Too much')
  await dialog.getByText('$50.00 can still be refunded.').first().waitFor()
  await dialog.getByLabel('Amount').press('Enter')
  await dialog.locator('.mantine-InputWrapper-error').waitFor()
  expect(await dialog.getByLabel('Note').inputValue()).toBe('Too much')
  expect(await dialog.getByLabel('Amount').inputValue()).toBe('60.00')
})

test('row 56: a payment in dispute says why it is not refunded, and leads to the dispute', async () => {
  const payment = await paid('Dora Disputed', 7_000)
  const intent = await studio.stripe.paymentIntents.retrieve(payment.intentId)
  await stage.world.sandbox.control('disputes', {
    account: studio.sandboxAccount,
    charge: String(intent.latest_charge),
  })
  const page = await stage.window(studio, 'billingManager')
  const see = async () =>
    (await studio.as('billingManager').get(`/payments/${payment.id}/money-back`)).body
  for (let seen = await see(); seen.goneBack.amount === 0; seen = await see());
  await openPayment(page, payment.id)
  await page.getByText('Dispute: Needs an answer').waitFor()
  await page.getByRole('link', { name: 'Open the dispute' }).click()
  await page.getByRole('heading', { name: 'Dispute of $70.00' }).waitFor()
  await page.getByText('Money withdrawn').waitFor()
  await page.getByRole('button', { name: 'Mark as sent to the bank' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Mark as sent to the bank' }).click()
  await page.getByText('Bea Billing sent the evidence on', { exact: false }).waitFor()
})

test('above the own limit a second person approves from another window, and the form goes on', async () => {
  await studio.as('owner').patch('/roles/billingManager', { refundLimit: 2_000 })
  const payment = await paid('Lia Limited', 8_000)
  const page = await stage.window(studio, 'billingManager')
  await openPayment(page, payment.id)
  await page.getByRole('button', { name: 'Refund', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Your limit is $20.00.', { exact: false }).waitFor()
  expect(await dialog.getByRole('button', { name: /^Refund/ }).count()).toBe(0)
  await dialog.getByLabel('Why so much?').fill('The course was called off')
  await dialog.getByRole('button', { name: 'Ask for approval' }).click()
  await dialog.getByText('Waiting for approval of $80.00', { exact: false }).waitFor()

  const owner = await stage.window(studio, 'owner')
  await owner.goto(`${stage.world.base}/o/${studio.slug}/approvals`)
  await owner.getByText('asks to give $80.00 back to Lia Limited', { exact: false }).waitFor()
  await owner.getByRole('button', { name: 'Approve $80.00' }).click()

  await dialog.getByText('approved it.', { exact: false }).waitFor()
  await dialog.getByRole('button', { name: 'Refund $80.00 to Visa 4242' }).click()
  await page.getByText('Refunded: $80.00, to Visa 4242.').waitFor()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('region', { name: 'In the books' }).getByText('Refunded').waitFor()
  await studio.as('owner').patch('/roles/billingManager', { refundLimit: null })

  // In the list it is marked, and what went back can have a column.
  await page.goto(`${stage.world.base}/o/${studio.slug}/payments?search=Lia`)
  const row = page.getByRole('row').filter({ hasText: 'Lia Limited' })
  await row.getByText('Refunded', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitem', { name: 'Given back' }).click()
  await page.getByRole('columnheader', { name: 'Given back' }).waitFor()
  expect(await row.getByText('$80.00').count()).toBe(2)
})

test('the front desk sees the button grey, with who can give the right', async () => {
  const payment = await paid('Fay Frontdesk', 3_000)
  const page = await stage.window(studio, 'frontDesk')
  await openPayment(page, payment.id)
  await page.getByRole('button', { name: 'Refund', exact: true }).hover()
  await page.getByText('Ask an administrator for "Refund".').first().waitFor()
})

test('a returned check costs its client the fee that the settings say, after the dialog showed it', async () => {
  const owner = await stage.window(studio, 'owner')
  await owner.goto(`${stage.world.base}/o/${studio.slug}/settings/fees`)
  await owner.getByLabel('Charge a fee for a returned check').check()
  await owner.getByRole('textbox', { name: 'Returned check fee' }).fill('25.00')
  await owner.getByLabel('Charge a late fee').check()
  await owner.getByRole('textbox', { name: 'Late fee', exact: true }).fill('10.00')
  await owner.getByText(/cost(s)? the late fee/).waitFor()
  await owner.getByRole('button', { name: 'Save' }).click()
  await owner.getByText('Saved.').waitFor()

  const manager = studio.as('billingManager')
  const { accountId } = await clientOwing(studio, { name: 'Cleo Check', owed: 4_000 })
  const { tenders } = (await manager.get('/organization')).body
  const tenderId = tenders.find((one: { kind: string }) => one.kind === 'check').id
  const method = { kind: 'tender', tenderId, checkNumber: '77' }
  const paid = await manager.pay({ accountId, amount: 4_000, currency: 'USD', method })
  const page = await stage.window(studio, 'billingManager')
  await openPayment(page, paid.body.id)
  await page.getByRole('button', { name: 'Record as returned' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Charge the client the fee of $25.00').waitFor()
  await dialog.getByLabel('What the bank says').fill('Account closed')
  await dialog.getByRole('button', { name: 'Record as returned' }).click()
  await page.getByRole('link', { name: /^The fee is INV-\d+, \$25\.00\.$/ }).waitFor()
  await page.getByText('Nothing is charged to this account by itself', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Allow it again' }).click()
  await page.getByRole('button', { name: 'Allow it again' }).waitFor({ state: 'hidden' })
})
