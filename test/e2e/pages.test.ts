import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addSampleBusiness } from '../../seeds/harbor-center.ts'
import type { Role } from '../../src/staff/roles.ts'
import { disputed, invoicing, keptMail, spareDeposit } from '../matrix/things.ts'
import { setUpApp } from '../support/authenticator.ts'
import { sentLink } from '../support/links.ts'
import { browser, cardToken, clientOwing, SECRET, type TestOrganization } from '../support/world.ts'
import { expectNoComplaints, newAddress, PASSWORD, type Stage, setStage, signIn } from './stage.ts'

/** Pictures of every page in every form, to be looked at: ONFILE_PICTURES=1 npm test -- test/e2e/pages */
const PICTURES = process.env.ONFILE_PICTURES
  ? join(import.meta.dirname, '..', '..', 'test-results', 'pages')
  : null

let stage: Stage
let studio: TestOrganization
let places: {
  name: string
  path: string
  ready: string
  signedOut?: true
  /** Who looks, where it is not the owner. */
  role?: Role
  /** What is done once it is there. */
  reach?: (page: Page) => Promise<void>
}[]

beforeAll(async () => {
  if (PICTURES) await mkdir(PICTURES, { recursive: true })
  stage = await setStage()
  studio = await stage.world.organization('Harbor Family Center')
  const desk = studio.as('billingManager')
  const { clientId, accountId, invoiceId, methodId } = await clientOwing(studio, {
    owed: 12_500,
    savedCard: 'pm_card_visa',
  })
  await clientOwing(studio, { owed: 4_000, name: 'Ewa Żółkiewska' })
  const pay = async (amount: number, method: unknown) =>
    (await desk.pay({ accountId, amount, currency: 'USD', method })).body
  const paid = await pay(5_000, { kind: 'saved', methodId })
  const declined = await pay(6_100, {
    kind: 'new',
    confirmationToken: await cardToken(
      studio.stripe,
      'pm_card_visa_chargeDeclinedInsufficientFunds',
    ),
    save: false,
  })
  const { body: settings } = await desk.get('/organization')
  const tenderOf = (wanted: string): string =>
    settings.tenders.find(({ kind }: { kind: string }) => kind === wanted).id
  const [cash, terminal] = [tenderOf('cash'), tenderOf('externalCard')]
  await desk.post('/scheduled-payments', {
    accountId,
    amount: 2_000,
    currency: 'USD',
    dueOn: '2027-12-04',
    tenderId: cash,
    description: 'Second half',
  })
  const planned = await desk.post('/scheduled-payments', {
    accountId,
    amount: 3_300,
    currency: 'USD',
    dueOn: '2027-12-05',
    tenderId: tenderOf('card'),
    methodId,
  })
  await desk.pay({
    accountId,
    amount: 3_300,
    currency: 'USD',
    scheduledId: planned.body.id,
    method: {
      kind: 'new',
      confirmationToken: await cardToken(
        studio.stripe,
        'pm_card_visa_chargeDeclinedInsufficientFunds',
      ),
      save: false,
    },
  })
  await studio.as('frontDesk').post('/approvals', {
    accountId,
    amount: 60_000,
    currency: 'USD',
    reason: 'Paid for the year',
  })
  await desk.post(
    '/credits',
    { accountId, amount: 3_000, currency: 'USD', reason: 'The pool was closed' },
    { 'idempotency-key': 'credit for the pictures' },
  )
  const payoutId = await paidOut()
  const back = await moneyBack()
  const depositId = await spareDeposit(studio)
  await desk.post(`/deposits/${depositId}/undo`, { why: 'The bag is still in the safe' })
  const invited = await studio
    .as('owner')
    .post('/staff/invitations', { email: 'new@example.com', role: 'frontDesk' })
  await addSampleBusiness({
    ...stage.world.server,
    secret: SECRET,
    sandboxUrl: stage.world.sandbox.url,
  })
  const corrected = await invoicing(studio)
  const runs = await twoRuns()
  const mail = await keptMail(stage.world, studio, 'maria@example.com')
  const doubly = await withSecondFactor()
  const o = `/o/${studio.slug}`
  places = [
    { name: 'welcome', path: '/', ready: 'Look around', signedOut: true },
    { name: 'sign-in', path: '/sign-in', ready: 'Sign in', signedOut: true },
    {
      name: 'forgot-password',
      path: '/forgot-password',
      ready: 'Send the link',
      signedOut: true,
    },
    {
      name: 'sign-in-code',
      path: '/sign-in',
      ready: 'Sign in',
      signedOut: true,
      reach: async (page) => {
        await signIn(page, doubly, PASSWORD)
        await page.getByLabel('Code').waitFor()
      },
    },
    {
      name: 'new-password',
      path: await newPasswordPath(doubly),
      ready: 'Choose a password',
      signedOut: true,
    },
    { name: 'start', path: '/start', ready: 'Start my own business', signedOut: true },
    {
      name: 'invitation',
      path: new URL(invited.body.url).pathname,
      ready: 'Harbor Family Center',
      signedOut: true,
    },
    {
      name: 'link-pay',
      path: await linkPath({ accountId, purpose: 'pay_invoice', invoiceId }),
      ready: 'E-mail the receipt to',
      signedOut: true,
    },
    {
      name: 'link-add',
      path: await linkPath({ accountId, purpose: 'add_method' }),
      ready: 'Save the card',
      signedOut: true,
    },
    {
      name: 'send-link',
      path: `${o}/clients/${clientId}/billing`,
      ready: 'Links sent',
      reach: async (page) => {
        await page.getByRole('button', { name: 'Send a link' }).first().click()
        await page.getByRole('dialog').getByRole('button', { name: 'Make the link' }).waitFor()
      },
    },
    { name: 'clients', path: `${o}/clients`, ready: 'Ewa Żółkiewska' },
    { name: 'no-clients', path: `${o}/clients?search=nobody`, ready: 'nobody' },
    { name: 'billing', path: `${o}/clients/${clientId}/billing`, ready: 'Open invoices' },
    {
      name: 'new-payment',
      path: `${o}/clients/${clientId}/billing/new-payment`,
      ready: 'Pay with',
    },
    {
      name: 'new-payment-cash',
      path: `${o}/clients/${clientId}/billing/new-payment?method=${cash}`,
      ready: 'Amount tendered',
    },
    {
      name: 'new-payment-terminal',
      path: `${o}/clients/${clientId}/billing/new-payment?method=${terminal}`,
      ready: 'Authorization code',
    },
    {
      name: 'charge-now',
      path: `${o}/clients/${clientId}/billing/new-payment?short=1`,
      ready: 'All fields',
    },
    {
      name: 'clients-selected',
      path: `${o}/clients`,
      ready: 'Ewa Żółkiewska',
      reach: async (page) => {
        await page.getByLabel('Select Ewa Żółkiewska').check()
        await page.getByText('1 selected, $40.00 owed').waitFor()
      },
    },
    {
      name: 'charge-many',
      path: `${o}/clients`,
      ready: 'Ewa Żółkiewska',
      reach: async (page) => {
        await page.getByLabel('Select Ewa Żółkiewska').check()
        await page.getByRole('button', { name: 'Charge…' }).click()
        await page.getByRole('dialog').getByRole('button', { name: 'Review' }).waitFor()
      },
    },
    { name: 'run-finished', path: `${o}/runs/${runs.finished}`, ready: '1 of 1 done' },
    { name: 'run-review', path: `${o}/runs/${runs.draft}`, ready: 'left out' },
    { name: 'runs', path: `${o}/runs`, ready: 'Finished' },
    { name: 'payouts', path: `${o}/payouts`, ready: 'Paid out' },
    { name: 'payout', path: `${o}/payouts/${payoutId}`, ready: 'Arrives at the bank' },
    { name: 'differences', path: `${o}/differences`, ready: 'A charge that is not here' },
    {
      name: 'action-center',
      path: `${o}/action-center`,
      ready: 'Charge $33.00 to Visa 4242 again',
    },
    {
      name: 'action-center-nothing',
      path: `${o}/action-center?kind=refund_too_much`,
      ready: 'Nothing matches',
    },
    { name: 'payments-marked', path: `${o}/payments?search=Rosa`, ready: 'Partly refunded' },
    {
      name: 'refunded-payment',
      path: `${o}/payments/${back.paymentId}`,
      ready: 'Refunds and disputes',
    },
    {
      name: 'refund',
      path: `${o}/payments/${back.paymentId}`,
      ready: 'Refunds and disputes',
      reach: async (page) => {
        await page.getByRole('button', { name: 'Refund', exact: true }).click()
        await page
          .getByRole('dialog')
          .getByRole('button', { name: /^Refund .* to Visa/ })
          .waitFor()
      },
    },
    {
      name: 'refund-over-limit',
      path: `${o}/payments/${back.paymentId}`,
      ready: 'Refunds and disputes',
      role: 'billingManager',
      reach: async (page) => {
        await page.getByRole('button', { name: 'Refund', exact: true }).click()
        await page.getByRole('dialog').getByLabel('Why so much?').waitFor()
      },
    },
    {
      name: 'disputed-payment',
      path: `${o}/payments/${back.disputedId}`,
      ready: 'Open the dispute',
    },
    { name: 'dispute', path: `${o}/disputes/${back.disputeId}`, ready: 'Money withdrawn' },
    { name: 'inquiry', path: `${o}/disputes/${back.inquiryId}`, ready: 'The cardholder says' },
    { name: 'deposit', path: `${o}/reports/deposits/${depositId}`, ready: 'undid this deposit' },
    {
      name: 'email-receipt',
      path: `${o}/receipts/${paid.receipt.id}`,
      ready: 'R-1002',
      reach: async (page) => {
        await page.getByRole('button', { name: 'Email receipt' }).click()
        await page.getByRole('dialog').getByLabel('Send it to').waitFor()
      },
    },
    {
      name: 'client-columns',
      path: `${o}/clients?columns=number,email,phone,balance,lastPayment`,
      ready: 'Ewa Żółkiewska',
    },
    { name: 'new-client', path: `${o}/clients/new`, ready: 'Name' },
    { name: 'edit-client', path: `${o}/clients/${clientId}/billing/edit`, ready: 'Name' },
    { name: 'new-role', path: `${o}/settings/roles/new`, ready: 'Taking payments' },
    { name: 'invite-staff', path: `${o}/staff/invite`, ready: 'Make the link' },
    { name: 'approvals', path: `${o}/approvals`, ready: 'Paid for the year' },
    {
      name: 'add-card',
      path: `${o}/clients/${clientId}/billing/add-card`,
      ready: 'Name of the card',
    },
    {
      name: 'replace-card',
      path: `${o}/clients/${clientId}/billing/add-card?replaces=${methodId}`,
      ready: 'What moves to the new card',
    },
    {
      name: 'use-credit',
      path: `${o}/clients/${clientId}/billing/use-credit`,
      ready: 'Oldest first',
    },
    {
      name: 'give-credit',
      path: `${o}/clients/${clientId}/billing/give-credit`,
      ready: 'booked as goodwill',
    },
    {
      name: 'transfer-credit',
      path: `${o}/clients/${clientId}/billing/transfer-credit`,
      ready: 'To which client',
    },
    {
      name: 'account-credit',
      path: `${o}/clients/${clientId}/billing/credit`,
      ready: 'On invoices now',
    },
    { name: 'reconcile-all', path: `${o}/payments/reconcile`, ready: 'Reconcile all 2 accounts' },
    { name: 'settings-fees', path: `${o}/settings/fees`, ready: 'Charge a late fee' },
    { name: 'settings-credit', path: `${o}/settings/credit`, ready: 'Always use it' },
    { name: 'settings-saved-cards', path: `${o}/settings/saved-cards`, ready: 'For every client' },
    { name: 'help', path: `${o}/help`, ready: 'Charge a new card' },
    {
      name: 'new-invoice',
      path: `${o}/clients/${clientId}/billing/new-invoice`,
      ready: 'Description',
    },
    { name: 'invoice', path: `${o}/invoices/${invoiceId}`, ready: 'INV-101' },
    { name: 'invoices', path: `${o}/invoices`, ready: 'INV-101' },
    { name: 'no-invoices', path: `${o}/invoices?search=nobody`, ready: 'No invoice matches' },
    {
      name: 'corrected-invoice',
      path: `${o}/invoices/${corrected.correctedId}`,
      ready: 'Payment and refund',
    },
    {
      name: 'invoice-draft',
      path: `${o}/invoices/${corrected.draftId}/edit`,
      ready: 'Save as a draft',
    },
    { name: 'settings-invoices', path: `${o}/settings/invoices`, ready: 'Add a tax' },
    { name: 'payments', path: `${o}/payments?state=succeeded`, ready: 'Visa 4242' },
    { name: 'no-payments', path: `${o}/payments?search=nobody`, ready: 'No payment matches' },
    { name: 'find-payer', path: `${o}/payments?add=true`, ready: 'Who pays?' },
    { name: 'record-checks', path: `${o}/payments/checks`, ready: 'Review' },
    { name: 'payment', path: `${o}/payments/${paid.id}`, ready: 'R-1002' },
    { name: 'declined-payment', path: `${o}/payments/${declined.id}`, ready: 'Declined' },
    { name: 'receipt', path: `${o}/receipts/${paid.receipt.id}`, ready: 'R-1002' },
    { name: 'dashboard', path: `${o}/reports/dashboard`, ready: 'The last twelve months' },
    { name: 'transactions', path: `${o}/reports/transactions`, ready: 'The whole period' },
    { name: 'payments-by-day', path: `${o}/reports/payments`, ready: 'Given back' },
    { name: 'echecks', path: `${o}/reports/echecks`, ready: 'No eChecks in these days' },
    { name: 'aging', path: `${o}/reports/aging`, ready: 'Ewa Żółkiewska' },
    { name: 'end-of-day', path: `${o}/reports/day`, ready: 'Who took what' },
    { name: 'deposits', path: `${o}/reports/deposits`, ready: 'Brought to the bank' },
    { name: 'books', path: `${o}/reports/books`, ready: 'Card processor' },
    { name: 'ledger-account', path: `${o}/reports/books/receivable`, ready: 'Invoice INV-101' },
    { name: 'months', path: `${o}/reports/months`, ready: 'Not over yet' },
    { name: 'accounting', path: `${o}/reports/accounting`, ready: 'For Xero' },
    { name: 'figure', path: `${o}/accounts/${accountId}/entries`, ready: 'Invoice INV-101' },
    { name: 'statement', path: `${o}/accounts/${accountId}/statement`, ready: 'Invoice INV-101' },
    { name: 'payment-history', path: `${o}/accounts/${accountId}/history`, ready: 'How often' },
    { name: 'staff', path: `${o}/staff`, ready: 'Fred Frontdesk' },
    { name: 'roles', path: `${o}/settings/roles`, ready: 'Billing manager' },
    { name: 'role', path: `${o}/settings/roles/frontDesk`, ready: 'Taking payments' },
    { name: 'settings-business', path: `${o}/settings/business`, ready: 'Policy on every receipt' },
    { name: 'tenders', path: `${o}/settings/tenders`, ready: 'Stop offering' },
    { name: 'payers', path: `${o}/settings/payers`, ready: 'Insurer' },
    { name: 'processor', path: `${o}/settings/processor`, ready: 'Connect Stripe' },
    { name: 'settings-email', path: `${o}/settings/email`, ready: 'Send a test' },
    { name: 'outbox', path: `${o}/settings/outbox`, ready: 'A word' },
    { name: 'outbox-mail', path: `${o}/settings/outbox/${mail}`, ready: 'Send again' },
    { name: 'security', path: `${o}/settings/security`, ready: 'Require a second factor' },
    { name: 'my-account', path: `${o}/me`, ready: 'Passkeys' },
  ]
})
afterAll(() => stage.end())

