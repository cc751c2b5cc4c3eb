import { inOrganization } from '../../src/database/transaction.ts'
import { recordDispute } from '../../src/disputes/record-dispute.ts'
import { toTypeId } from '../../src/kit/id.ts'
import { plainLetter } from '../../src/mail/letter.ts'
import { queueMail } from '../../src/mail/queue-mail.ts'
import { currentProcessorAccount } from '../../src/processor/accounts.ts'
import { ADDRESS } from '../support/address.ts'
import { newWord } from '../support/word.ts'
import {
  type Browser,
  browser,
  cardToken,
  clientOwing,
  type TestOrganization,
  type World,
} from '../support/world.ts'
import { freshAttention } from './attention-routes.ts'
import { freshDifference } from './difference-routes.ts'
import { freshLink } from './link-routes.ts'
import { freshPayout, readPayout } from './payout-routes.ts'
import { freshPerson } from './people-routes.ts'
import { freshRun, paced } from './run-routes.ts'

/** Something of every kind that an organization has, by its id, for requests about it. */
export interface Things {
  slug: string
  clientId: string
  accountId: string
  invoiceId: string
  methodId: string
  authorizationId: string
  paymentId: string
  receiptId: string
  /** A payment that waits for the client's approval. */
  waitingId: string
  /** A view that the owner shared. */
  viewId: string
  invitationId: string
  invitationToken: string
  /** A member of staff that changes can be tried on. */
  spareId: string
  /** A role of the organization's own. */
  roleId: string
  /** The only owner. */
  ownerId: string
  /** A card token nobody used yet. */
  token: string
  processorAccountId: string
  mailId: string
  /** Tenders and a payer category of its own. */
  cashId: string
  cardId: string
  payerCategoryId: string
  scheduledId: string
  /** A draft of a mass charge. */
  runId: string
  /** A card that waits for its bank's approval to be saved. */
  setupId: string
  approvalId: string
  /** A representative who was invited. */
  accountPersonId: string
  /** A link to save a card with. */
  linkId: string
  depositId: string
  /** Credit that was given. */
  creditId: string
  /** Money that the processor brought to the bank. */
  payoutId: string
  /** A charge in the processor's dashboard that is not here. */
  differenceId: string
  /** Something that needs a person. */
  attentionId: string
  /** Another account of the same organization. */
  otherAccountId: string
  /** A part of the payment that went back. */
  refundId: string
  /** A tax, a draft, and an invoice with that tax of which a part was credited and a part written off. */
  taxRateId: string
  draftId: string
  correctedId: string
  creditNoteId: string
  writeOffId: string
  disputeId: string
  /** Everything above and the names: what nobody else may ever be shown. */
  secrets: string[]
}

export async function makeThings(
  world: World,
  organization: TestOrganization,
  names: { client: string; email: string },
): Promise<Things> {
  const owner = organization.as('owner')
  const owing = await clientOwing(organization, {
    name: names.client,
    owed: 12_300,
    savedCard: 'pm_card_visa',
  })
  await owner.patch(`/clients/${owing.clientId}`, { email: names.email })
  const billing = (await owner.get(`/clients/${owing.clientId}/billing`)).body
  const paymentId: string = billing.payments[0].id
  const payment = (await owner.get(`/payments/${paymentId}`)).body
  const invitation = await invite(organization)
  const { tenders, payerCategories } = (await owner.get('/organization')).body
  await paced(organization)
  const tenderOf = (kind: string): string =>
    tenders.find((one: { kind: string }) => one.kind === kind).id
  await owner.post('/books/close', { month: '2019-12' })
  const asked = await organization.as('frontDesk').post('/approvals', {
    accountId: owing.accountId,
    amount: 90_000,
    currency: 'USD',
    reason: 'The whole season',
  })
  const scheduled = await owner.post('/scheduled-payments', {
    accountId: owing.accountId,
    amount: 2_000,
    currency: 'USD',
    dueOn: '2099-06-30',
    tenderId: tenderOf('cash'),
  })
  const things = {
    ...owing,
    slug: organization.slug,
    authorizationId: billing.methods[0].authorization.id,
    paymentId,
    receiptId: payment.receipt.id,
    waitingId: await waitingPayment(organization),
    setupId: await waitingSetup(organization),
    viewId: (
      await owner.post('/saved-views', {
        page: 'payments',
        name: crypto.randomUUID(),
        isShared: true,
        query: {},
        columns: [],
      })
    ).body.id as string,
    invitationId: invitation.id,
    invitationToken: invitation.token,
    spareId: await spareMember(world, organization),
    roleId: await spareRole(organization),
    token: await cardToken(organization.stripe, 'pm_card_visa'),
    ownerId: (await owner.get('/organization')).body.me.staffId as string,
    processorAccountId: await processorAccountOf(world, organization),
    mailId: await keptMail(world, organization, names.email),
    cashId: tenderOf('cash'),
    cardId: tenderOf('card'),
    payerCategoryId: payerCategories[0].id as string,
    scheduledId: scheduled.body.id as string,
    approvalId: asked.body.id as string,
    depositId: await spareDeposit(organization),
    creditId: await givenCredit(organization, owing.accountId),
    payoutId: await paidOut(world, organization),
    ...(await freshPerson(organization)),
    ...(await freshLink(organization)),
    ...(await freshDifference(organization)),
    ...(await freshAttention(organization)),
    ...(await freshRun(organization)),
    otherAccountId: (await clientOwing(organization, { name: 'Otto Other' })).accountId,
    refundId: await refunded(owner, paymentId),
    ...(await invoicing(organization)),
    disputeId: await disputed(organization, paymentId),
  }
  const staff = (await owner.get('/staff')).body.data
  return {
    ...things,
    secrets: [
      ...Object.values(things),
      organization.orgId,
      names.client,
      names.email,
      billing.openInvoices[0].id,
      ...staff.flatMap((member: { id: string; email: string }) => [member.id, member.email]),
    ],
  }
}

