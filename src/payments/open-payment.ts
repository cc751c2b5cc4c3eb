import { createHash } from 'node:crypto'
import { clientsOfAccount, lockAccount } from '../clients/accounts.ts'
import {
  ahead,
  commitBehind,
  inOrganization,
  type Transaction,
  violatedConstraint,
} from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { requireCurrency } from '../invoices/issue-invoice.ts'
import { fromTypeId, toTypeId } from '../kit/id.ts'
import { CARD_MINIMUM, CHARGE_MAXIMUM, checkAmount, formatMoney, money } from '../kit/money.ts'
import { findCardNumber } from '../kit/text.ts'
import { todayIn } from '../kit/time.ts'
import { type Organization, theOrganization } from '../organizations/organization.ts'
import { currentProcessorAccount } from '../processor/accounts.ts'
import type { App } from '../processor/app.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import type { SavedMethod } from '../wallet/authorization.ts'
import { findMethod } from '../wallet/methods.ts'
import { recordConsent } from '../wallet/save-method.ts'
import { aimPayment, askForAim } from './aim-payment.ts'
import { requireChargeable } from './chargeable-method.ts'
import { LEASE_SECONDS, type Payment } from './payment.ts'
import {
  findCustomers,
  findKey,
  findPayment,
  insertPayment,
  recentCharge,
  takeKey,
} from './store.ts'

export interface PaymentRequest {
  accountId: string
  /** Checked here, so that each wrong form gets its own sentence. */
  amount: unknown
  currency: string
  method:
    | { kind: 'saved'; methodId: string }
    | { kind: 'new'; confirmationToken: string; save: boolean }
  description?: string | undefined
  note?: string | undefined
  /** Absent: oldest due first. Empty: on account, as credit. */
  invoiceIds?: string[] | undefined
  /** What exceeds the amount owed becomes account credit. */
  keepCredit?: boolean | undefined
  /** Why the same amount is charged again within a day. */
  duplicateReason?: string | undefined
  /** Networks renew cards: a card past its date may still be tried. */
  confirmExpired?: boolean | undefined
  retryOf?: string | undefined
}

export type Opening = { is: 'opened' | 'repeated'; payment: Payment } | CustomerMissing

/**
 * The processor does not know this account's customer yet: make one, then open again. Thrown, so
 * that nothing of this try stays, not even its idempotency key.
 */
export class CustomerMissing extends Error {
  override name = 'CustomerMissing'
  readonly is = 'customerMissing'
  readonly accountId: string
  readonly processorAccountId: string

  constructor(accountId: string, processorAccountId: string) {
    super('The account has no customer at the processor yet')
    this.accountId = accountId
    this.processorAccountId = processorAccountId
  }
}

const DUPLICATE_HOURS = 24
const NOTE_MAX = 1000
const DESCRIPTION_MAX = 200
const IDEMPOTENCY_KEY_MAX = 255

/**
 * Transaction one of a charge. Everything is checked and everything is written down, with its
 * exact parameters, before the processor is asked: from here on the payment is on record.
 */
export async function openPayment(
  app: App,
  caller: Caller,
  key: string,
  request: PaymentRequest,
): Promise<Opening> {
  try {
    return await inOrganization(app.db, caller.orgId, (tx) => open(app, tx, caller, key, request))
  } catch (error) {
    if (error instanceof CustomerMissing) return error
    // The locks make this impossible; if they ever do not, the index still does.
    const constraint = violatedConstraint(error)
    if (constraint?.startsWith('one_open_charge')) {
      refuse('charge_in_progress', 'Somebody is charging this now. Wait for the result.', {
        moneyMoved: 'no',
      })
    }
    throw error
  }
}

/** Refuses a key that is missing or too long, before anything else is looked at. */
export function requireKey(key: string | undefined): string {
  if (!key) {
    refuse('key_required', 'Send an Idempotency-Key.', { moneyMoved: 'no' })
  }
  if (key.length > IDEMPOTENCY_KEY_MAX) {
    refuse('key_invalid', 'Use at most 255 characters.', { moneyMoved: 'no' })
  }
  // A random UUID may hold a run of digits that looks like a card; only digits alone are one.
  const onlyDigits = /^[\d .\-_]+$/.test(key)
  if ((onlyDigits && findCardNumber(key)) || /\p{Cc}/u.test(key)) {
    refuse('key_invalid', 'Use a random key, such as a UUID.', { moneyMoved: 'no' })
  }
  return key
}