/** A payout that arrived, and a charge that somebody made at the processor; answers the payout. */
async function paidOut(): Promise<string> {
  const { sandboxAccount: account, stripe } = studio
  await stage.world.sandbox.control('clock', { account, advanceSeconds: 2 })
  const made = await stage.world.sandbox.control<{ data: { id: string }[] }>('payouts', {
    account,
    everything: true,
  })
  const payout = made.data[0]?.id
  await stage.world.sandbox.control('payouts/decide', { account, payout, outcome: 'pay' })
  await stripe.paymentIntents.create({
    amount: 7_700,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
    payment_method: 'pm_card_mastercard',
    confirm: true,
  })
  const desk = studio.as('billingManager')
  await desk.post('/differences/compare', {})
  return (await desk.get('/payouts')).body.data[0].id
}

/** A payment that was refunded in part, one in dispute, and one that the cardholder asks about. */
async function moneyBack() {
  const desk = studio.as('billingManager')
  const pay = async (name: string, amount: number) => {
    const { accountId } = await clientOwing(studio, { name, owed: amount })
    const confirmationToken = await cardToken(studio.stripe, 'pm_card_visa')
    const method = { kind: 'new', confirmationToken, save: false }
    return (await desk.pay({ accountId, amount, currency: 'USD', method })).body
  }
  const paid = await pay('Rosa Refunded', 12_000)
  await desk.post(
    `/payments/${paid.id}/refunds`,
    { amount: 3_500, reason: 'notProvided', note: 'One lesson was called off' },
    { 'idempotency-key': 'refund for the pictures' },
  )
  const lost = await pay('Dora Disputed', 7_000)
  const { latest_charge: charge } = await studio.stripe.paymentIntents.retrieve(lost.intentId)
  await stage.world.sandbox.control('disputes', { account: studio.sandboxAccount, charge })
  const see = async () => (await desk.get(`/payments/${lost.id}/money-back`)).body
  let seen = await see()
  while (seen.goneBack.amount === 0) seen = await see()
  const asked = await pay('Ines Inquiry', 4_500)
  await studio.as('owner').patch('/roles/billingManager', { refundLimit: 2_000 })
  return {
    paymentId: paid.id,
    disputedId: lost.id,
    disputeId: seen.disputes[0].id,
    inquiryId: await disputed(studio, asked.id),
  }
}

