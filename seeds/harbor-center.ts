import { randomUUID } from 'node:crypto'
import { addClient } from '../src/clients/change-clients.ts'
import { inOrganization } from '../src/database/transaction.ts'
import type { Caller } from '../src/http/caller.ts'
import { issueInvoice } from '../src/invoices/issue-invoice.ts'
import { toTypeId } from '../src/kit/id.ts'
import { addDays, todayIn } from '../src/kit/time.ts'
import { freshSandboxKeys, type Server } from '../src/main.ts'
import { listTenders, type TenderKind } from '../src/organizations/tender.ts'
import { schedulePayment } from '../src/payments/schedule-payment.ts'
import { takePayment } from '../src/payments/take-payment.ts'
import type { App } from '../src/processor/app.ts'
import { addOrganization } from '../src/staff/open-business.ts'
import type { Role } from '../src/staff/roles.ts'
import { AFTERMATHS, type Counter, tellAftermath } from './aftermath.ts'
import { type ClientStory, STORIES } from './billing.ts'
import { CLIENTS } from './clients.ts'

interface Person {
  name: string
  email: string
  role: Role
}

export const SAMPLE_OWNER: Person = {
  name: 'Ines Okafor',
  email: 'ines@harbor.example',
  role: 'owner',
}

/** The people of the sample business. None has a password: their doors open by one click. */
const STAFF: Person[] = [
  SAMPLE_OWNER,
  { name: 'Tomas Berg', email: 'tomas@harbor.example', role: 'administrator' },
  { name: 'Ann Whitfield', email: 'ann@harbor.example', role: 'billingManager' },
  { name: 'Priya Raman', email: 'priya@harbor.example', role: 'frontDesk' },
  { name: 'Sam Delacroix', email: 'sam@harbor.example', role: 'readOnly' },
]

/** Where most of Harbor's clients get their mail. */
const HOME = {
  line1: '12 Quay Street',
  city: 'Portsmouth',
  postalCode: '03801',
  state: 'NH',
  country: 'US',
}

const TIME_ZONE = 'America/New_York'

/** What loading needs of a running Onfile. */
export type Place = Pick<Server, 'app' | 'login'> & { secret: string; sandboxUrl: string }

/** Adds Harbor Family Center, a believable small business, through the use cases people use. */
export async function addSampleBusiness(place: Place): Promise<{ orgId: string; slug: string }> {
  const { app, login } = place
  const staff: (Person & { loginId: string })[] = []
  for (const person of STAFF) {
    const loginId =
      (await login.find(person.email)) ?? (await login.create({ ...person, password: null }))
    if (loginId) staff.push({ ...person, loginId })
  }
  const keys = freshSandboxKeys()
  const { orgId, slug } = await addOrganization(app, place.secret, {
    name: 'Harbor Family Center',
    currency: 'USD',
    timeZone: TIME_ZONE,
    isSample: true,
    savesBeforeSignIn: true,
    keys,
    staff,
  })
  const caller = (role: Role): Caller => ({
    orgId,
    loginId: staff.find((person) => person.role === role)?.loginId ?? '',
  })
  const accounts = await addClients(place, caller('frontDesk'))
  const sandbox = new SandboxCards(place.sandboxUrl, keys.secretKey)
  for (const story of STORIES) {
    const accountId = accounts.get(story.client)
    if (accountId) await tell(place, caller, sandbox, accountId, story)
  }
  const manager = caller('billingManager')
  const tenders = await inOrganization(app.db, orgId, listTenders)
  const counter: Counter = {
    app,
    manager,
    tenderId: (kind) => toTypeId('tnd', tenders.find((one) => one.kind === kind)?.id ?? ''),
    token: (card) => sandbox.token(card, false),
    today: { plus: (days) => addDays(todayIn(TIME_ZONE, app.clock.now()), days) },
  }
  for (const aftermath of AFTERMATHS) {
    const accountId = accounts.get(aftermath.client)
    if (accountId) await tellAftermath(counter, accountId, aftermath)
  }
  await sandbox.payOut()
  return { orgId, slug }
}

async function addClients({ app }: Place, caller: Caller): Promise<Map<string, string>> {
  const accounts = new Map<string, string>()
  for (const { account, ...client } of CLIENTS) {
    const accountId = account ? accounts.get(account) : undefined
    const added = await addClient(app, caller, { ...client, ...(accountId ? { accountId } : {}) })
    accounts.set(client.name, toTypeId('acc', added.accountId))
  }
  return accounts
}

async function tell(
  { app }: Place,
  caller: (role: Role) => Caller,
  sandbox: SandboxCards,
  accountId: string,
  story: ClientStory,
): Promise<void> {
  const today = todayIn(TIME_ZONE, app.clock.now())
  for (const { lines, due } of story.invoices ?? []) {
    await issueInvoice(app, caller('billingManager'), {
      accountId,
      dueOn: addDays(today, due),
      lines: lines.map(([description, quantity, unitAmount]) => ({
        description,
        quantity,
        unitAmount,
      })),
    })
  }
  const charges = [
    ...(story.saves ? [{ ...story.saves, save: true, description: '' }] : []),
    ...(story.pays ?? []).map((pay) => ({ description: '', ...pay, save: false })),
  ]
  for (const { amount, card, save, description } of charges) {
    if (amount === 0) continue
    const confirmationToken = await sandbox.token(card ?? story.saves?.card ?? 'pm_card_visa', save)
    await takePayment(app, caller('frontDesk'), randomUUID(), {
      accountId,
      amount,
      currency: 'USD',
      description,
      keepCredit: true,
      duplicateReason: 'Second part',
      method: { kind: 'new', confirmationToken, save, billingAddress: HOME },
    })
  }
  await handOver(app, caller, accountId, story)
}

/** Cash, checks and another terminal's cards; and what is to come. */
async function handOver(
  app: App,
  caller: (role: Role) => Caller,
  accountId: string,
  { hands = [], later }: ClientStory,
): Promise<void> {
  if (hands.length === 0 && !later) return
  const desk = caller('frontDesk')
  const tenders = await inOrganization(app.db, desk.orgId, listTenders)
  const tenderId = (kind: TenderKind) =>
    toTypeId('tnd', tenders.find((tender) => tender.kind === kind)?.id ?? '')
  for (const { tender, amount, ...details } of hands) {
    await takePayment(app, desk, randomUUID(), {
      accountId,
      amount,
      currency: 'USD',
      method: { kind: 'tender', tenderId: tenderId(tender), ...details },
    })
  }
  if (later) {
    await schedulePayment(app, desk, {
      accountId,
      amount: later.amount,
      currency: 'USD',
      dueOn: addDays(todayIn(TIME_ZONE, app.clock.now()), later.due),
      tenderId: tenderId('check'),
      note: later.note,
    })
  }
}

/** Cards as the card form would send them, straight from the sandbox's own test helper. */
class SandboxCards {
  readonly #url: string
  readonly #key: string

  constructor(url: string, key: string) {
    this.#url = url
    this.#key = key
  }

  /** Everything that is in the balance goes to the bank. */
  async payOut(): Promise<void> {
    await fetch(`${this.#url}/_sandbox/payouts`, {
      method: 'POST',
      body: JSON.stringify({ account: this.#key.replace('sk_test_', '') }),
    })
  }

  async token(card: string, save: boolean): Promise<string> {
    const response = await fetch(`${this.#url}/v1/test_helpers/confirmation_tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#key}` },
      body: new URLSearchParams({
        payment_method: card,
        ...(save ? { setup_future_usage: 'off_session' } : {}),
      }),
    })
    const token = (await response.json()) as { id: string }
    return token.id
  }
}