async function open(
  app: App,
  tx: Transaction,
  caller: Caller,
  key: string,
  request: PaymentRequest,
): Promise<Opening> {
  const { orgId } = caller
  const askedAt = app.clock.now()
  const paymentId = app.newId()
  const requestHash = createHash('sha256').update(JSON.stringify(request)).digest()
  // Asked together, in the order they must happen in; each answer is looked at where it counts.
  const actorAsked = ahead(authorize(tx, caller, 'payments.charge'))
  const keyTaken = ahead(
    takeKey(tx, { orgId, loginId: caller.loginId, key, requestHash, paymentId, now: askedAt }),
  )
  const asked = askForFacts(tx, request, askedAt)

  const actor = await actorAsked
  if (!(await keyTaken)) {
    return { is: 'repeated', payment: await takenBefore(tx, actor, key, requestHash) }
  }
  const organization = await asked.organization
  const amount = readAmount(request.amount, request.currency, organization)
  const description = readText(request.description, 'description', {
    max: DESCRIPTION_MAX,
    called: 'Descriptions',
  })
  const note = readText(request.note, 'note', { max: NOTE_MAX, called: 'Notes', multiline: true })
  const accountId = readId('acc', request.accountId, 'account')
  const account = (await asked.account) ?? refuseUnknown('account')
  // After what was read under the lock: whatever was agreed or withdrawn before has an earlier time.
  await asked.method
  const now = app.clock.now()
  if (account.archived) {
    refuse('client_archived', 'Restore the client before charging.', { moneyMoved: 'no' })
  }
  const method = await chosenMethod(asked, request, accountId, organization, now)
  const processorAccountId =
    method?.processorAccountId ?? (await asked.processorAccount)?.id ?? refuseNoProcessor()
  const targets = await aimPayment(asked, {
    accountId,
    amount,
    currency: organization.currency,
    timeZone: organization.timeZone,
    invoiceIds: request.invoiceIds?.map((id) => readId('inv', id, 'invoice')),
    keepCredit: request.keepCredit ?? false,
  })
  const duplicateReason = await confirmDuplicate(asked, amount, organization, request)
  const customer = (await asked.customers).find(
    (one) => one.processorAccountId === processorAccountId,
  )
  if (!customer) throw new CustomerMissing(accountId, processorAccountId)

  const saveMethod = request.method.kind === 'new' && request.method.save
  const payment: Payment = {
    id: paymentId,
    orgId,
    accountId,
    tender: 'card',
    amount,
    currency: organization.currency,
    state: 'created',
    processorAccountId,
    intentId: null,
    intentParameters: {
      amount: Number(amount),
      currency: organization.currency.toLowerCase(),
      customer: customer.customerId,
      saveMethod,
      metadata: {
        org: toTypeId('org', orgId),
        payment: toTypeId('pay', paymentId),
        account: toTypeId('acc', accountId),
      },
    },
    confirmParameters:
      request.method.kind === 'new'
        ? { with: 'confirmationToken', token: request.method.confirmationToken }
        : { with: 'savedMethod', methodId: method?.processorMethodId ?? '' },
    offSession: method !== null,
    saveMethod,
    methodId: method?.id ?? null,
    authorizationId: method?.authorizationId ?? null,
    card: method && cardOf(method),
    problem: null,
    description,
    note,
    retryOf: await readRetryOf(tx, request.retryOf, accountId),
    openedBy: actor.id,
    openedByName: actor.name,
    createdAt: now,
    changedAt: now,
    lookAt: new Date(now.getTime() + LEASE_SECONDS * 1000),
    looks: 0,
    settledAt: null,
  }
  if (saveMethod) {
    payment.authorizationId = await recordConsent(app, tx, {
      orgId,
      accountId,
      paymentId,
      organizationName: organization.name,
      givenBy: await clientNames(tx, accountId),
      now,
    })
  }
  const inserted = insertPayment(tx, payment, targets, { auditId: app.newId(), duplicateReason })
  commitBehind(tx)
  await inserted
  return { is: 'opened', payment }
}