/** Somebody who signs in with a password and a code; answers their address. */
async function withSecondFactor(): Promise<string> {
  const email = newAddress('nia')
  const invited = await studio.as('owner').post('/staff/invitations', { email, role: 'frontDesk' })
  const token = new URL(invited.body.url).pathname.replace('/invitation/', '')
  const accepted = await stage.world.nobody.post(`/invitations/${token}/accept`, {
    name: 'Nia Newcomer',
    password: PASSWORD,
  })
  const cookie = accepted.headers.getSetCookie().map((one) => one.split(';')[0])
  await setUpApp(stage.world, browser(stage.world.base, studio.slug, cookie.join('; ')), PASSWORD)
  return email
}

/** The link that was mailed to them, as an owner reads it out of the outbox. */
async function newPasswordPath(email: string): Promise<string> {
  await stage.world.nobody.post('/password-resets', { email })
  const owner = studio.as('owner')
  const { data } = (await owner.get('/mails')).body
  const { id } = data.find(
    ({ to, about }: { to: string; about: string }) => to === email && about === 'passwordReset',
  )
  const { text } = (await owner.get(`/mails/${id}`)).body
  return /\/new-password\/\S+/.exec(text)?.[0] ?? ''
}

interface Form {
  width: number
  dark: boolean
  isRuled: boolean
}

