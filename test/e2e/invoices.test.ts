import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import { expectNoComplaints, openBilling, type Stage, setStage } from './stage.ts'

let stage: Stage
let studio: TestOrganization

beforeAll(async () => {
  stage = await setStage()
  studio = await stage.world.organization('Harbor Family Center')
  await studio.as('owner').post('/tax-rates', {
    name: 'Sales tax',
    percent: '8.875',
    isInclusive: false,
    isDefault: true,
  })
})
afterEach(async () => {
  await stage.clear()
  expectNoComplaints(stage)
})
afterAll(() => stage.end())

test('S2-41 a single invoice with tax, discount and deposit, saved as a draft, then issued', async () => {
  const { clientId } = await clientOwing(studio, { name: 'Ines Moreau' })
  const page = await stage.window(studio, 'billingManager')
  await openBilling(page, stage, studio.slug, clientId)
  await page.getByRole('link', { name: 'New invoice' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Description, line 1').fill('Lessons')
  await form.getByLabel('Quantity, line 1').fill('1.5')
  await form.getByLabel('Price, line 1').fill('80.00')
  await form.getByText('Sales tax 8.875 %').waitFor()
  await form.getByRole('button', { name: /^More of line 1/ }).click()
  await form.getByLabel('Discount, line 1').fill('10%')
  await form.getByLabel('Deposit', { exact: true }).fill('25%')
  // 1.5 × 80.00, less 10 %, and 8.875 % of 108.00.
  await form.getByRole('button', { name: 'Issue the invoice, $117.59' }).waitFor()
  await form.getByText('$29.40').waitFor()
  await form.getByRole('button', { name: 'Save as a draft' }).click()

  await page.getByRole('heading', { name: 'Draft of an invoice for Ines Moreau' }).waitFor()
  await page.goto(`${stage.world.base}/o/${studio.slug}/invoices?state=draft`)
  await page.getByRole('row').filter({ hasText: 'Ines Moreau' }).getByRole('link').click()
  await page.getByLabel('Price, line 1').fill('100.00')
  await page.getByRole('button', { name: 'Issue the invoice, $146.98' }).click()
  await page.getByRole('heading', { name: /^Invoice INV-\d+$/ }).waitFor()
  await page.getByText('$36.75 due').waitFor()
})

test('S4-9 an invoice is found in the hub and opened by a double click', async () => {
  const { invoiceId } = await clientOwing(studio, { name: 'Omar Haddad', owed: 4_200 })
  const { number } = (await studio.as('owner').get(`/invoices/${invoiceId}`)).body
  const page = await stage.window(studio, 'frontDesk')
  await page.goto(`${stage.world.base}/o/${studio.slug}/clients`)
  await page.getByRole('link', { name: 'Invoices', exact: true }).click()
  await page.getByLabel('Search invoices').fill(number)
  await page.getByText(`1 invoice · $42.00 owed`).waitFor()
  await page.getByRole('row').filter({ hasText: 'Omar Haddad' }).dblclick()
  await page.getByRole('heading', { name: `Invoice ${number}` }).waitFor()
  await page.getByText('No payment yet').waitFor()
})

test('S4-10 a credit note says what it does before it does it, and its invoice says where the money went', async () => {
  const { accountId, invoiceId } = await clientOwing(studio, { name: 'Lena Fox', owed: 10_000 })
  const { tenders } = (await studio.as('owner').get('/organization')).body
  const cash = tenders.find(({ kind }: { kind: string }) => kind === 'cash').id
  const method = { kind: 'tender', tenderId: cash }
  await studio.as('owner').pay({ accountId, amount: 8_000, currency: 'USD', method })

  const page = await stage.window(studio, 'billingManager')
  await page.goto(`${stage.world.base}/o/${studio.slug}/invoices/${invoiceId}`)
  await page.getByRole('button', { name: 'Actions', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Credit note…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Lessons, $100.00 left').fill('50.00')
  await dialog.getByText('$30.00 paid by Cash comes off the invoice').waitFor()
  await dialog.getByText('$20.00 → $0.00').waitFor()
  await dialog.getByRole('button', { name: 'Credit $50.00' }).click()
  await dialog.getByText('Say why.').waitFor()
  await dialog.getByLabel('Reason').fill('Two lessons fewer')
  await dialog.getByRole('button', { name: 'Credit $50.00' }).click()
  await dialog.waitFor({ state: 'hidden' })
  const money = page.getByRole('region', { name: 'Payment and refund' })
  await money.getByText('Taken off by a credit note').waitFor()
  await money.getByText(/^Credit note CN-\d+: Two lessons fewer/).waitFor()
  await page.getByRole('button', { name: 'New payment or refund' }).click()
  await page.getByRole('menuitem', { name: 'Refund $50.00, Cash…' }).click()
  await page.getByRole('heading', { name: '$80.00' }).waitFor()
})

test('S4-2 a payment is found at its client and in its invoice, and both lead to it', async () => {
  const owing = await clientOwing(studio, { name: 'Tomas Vega', owed: 6_100 })
  const { clientId, accountId, invoiceId } = owing
  const { tenders } = (await studio.as('owner').get('/organization')).body
  const tenderId = tenders.find(({ kind }: { kind: string }) => kind === 'check').id
  const paid = await studio.as('owner').pay({
    accountId,
    amount: 6_100,
    currency: 'USD',
    method: { kind: 'tender', tenderId, checkNumber: '1044' },
  })
  const page = await stage.window(studio, 'frontDesk')
  await openBilling(page, stage, studio.slug, clientId)
  await page.getByRole('row').filter({ hasText: 'Check 1044' }).getByText('$61.00').waitFor()
  await page.goto(`${stage.world.base}/o/${studio.slug}/invoices/${invoiceId}`)
  const money = page.getByRole('region', { name: 'Payment and refund' })
  await money
    .getByText(/^Check/)
    .first()
    .waitFor()
  await money.getByRole('link').first().click()
  await page.waitForURL(`**/payments/${paid.body.id}`)
})

test('what nobody pays any more is written off, and owed again', async () => {
  const { invoiceId } = await clientOwing(studio, { name: 'Piet Bos', owed: 3_000 })
  const page = await stage.window(studio, 'billingManager', { width: 390, dark: true })
  await page.goto(`${stage.world.base}/o/${studio.slug}/invoices/${invoiceId}`)
  await page.getByRole('button', { name: 'Actions', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Write off…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill('Moved away')
  await dialog.getByRole('button', { name: 'Write off $30.00' }).click()
  await page.getByText('Written off: Moved away').waitFor()
  await page.getByRole('button', { name: 'Reverse the write-off' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Reverse the write-off' }).click()
  await page.getByText(/^Owed again since/).waitFor()
})

test('who may not credit is told so', async () => {
  const { invoiceId } = await clientOwing(studio, { name: 'Ana Lima', owed: 3_000 })
  const page = await stage.window(studio, 'frontDesk')
  await page.goto(`${stage.world.base}/o/${studio.slug}/invoices/${invoiceId}`)
  const blocked = page.getByRole('button', { name: 'Actions', exact: true })
  expect(await blocked.getAttribute('aria-disabled')).toBe('true')
  await blocked.hover()
  await page.getByText(/Ask an administrator for “Credit and void invoices”/).waitFor()
})