/** What the checks need to know, under the lock of the account. */
function askForFacts(tx: Transaction, request: PaymentRequest, now: Date) {
  const accountId = fromTypeId('acc', request.accountId) ?? NOBODY
  const { method, amount } = request
  const isNew = method.kind === 'new'
  const methodId = isNew ? null : fromTypeId('pm', method.methodId)
  const since = new Date(now.getTime() - DUPLICATE_HOURS * 3_600_000)
  const minorUnits = Number.isSafeInteger(amount) ? BigInt(amount as number) : 0n
  return {
    organization: ahead(theOrganization(tx)),
    account: ahead(lockAccount(tx, accountId)),
    method: methodId ? ahead(findMethod(tx, methodId)) : null,
    processorAccount: isNew ? ahead(currentProcessorAccount(tx)) : null,
    ...askForAim(tx, accountId, request.invoiceIds),
    recent: ahead(recentCharge(tx, accountId, minorUnits, since)),
    customers: ahead(findCustomers(tx, accountId)),
  }
}

type Facts = ReturnType<typeof askForFacts>

/** An id of nothing: what is wrong with the one that was sent is said where it is read. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** The payment this key opened before, if the request is the same. */
async function takenBefore(
  tx: Transaction,
  actor: StaffActor,
  key: string,
  requestHash: Buffer,
): Promise<Payment> {
  const taken = await findKey(tx, actor.id, key)
  if (!taken) throw new Error('A key that was taken is there')
  if (!taken.requestHash.equals(requestHash)) {
    refuse('key_reused', 'This key was used for a different request.', { moneyMoved: 'no' })
  }
  const payment = await findPayment(tx, taken.paymentId)
  if (!payment) throw new Error('A key names a payment')
  if (payment.state === 'created' || payment.state === 'confirming') {
    refuse('in_progress', 'This charge is still running.', {
      moneyMoved: 'unknown',
      retryAfterSeconds: 1,
      facts: { paymentId: toTypeId('pay', payment.id) },
    })
  }
  return payment
}

function readAmount(value: unknown, currency: string, organization: Organization): bigint {
  requireCurrency(currency, organization.currency)
  const minimum = CARD_MINIMUM[organization.currency]
  const result = checkAmount(value, organization.currency, {
    ...(minimum === undefined ? {} : { minimum }),
    maximum: CHARGE_MAXIMUM,
  })
  if (!result.ok) refuse(result.code, result.message, { field: 'amount', moneyMoved: 'no' })
  return result.amount
}

async function chosenMethod(
  asked: Facts,
  request: PaymentRequest,
  accountId: string,
  organization: Organization,
  now: Date,
): Promise<SavedMethod | null> {
  if (request.method.kind === 'new') return null
  readId('pm', request.method.methodId, 'card')
  const method = (await asked.method) ?? refuseUnknown('card')
  requireChargeable(method, {
    accountId,
    today: todayIn(organization.timeZone, now),
    timeZone: organization.timeZone,
    confirmExpired: request.confirmExpired ?? false,
  })
  return method
}

/** The same amount again within a day is asked about once; the answer is kept. */
async function confirmDuplicate(
  asked: Facts,
  amount: bigint,
  organization: Organization,
  request: PaymentRequest,
): Promise<string | null> {
  const recent = await asked.recent
  if (!recent) return null
  const reason = readText(request.duplicateReason, 'duplicateReason', {
    max: DESCRIPTION_MAX,
    called: 'Reasons',
  })
  if (reason) return reason
  const at = new Intl.DateTimeFormat('en-US', {
    timeZone: organization.timeZone,
    hour: 'numeric',
    minute: '2-digit',
  }).format(recent.at)
  const what = formatMoney(money(amount, organization.currency))
  return refuse(
    'possible_duplicate',
    `${recent.by} charged ${what} on this account at ${at}. Charge again? Say why.`,
    {
      field: 'duplicateReason',
      moneyMoved: 'no',
      facts: { by: recent.by, at: recent.at.toISOString() },
    },
  )
}

async function readRetryOf(
  tx: Transaction,
  given: string | undefined,
  accountId: string,
): Promise<string | null> {
  if (given === undefined) return null
  const before = await findPayment(tx, readId('pay', given, 'payment'))
  return before?.accountId === accountId ? before.id : refuseUnknown('payment')
}

function refuseNoProcessor(): never {
  refuse('config_error', 'No card processor is set up yet. Nothing was charged.', {
    moneyMoved: 'no',
  })
}

function cardOf(method: SavedMethod) {
  const { brand, last4, expMonth, expYear } = method
  return { brand, last4, expMonth, expYear, fingerprint: null }
}

async function clientNames(tx: Transaction, accountId: string): Promise<string> {
  const clients = await clientsOfAccount(tx, accountId)
  return clients.map((client) => client.name).join(', ')
}