/** The rules are met at both widths and in both schemes; the pictures show all four. */
const FORMS: [Form, ...Form[]] = [
  { width: 1280, dark: false, isRuled: true },
  ...(PICTURES
    ? [
        { width: 1280, dark: true, isRuled: false },
        { width: 390, dark: false, isRuled: false },
      ]
    : []),
  { width: 390, dark: true, isRuled: true },
]

test('axe finds nothing on any page, nothing is cut off, and nobody complains', async () => {
  const inside = await stage.window(studio, 'owner')
  const limited = await stage.window(studio, 'billingManager')
  const outside = await stage.chromium.newContext()
  const stranger = await outside.newPage()
  const found: string[] = []
  for (const place of places) {
    const page = place.signedOut ? stranger : place.role ? limited : inside
    await takeForm(page, FORMS[0])
    await page.goto(`${stage.world.base}${place.path}`)
    await page.getByText(place.ready).first().waitFor()
    await place.reach?.(page)
    for (const form of FORMS) {
      await takeForm(page, form)
      await settled(page)
      const name = `${place.name}-${form.width}-${form.dark ? 'dark' : 'light'}`
      if (form.isRuled) found.push(...(await faultsOf(page, name)))
      if (PICTURES) {
        await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
      }
    }
  }
  await outside.close()
  expect(found).toEqual([])
  expectNoComplaints(stage)
}, 900_000)

