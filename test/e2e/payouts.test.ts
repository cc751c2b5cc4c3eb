import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import { expectNoComplaints, type Stage, setStage } from './stage.ts'

let stage: Stage
let studio: TestOrganization

beforeAll(async () => {
  stage = await setStage()
  studio = await stage.world.organization('Harbor Family Center')
  const { accountId, methodId } = await clientOwing(studio, {
    name: 'Petra Paidout',
    owed: 12_500,
    savedCard: 'pm_card_visa',
  })
  await studio.as('billingManager').pay({
    accountId,
    amount: 12_500,
    currency: 'USD',
    method: { kind: 'saved', methodId },
  })
  const { sandboxAccount: account, stripe } = studio
  const { sandbox } = stage.world
  await sandbox.control('clock', { account, advanceSeconds: 2 })
  const made = await sandbox.control<{ data: { id: string }[] }>('payouts', {
    account,
    everything: true,
  })
  await sandbox.control('payouts/decide', { account, payout: made.data[0]?.id, outcome: 'pay' })
  // What somebody took in the processor's own pages.
  await stripe.paymentIntents.create({
    amount: 7_700,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
    payment_method: 'pm_card_mastercard',
    confirm: true,
  })
})
afterEach(async () => {
  await stage.clear()
  expectNoComplaints(stage)
  await stage.world.expectBooksInOrder()
})
afterAll(() => stage.end())

const at = (path: string) => `${stage.world.base}/o/${studio.slug}${path}`

test('a payout is read, opened down to the payment it brings, and matched to the bank', async () => {
  const page = await stage.window(studio, 'billingManager')
  await page.goto(at('/payouts'))
  await page.getByRole('button', { name: 'Read from the processor' }).click()
  const row = page.getByRole('row').filter({ hasText: 'Paid out' })
  await row.getByText('Not seen yet').waitFor()
  await row.getByRole('link').click()
  await page.getByRole('heading', { name: 'On the bank statement' }).waitFor()
  const lines = page.getByRole('region', { name: 'Lines' })
  await lines.getByText('Petra Paidout').first().waitFor()
  await page.getByRole('button', { name: 'Match to the bank' }).click()
  await page.getByText('matched by Bea Billing', { exact: false }).waitFor()
  await lines.getByRole('link').first().click()
  await page.getByRole('heading', { name: 'What happened' }).waitFor()

  await page.goto(at('/payouts'))
  await page.getByRole('button', { name: 'Not seen at the bank yet' }).click()
  await page.getByText('Every payout is matched to the bank').waitFor()
})

test('N3 both sides are compared when asked, and a charge made elsewhere is explained and kept', async () => {
  const page = await stage.window(studio, 'billingManager')
  await page.goto(at('/payouts'))
  await page.getByRole('link', { name: 'Differences with the processor' }).click()
  await page.getByText('Not compared yet').waitFor()
  await page.getByRole('button', { name: 'Compare now' }).click()
  const open = page.getByRole('listitem').filter({ hasText: 'A charge that is not here' })
  await open.getByText('$77.00').first().waitFor()
  await open.getByRole('button', { name: /^Say what it was/ }).click()
  await open.getByLabel('What it was').fill('Taken for the bake sale')
  await open.getByRole('button', { name: 'Take it off the list' }).click()
  await page.getByText('No differences').waitFor()
  await page.getByText('Taken for the bake sale', { exact: false }).waitFor()
  await page.getByRole('heading', { name: 'Comparisons' }).waitFor()
})

test('the front desk is told which right is missing for them', async () => {
  const page = await stage.window(studio, 'frontDesk')
  stage.expects(/403/)
  await page.goto(at('/differences'))
  await page.getByText('Your role does not open this page').waitFor()
  expect(await page.getByRole('button', { name: 'Compare now' }).count()).toBe(0)
})
