import { addClient } from '../../src/clients/change-clients.ts'
import type { Caller } from '../../src/http/caller.ts'
import { issueInvoice } from '../../src/invoices/issue-invoice.ts'
import { toTypeId } from '../../src/kit/id.ts'
import { takePayment } from '../../src/payments/take-payment.ts'
import type { App } from '../../src/processor/app.ts'
import { addOrganization } from '../../src/staff/open-business.ts'
import type { Role } from '../../src/staff/roles.ts'
import { ADDRESS } from '../support/address.ts'
import { saveBankAccount } from './bank-account.ts'
import { invoiceFor } from './clerk.ts'
import { ONFILE_SECRET } from './courier.ts'
import { BUSINESS_NAME } from './eye.ts'
import { CREDIT_IS_MEANT } from './properties.ts'
import { asDashboard, makeConfirmationToken } from './sandbox-calls.ts'
import { ask, type Business, PUBLISHABLE_KEY, SECRET_KEY, type Town } from './town.ts'

const ROLES: Role[] = ['billingManager', 'owner', 'frontDesk']
const PAID_WITH = ['pm_card_visa', 'pm_card_pendingRefund', 'pm_card_refundFail']
const ZONES = ['America/New_York', 'America/Los_Angeles', 'Pacific/Auckland', 'UTC']

/** A business with clerks, clients and open invoices, before any trouble. */
export async function openTheBusiness(town: Town): Promise<Business> {
  const { random } = town
  const webhookSecret = random.chance(0.7) ? await addWebhookEndpoint(town) : null
  const staff = ROLES.slice(0, random.between(1, ROLES.length)).map((role, n) => ({
    loginId: `clerk-${n + 1}`,
    name: `Clerk ${n + 1}`,
    email: `clerk-${n + 1}@example.com`,
    role,
  }))
  const { orgId } = await done(town, 'open', (app) =>
    addOrganization(app, ONFILE_SECRET, {
      name: BUSINESS_NAME,
      currency: 'USD',
      timeZone: random.pick(ZONES),
      isSample: false,
      savesBeforeSignIn: true,
      keys: {
        kind: 'sandbox',
        mode: 'test',
        publishableKey: PUBLISHABLE_KEY,
        secretKey: SECRET_KEY,
        webhookSecret,
      },
      staff,
    }),
  )
  const clerks = staff.map(({ loginId }) => ({ orgId, loginId }))
  const [clerk] = clerks
  if (!clerk) throw new Error('Somebody works there')
  const accountIds: string[] = []
  const clients = Number(random.weighted({ '1': 2, '2': 3, '4': 3 }))
  for (let n = 1; n <= clients; n++) {
    const client = await done(town, 'add a client', (app) =>
      addClient(app, clerk, { name: `Client ${n}` }),
    )
    accountIds.push(client.accountId)
    if (random.chance(0.4)) await saveCard(town, clerk, client.accountId)
    if (town.banks?.chance(0.7)) {
      await saveBankAccount(town, town.banks, clerk, client.accountId)
    }
    if (random.chance(0.5)) await payBefore(town, clerk, client.accountId)
    for (let m = random.between(1, 2); m > 0; m--) {
      await done(town, 'issue an invoice', (app) =>
        issueInvoice(app, clerk, invoiceFor(client.accountId, 100 * random.between(10, 150))),
      )
    }
  }
  const [account] = await town.see<{ id: string }>('select id from processor_account')
  const tenders = await town.see<{ id: string; kind: string }>('select id, kind from tender')
  const idOf = (kind: string) => tenders.find((tender) => tender.kind === kind)?.id ?? ''
  return {
    orgId,
    processorAccountId: account?.id ?? '',
    webhookSecret,
    clerks,
    accountIds,
    cashId: idOf('cash'),
    checkId: idOf('check'),
  }
}

/** A card saved earlier, with the consent that charging it without its client needs. */
async function saveCard(town: Town, clerk: Caller, accountId: string): Promise<void> {
  const confirmationToken = await makeConfirmationToken(town, 'pm_card_visa')
  const key = `opening ${accountId}`
  const { payment } = await done(town, 'save a card', (app) =>
    takePayment(app, clerk, key, {
      accountId: toTypeId('acc', accountId),
      amount: 100,
      currency: 'USD',
      method: { kind: 'new', confirmationToken, save: true, billingAddress: ADDRESS },
      invoiceIds: [],
      description: CREDIT_IS_MEANT,
      note: key,
    }),
  )
  if (payment.state !== 'succeeded') throw new Error('Without trouble a good card pays')
}

/** Money that can go back from the first moment on. */
async function payBefore(town: Town, clerk: Caller, accountId: string): Promise<void> {
  const confirmationToken = await makeConfirmationToken(town, town.random.pick(PAID_WITH))
  const key = `before ${accountId}`
  await done(town, 'pay before', (app) =>
    takePayment(app, clerk, key, {
      accountId: toTypeId('acc', accountId),
      amount: 100 * town.random.between(10, 150),
      currency: 'USD',
      method: { kind: 'new', confirmationToken, save: false },
      invoiceIds: [],
      description: CREDIT_IS_MEANT,
      note: key,
    }),
  )
}

async function addWebhookEndpoint(town: Town): Promise<string> {
  const endpoint = await asDashboard(town)('/v1/webhook_endpoints', {
    url: 'https://onfile.example.com/webhooks',
    enabled_events: ['*'],
  })
  return String(endpoint.body.secret)
}

async function done<T>(town: Town, what: string, work: (app: App) => Promise<T>): Promise<T> {
  const reply = await ask(town, what, work)
  if (reply.is !== 'answer') throw new Error(`Could not ${what}: ${JSON.stringify(reply)}`)
  return reply.value
}