/** Windows are made narrow and schemes change while people work: a page follows without a reload. */
/** One that is over, and one to be looked through. */
async function twoRuns() {
  const desk = studio.as('billingManager')
  const { clientId } = await clientOwing(studio, {
    owed: 2_000,
    name: 'Rosa Run',
    savedCard: 'pm_card_visa',
  })
  const more = { by: 'people', charges: 'balance' }
  const first = (await desk.post('/runs', { ...more, selection: { clientIds: [clientId] } })).body
  const { version, total } = first
  await desk.post(`/runs/${first.id}/start`, { version, total: total.amount })
  const second = (await desk.post('/runs', { ...more, selection: { view: 'owing' } })).body
  return { finished: first.id as string, draft: second.id as string }
}

async function takeForm(page: Page, { width, dark }: Form) {
  await page.setViewportSize({ width, height: 900 })
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
}

async function faultsOf(page: Page, name: string): Promise<string[]> {
  // The card form's frame belongs to the processor's origin and has its own test.
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze()
  const faults = violations.map(
    ({ id, nodes }) => `${name}: ${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
  )
  const overflow = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  return overflow > 0 ? [...faults, `${name}: ${overflow} pixels wider than the window`] : faults
}

const NOTHING_MOVES = `document.fonts.status === 'loaded' &&
  document.getAnimations().every((animation) => animation.playState !== 'running')`

/** Fonts are there and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(NOTHING_MOVES)).toBe(true)
}

/** Where somebody arrives who was sent a link. */
async function linkPath(request: Record<string, unknown>): Promise<string> {
  const { url } = await sentLink(stage.world, studio, request)
  const { pathname, hash } = new URL(url)
  return `${pathname}${hash}`
}