/** A payout that arrived, with a member. */
async function paidOut(world: World, organization: TestOrganization): Promise<string> {
  await freshPayout(organization)
  const account = organization.sandboxAccount
  const made = await world.sandbox.control<{ data: { id: string }[] }>('payouts', { account })
  const payout = made.data[0]?.id
  await world.sandbox.control('payouts/decide', { account, payout, outcome: 'pay' })
  return readPayout(organization)
}

async function givenCredit(organization: TestOrganization, accountId: string): Promise<string> {
  const given = await organization
    .as('owner')
    .post(
      '/credits',
      { accountId, amount: 300, currency: 'USD', reason: 'The pool was closed' },
      { 'idempotency-key': crypto.randomUUID() },
    )
  return given.body.id
}

async function refunded(owner: Browser, paymentId: string): Promise<string> {
  const made = await owner.post(
    `/payments/${paymentId}/refunds`,
    { amount: 10, reason: 'requested' },
    { 'idempotency-key': crypto.randomUUID() },
  )
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body.id
}

/** What invoicing leaves behind, on an account of its own. */
export async function invoicing(organization: TestOrganization) {
  const owner = organization.as('owner')
  const { accountId } = await clientOwing(organization, { name: 'Ida Invoiced' })
  await owner.put('/invoice-settings', { termsDays: 14, howToPay: 'By bank transfer' })
  const name = `Sales tax ${crypto.randomUUID()}`
  const { taxRates } = (
    await owner.post('/tax-rates', { name, percent: '8.875', isInclusive: false })
  ).body
  const taxRateId: string = taxRates.find((rate: { name: string }) => rate.name === name).id
  const line = {
    description: 'Lessons',
    quantity: 1,
    unitAmount: 10_000,
    taxRateIds: [taxRateId],
  }
  const draft = await owner.post('/invoice-drafts', { accountId, lines: [line] })
  const corrected = await owner.post('/invoices', { accountId, lines: [line] })
  const path = `/invoices/${corrected.body.id}`
  const credited = await owner.post(
    `${path}/credit-notes`,
    { lines: [{ position: 0, amount: 1_000 }], reason: 'One lesson less' },
    { 'idempotency-key': crypto.randomUUID() },
  )
  const given = await owner.post(
    `${path}/write-offs`,
    { amount: 500, reason: 'Too small to chase' },
    { 'idempotency-key': crypto.randomUUID() },
  )
  if (given.status !== 200) throw new Error(JSON.stringify([credited.body, given.body]))
  return {
    taxRateId,
    draftId: draft.body.id as string,
    correctedId: corrected.body.id as string,
    creditNoteId: given.body.creditNotes[0].id as string,
    writeOffId: given.body.writeOffs[0].id as string,
  }
}

/** The cardholder asks their bank about it; no money is withdrawn. */
export async function disputed(organization: TestOrganization, paymentId: string) {
  const { app, orgId } = organization
  const owner = organization.as('owner')
  const { intentId } = (await owner.get(`/payments/${paymentId}`)).body
  const account = await inOrganization(app.db, orgId, currentProcessorAccount)
  await recordDispute(
    app,
    { orgId, processorAccountId: account?.id ?? '' },
    {
      id: `du_${crypto.randomUUID()}`,
      intentId,
      amount: 10,
      currency: 'USD',
      state: 'needs_response',
      isInquiry: true,
      processorState: 'warning_needs_response',
      reason: 'general',
      dueBy: null,
      withdrawn: 0,
      reinstated: 0,
      fee: 0,
      createdAt: app.clock.now(),
    },
    { door: 'check' },
  )
  const { disputes } = (await owner.get(`/payments/${paymentId}/money-back`)).body
  return disputes.at(-1).id as string
}

