import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import { expectNoComplaints, type Stage, setStage } from './stage.ts'

let stage: Stage
let studio: TestOrganization

beforeAll(async () => {
  stage = await setStage()
  studio = await stage.world.organization('Harbor Family Center')
  await clientOwing(studio, { name: 'Maria Alvarez', owed: 8_500 })
  await clientOwing(studio, { name: 'Owen Ibarra', owed: 4_200 })
})
afterEach(async () => {
  await stage.clear()
  expectNoComplaints(stage)
})
afterAll(() => stage.end())

test('a stack of checks is pasted, reviewed line by line and recorded at once', async () => {
  const page = await stage.window(studio, 'billingManager')
  await page.goto(`${stage.world.base}/o/${studio.slug}/payments`)
  await page.getByRole('button', { name: 'Add' }).click()
  await page.getByRole('menuitem', { name: 'Record checks' }).click()
  const first = page.getByRole('textbox', { name: 'Client, check 1' })
  await first.focus()
  await page.evaluate(`{
    const data = new DataTransfer()
    data.setData('text/plain', 'Client\\tAmount\\tCheck\\nMaria Alvarez\\t$85.00\\t1044\\nOwen Ibara\\t50\\t7\\n')
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }`)
  expect(await page.getByRole('textbox', { name: 'Check number, check 1' }).inputValue()).toBe(
    '1044',
  )

  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByText('1 of 2 checks cannot be recorded yet. Nothing was recorded.').waitFor()
  await page.getByText('Maria Alvarez: pays $85.00 of INV-').waitFor()
  await page.getByText('Nobody is called so.').waitFor()

  await page.getByRole('textbox', { name: 'Client, check 2' }).fill('Owen Ibarra')
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByText(/is due\. Charge \$42\.00/).waitFor()
  await page.getByLabel('What exceeds what is owed becomes account credit').check()
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByText('$8.00 as credit').waitFor()
  await page.getByRole('button', { name: 'Record 2 checks · $135.00' }).click()

  await page.getByText('2 checks recorded, $135.00.').waitFor()
  await page.getByRole('link', { name: 'R-1002' }).waitFor()
  const { data } = (await studio.as('billingManager').get('/payments')).body
  expect(data.map(({ paidWith }: { paidWith: string }) => paidWith)).toEqual([
    'Check 7',
    'Check 1044',
  ])
})

test('who may not record is told why', async () => {
  const page = await stage.window(studio, 'readOnly')
  await page.goto(`${stage.world.base}/o/${studio.slug}/payments/checks`)
  await page.getByText(/Record cash/).waitFor()
  expect(await page.getByRole('button', { name: 'Review' }).count()).toBe(0)
})
