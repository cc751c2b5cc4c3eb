import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { addSampleBusiness } from '../../seeds/harbor-center.ts'
import { connect } from '../../src/database/connection.ts'
import { inOrganization, run } from '../../src/database/transaction.ts'
import { fromTypeId } from '../../src/kit/id.ts'
import { addDays, todayIn } from '../../src/kit/time.ts'
import { ADDRESS } from '../support/address.ts'
import { browser, cardToken, SECRET } from '../support/world.ts'
import { expectNoComplaints, type Stage, setStage } from './stage.ts'

/** Makes the picture of the README again: ONFILE_PICTURES=1 npm test -- test/e2e/sample */
const PICTURES = process.env.ONFILE_PICTURES
  ? join(import.meta.dirname, '..', '..', 'docs', 'pictures')
  : null

let stage: Stage
let orgId: string
let slug: string

beforeAll(async () => {
  stage = await setStage()
  const sample = await addSampleBusiness({
    ...stage.world.server,
    secret: SECRET,
    sandboxUrl: stage.world.sandbox.url,
  })
  orgId = sample.orgId
  slug = sample.slug
})
afterEach(async () => {
  await stage.clear()
  expectNoComplaints(stage)
})
afterAll(() => stage.end())

test('the sample business opens by one click and has something to do in it', async () => {
  const page = await enter('Front desk')
  await page.getByText(/^24 clients · \$[\d,.]+ owed$/).waitFor()
  await page.getByRole('link', { name: 'Maria Alvarez', exact: true }).click()
  await page.getByRole('heading', { name: 'Open invoices' }).waitFor()
  await page.getByText('May be charged by Harbor Family Center').waitFor()
  await page.keyboard.press('p')
  await page.getByRole('button', { name: 'Charge $90.00 to Visa 4242' }).waitFor()
})

test.runIf(PICTURES)('the picture of the README', async () => {
  const page = await enter('Billing manager')
  await page.setViewportSize({ width: 1280, height: 800 })
  const clientId = await busyClient(page)
  await page.goto(`${stage.world.base}/o/${slug}/clients/${clientId}/billing`)
  await page.getByText('Pottery').waitFor()
  await page.evaluate('document.fonts.ready.then(() => true)')
  await mkdir(PICTURES ?? '', { recursive: true })
  const picture = await page.screenshot({ path: join(PICTURES ?? '', 'billing.png') })
  expect(picture.length).toBeLessThan(200_000)
})

async function enter(role: string): Promise<Page> {
  const page = await stage.visitor()
  await page.goto(stage.world.base)
  await page.getByRole('heading', { name: 'Client billing with cards on file' }).waitFor()
  await page.getByRole('button', { name: role }).click()
  await page.getByRole('heading', { name: 'Clients' }).waitFor()
  return page
}

/** Maria Alvarez after some more weeks, so that every part of the page has something to show. */
async function busyClient(page: Page): Promise<string> {
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`)
  const desk = browser(stage.world.base, slug, cookies.join('; '))
  const found = await desk.get('/clients?search=maria')
  const { id, account } = found.body.data[0] as { id: string; account: { id: string } }
  const invoice = (description: string, quantity: number, unitAmount: number, due: number) =>
    desk.post('/invoices', {
      accountId: account.id,
      dueOn: addDays(todayIn('America/New_York', new Date()), due),
      lines: [{ description, quantity, unitAmount }],
    })
  const pottery = await invoice('Pottery, two places', 2, 3_200, -6)
  await invoice('Summer camp, deposit', 1, 15_000, 25)
  const { body } = await desk.get('/organization')
  const stripe = stage.world.sandbox.stripe(body.cardForm.publishableKey.replace('pk_test_', ''))
  const pay = async (amount: number, card: string, save: boolean) =>
    desk.pay({
      accountId: account.id,
      amount,
      currency: 'USD',
      invoiceIds: [pottery.body.id],
      method: {
        kind: 'new',
        confirmationToken: await cardToken(stripe, card, { save }),
        save,
        billingAddress: ADDRESS,
      },
    })
  await pay(6_400, 'pm_card_visa_chargeDeclinedInsufficientFunds', false)
  await pay(2_400, 'pm_card_mastercard', true)
  await spreadOverWeeks(account.id)
  return id
}

/** Nobody pays four times on one day. */
async function spreadOverWeeks(accountId: string): Promise<void> {
  const db = connect(stage.world.databaseUrl, { connections: 1 })
  await inOrganization(db, orgId, (tx) =>
    run(
      tx,
      sql`update payment p set created_at = created_at - (n - 1) * interval '9 days'
          from (select id, row_number() over (order by created_at desc) as n from payment
                where account_id = ${fromTypeId('acc', accountId)}) as place
          where p.id = place.id`,
    ),
  )
  await db.destroy()
}