/** The id in the address where an organization's webhooks arrive. */
export async function processorAccountOf(world: World, { orgId }: TestOrganization) {
  const account = await inOrganization(world.server.app.db, orgId, currentProcessorAccount)
  return toTypeId('prc', account?.id ?? '')
}

/** A mail that no mail server was there for. */
export async function keptMail(world: World, organization: TestOrganization, to: string) {
  const { app } = world.server
  const { orgId } = organization
  const id = app.newId()
  await inOrganization(app.db, orgId, (tx) =>
    queueMail(tx, {
      orgId,
      id,
      to,
      about: 'securityNotice',
      aboutId: null,
      letter: plainLetter(
        { name: 'Heron House', accent: null, hasLogo: false, foot: [] },
        { subject: 'A word', paragraphs: ['Hello.'] },
      ),
      byName: 'Onfile',
      now: app.clock.now(),
    }),
  )
  return toTypeId('eml', id)
}

/** Cash that was counted and brought to the bank, a stack of checks, and a statement of whose it was. */
export async function spareDeposit(organization: TestOrganization): Promise<string> {
  const owner = organization.as('owner')
  const { accountId } = await clientOwing(organization, { name: 'Cas Cash', owed: 1_000 })
  const { tenders } = (await owner.get('/organization')).body
  const cash = tenders.find((one: { kind: string }) => one.kind === 'cash').id
  const method = { kind: 'tender', tenderId: cash }
  await owner.pay({ accountId, amount: 1_000, currency: 'USD', method })
  await owner.post(`/accounts/${accountId}/statement/emails`, { email: 'cas@example.com' })
  await owner.put('/books/account-codes', {
    data: [{ account: 'cash', code: '1011', name: 'Petty cash' }],
  })
  const checks = [{ client: accountId, amount: 500 }]
  const list = { currency: 'USD', checks, keepCredit: true }
  await owner.post('/checks', list, { 'idempotency-key': crypto.randomUUID() })
  const { inHand } = (await owner.get('/deposits?place=cash')).body
  const lines = inHand.map(({ line }: { line: string }) => line)
  const made = await owner.post('/deposits', { place: 'cash', lines })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  const day = made.body.depositedOn
  await owner.post('/reports/day/counts', { day, place: 'cash', counted: 0 })
  return made.body.id
}

/** A payment in `requires_action`, of a client of its own. */
export async function waitingPayment(organization: TestOrganization): Promise<string> {
  const { accountId } = await clientOwing(organization, { name: 'Wanda Waiting' })
  const waiting = await organization.as('owner').pay({
    accountId,
    amount: 4_200,
    currency: 'USD',
    invoiceIds: [],
    method: {
      kind: 'new',
      confirmationToken: await cardToken(organization.stripe, 'pm_card_authenticationRequired'),
      save: false,
    },
  })
  if (waiting.body.state !== 'requires_action') throw new Error(JSON.stringify(waiting.body))
  return waiting.body.id
}

/** A set-up in `requires_action`, of a client of its own. */
export async function waitingSetup(organization: TestOrganization): Promise<string> {
  const { accountId } = await clientOwing(organization, { name: 'Sue Setting-up' })
  const confirmationToken = await cardToken(organization.stripe, 'pm_card_authenticationRequired')
  const waiting = await organization
    .as('owner')
    .post('/method-setups', { accountId, confirmationToken, billingAddress: ADDRESS })
  if (waiting.body.state !== 'requires_action') throw new Error(JSON.stringify(waiting.body))
  return waiting.body.id
}

export async function invite(organization: TestOrganization) {
  const email = `guest-${newWord()}@example.com`
  const made = await organization
    .as('owner')
    .post('/staff/invitations', { email, role: 'readOnly' })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  const token = new URL(made.body.url).pathname.split('/').at(-1) ?? ''
  return { id: made.body.id as string, token, email }
}

/** A role that nobody has; answers its id. */
export async function spareRole(organization: TestOrganization): Promise<string> {
  const name = `Helper ${crypto.randomUUID()}`
  const made = await organization
    .as('owner')
    .post('/roles', { name, permissions: ['clients.read'], chargeLimit: 5_000 })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body.data.find((role: { name: string }) => role.name === name).id
}

/** Somebody who joined by an invitation; answers their id. */
export async function spareMember(world: World, organization: TestOrganization): Promise<string> {
  const { token, email } = await invite(organization)
  await browser(world.base, '').post(`/invitations/${token}/accept`, {
    name: 'Sam Spare',
    password: 'correct horse battery',
  })
  const staff = await organization.as('owner').get('/staff')
  return staff.body.data.find((member: { email: string }) => member.email === email).id
}
