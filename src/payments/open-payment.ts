import { lockAccount } from '../clients/accounts.ts'
import { admit, requireOwnAccount, trierOf } from '../clients/admit.ts'
import {
  ahead,
  commitBehind,
  inOrganization,
  type Transaction,
  violatedConstraint,
} from '../database/transaction.ts'
import { type AnyCaller, isClient } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { assert } from '../kit/assert.ts'
import { fromTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { limitTries, noteTry } from '../links/limit-tries.ts'
import { requireToPay } from '../links/require-link.ts'
import { type Organization, theOrganization } from '../organizations/organization.ts'
import { findTender } from '../organizations/tender.ts'
import { currentProcessorAccount } from '../processor/accounts.ts'
import type { App } from '../processor/app.ts'
import { CustomerMissing, findCustomers } from '../processor/customer.ts'
import { hashOf, keyHolder, takeKey } from '../staff/idempotency.ts'
import type { SavedMethod } from '../wallet/authorization.ts'
import { requireNotice } from '../wallet/debit-notice.ts'
import { findMethod } from '../wallet/methods.ts'
import { aimPayment, askForAim } from './aim-payment.ts'
import { type Approval, requireWithinLimit } from './approval.ts'
import { lockApproval } from './approval-store.ts'
import { requireAutomaticAllowed } from './automatic-charge.ts'
import { readRetryOf, readSitting } from './before.ts'
import { settleRecorded } from './book-payments.ts'
import { type CommonPart, chargeToMake } from './charge-to-make.ts'
import { requireChargeable } from './chargeable-method.ts'
import { refuseTakenReference } from './complete-payment.ts'
import { declinedTries } from './decline-store.ts'
import { confirmDuplicate, DUPLICATE_HOURS, similarAmounts } from './duplicate-guard.ts'
import { recentPayment } from './duplicate-store.ts'
import { insertPayments } from './opening-store.ts'
import { type Charge, isCharged, type Payment } from './payment.ts'
import { readAmount } from './payment-amount.ts'
import { readDetails, readPayerCategory, refuseClinical } from './payment-details.ts'
import { takenBefore } from './payment-key.ts'
import type { PaymentRequest } from './payment-request.ts'
import { recordedPayment, requireTender } from './recorded-payment.ts'
import { COUNTED_DAYS as DEBITS_DAYS, requireReinitiable } from './reinitiate.ts'
import { pastDebits } from './reinitiate-store.ts'
import { requireConsent } from './require-consent.ts'
import { COUNTED_DAYS, requireRested } from './retry-lock.ts'
import { readScheduled, takeScheduled } from './take-scheduled.ts'

export type Opening =
  | { is: 'opened'; payment: Charge }
  | { is: 'recorded'; payment: Payment }
  | { is: 'repeated'; payment: Payment }
  | CustomerMissing

/**
 * Transaction one of a payment. Everything is checked and everything is written down, with its
 * exact parameters, before the processor is asked: from here on the payment is on record. What
 * needs no processor is settled in the same transaction.
 */
export async function openPayment(
  app: App,
  caller: AnyCaller,
  key: string,
  request: PaymentRequest,
): Promise<Opening> {
  try {
    return await inOrganization(app.db, caller.orgId, (tx) => open(app, tx, caller, key, request))
  } catch (error) {
    if (error instanceof CustomerMissing) return error
    refuseTaken(violatedConstraint(error))
    throw error
  }
}

/** What only the tables can see, because somebody else did it in the same moment. */
function refuseTaken(constraint: string | undefined): void {
  // The locks make this impossible; if they ever do not, the index still does.
  if (constraint?.startsWith('one_open_charge')) {
    refuse('charge_in_progress', 'Somebody is charging this now. Wait for the result.', {
      moneyMoved: 'no',
    })
  }
  refuseTakenReference(constraint)
}

async function open(
  app: App,
  tx: Transaction,
  caller: AnyCaller,
  key: string,
  request: PaymentRequest,
): Promise<Opening> {
  const { orgId } = caller
  const { method: paidWith } = request
  const askedAt = app.clock.now()
  const paymentId = request.paymentId ?? app.newId()
  const requestHash = hashOf(request)
  const permission = paidWith.kind === 'tender' ? 'payments.record' : 'payments.charge'
  // Asked together, in the order they must happen in; each answer is looked at where it counts.
  const actorAsked = ahead(admit(tx, caller, permission))
  const keyTaken = ahead(
    takeKey(tx, {
      orgId,
      holder: keyHolder(caller),
      key,
      requestHash,
      madeId: paymentId,
      now: askedAt,
    }),
  )
  const asked = askForFacts(tx, request, askedAt)

  const actor = await actorAsked
  if (!(await keyTaken)) {
    return {
      is: 'repeated',
      payment: await takenBefore(tx, actor.id ?? keyHolder(caller), key, requestHash),
    }
  }
  const organization = await asked.organization
  if (request.currency !== 'USD') requireCurrencyOfMethod(await asked.method)
  const { currency, timeZone } = organization
  const amount = readAmount(request, organization)
  const details = readDetails(request, todayIn(organization.timeZone, askedAt), actor, organization)
  refuseClinical(organization, { description: details.description, reference: details.reference })
  const accountId = readId('acc', request.accountId, 'account')
  requireOwnAccount(actor, accountId)
  const account = (await asked.account) ?? refuseUnknown('account')
  // After what was read under the lock: whatever was agreed or withdrawn before has an earlier time.
  await asked.method
  const now = app.clock.now()
  if (account.archived) {
    refuse('client_archived', 'Restore the client before charging.', { moneyMoved: 'no' })
  }
  if (request.automatic) await requireAutomaticAllowed(tx, accountId)
  const trier = trierOf(caller, actor, accountId)
  if (actor.kind === 'client' && actor.link)
    await requireToPay(tx, actor.link, { amount, currency })
  if (trier && paidWith.kind === 'new') await limitTries(tx, trier, now)
  const tender = requireTender(await asked.tender, paidWith)
  const method = await chosenMethod(asked, request, accountId, organization, now)
  // A debit needs what was agreed to, whoever starts it; a card may be used by a client who is there.
  const isClientPresent = isClient(caller)
  if (method && !(isClientPresent && method.kind === 'card')) {
    await requireConsent(tx, method, { amount, currency, timeZone, now })
  }
  // Who starts a debit themselves knows its amount.
  if (method?.kind === 'bankAccount' && !isClientPresent) {
    await requireNotice(tx, method, { amount, currency, timeZone, now })
  }
  requireRested((await asked.declines) ?? [], { amount, currency, timeZone, now })
  const processorAccountId =
    method?.processorAccountId ?? (await asked.processorAccount)?.id ?? null
  if (isCharged(tender.kind) && !processorAccountId) {
    refuse('config_error', 'No card processor is set up yet. Nothing was charged.')
  }
  // Who starts a run is held to its total; a row of it is a part of what was approved.
  const approvalId =
    paidWith.kind === 'tender' || request.purpose?.is === 'run'
      ? null
      : requireWithinLimit(
          actor,
          {
            purpose: 'charge',
            paymentId: null,
            accountId,
            amount,
            currency: organization.currency,
          },
          await asked.approval,
          now,
        )
  const targets = await aimPayment(asked, {
    accountId,
    amount,
    currency: organization.currency,
    timeZone: organization.timeZone,
    invoiceIds: request.invoiceIds?.map((id) => readId('inv', id, 'invoice')),
    keepCredit: request.keepCredit ?? false,
  })
  requireReinitiable((await asked.debits) ?? [], {
    amount,
    timeZone,
    now,
    invoiceIds: targets.flatMap(({ invoiceId }) => invoiceId ?? []),
  })
  const sitting = await readSitting(tx, request.splitOf, accountId)
  const retryOf = await readRetryOf(tx, request.retryOf, accountId)
  const scheduled = await readScheduled(tx, request.scheduledId, retryOf, accountId)
  const { duplicateReason: given } = request
  const duplicateReason = confirmDuplicate(await asked.recent, organization, given, now)

  const common: CommonPart = {
    ...details,
    id: paymentId,
    orgId,
    accountId,
    tenderId: tender.id,
    amount,
    currency: organization.currency,
    payerCategoryId: await readPayerCategory(tx, request.payerCategoryId),
    intentId: null,
    problem: null,
    retryOf: retryOf ?? scheduled?.before ?? null,
    sitting,
    approvalId,
    openedBy: actor.id,
    accountPersonId: actor.kind === 'client' ? actor.accountPersonId : null,
    openedByName: actor.name,
    createdAt: now,
    changedAt: now,
    looks: 0,
  }
  const opening = { auditId: app.newId(), duplicateReason }
  const take = () =>
    scheduled ? takeScheduled(app, tx, caller, actor, { id: scheduled.id, paymentId }) : null
  if (paidWith.kind === 'tender') {
    const payment = recordedPayment(common, tender, paidWith)
    const written = [
      insertPayments(tx, [{ payment, targets, ...opening }]),
      settleRecorded(app, tx, [{ payment, targets }]),
      take(),
    ]
    commitBehind(tx)
    await Promise.all(written)
    return { is: 'recorded', payment }
  }
  assert(processorAccountId, 'a card is charged through a processor')
  const customers = await asked.customers
  const customer = customers.find((one) => one.processorAccountId === processorAccountId)
  if (!customer) throw new CustomerMissing(accountId, processorAccountId)
  const { customerId } = customer
  const charged = {
    method,
    processorAccountId,
    customerId,
    organization,
    isClientPresent,
    from: caller.from,
  }
  const payment = await chargeToMake(app, tx, common, paidWith, charged)
  const written = [
    insertPayments(tx, [{ payment, targets, ...opening }]),
    take(),
    trier && paidWith.kind === 'new'
      ? noteTry(tx, trier, { id: app.newId(), at: now, paymentId })
      : null,
  ]
  commitBehind(tx)
  await Promise.all(written)
  return { is: 'opened', payment }
}

/** What the checks need to know, under the lock of the account. */
function askForFacts(tx: Transaction, request: PaymentRequest, now: Date) {
  const accountId = fromTypeId('acc', request.accountId) ?? NOBODY
  const { method, amount } = request
  const isNew = method.kind === 'new'
  const methodId = method.kind === 'saved' ? fromTypeId('pm', method.methodId) : null
  const counted = new Date(now.getTime() - COUNTED_DAYS * 86_400_000)
  const minorUnits = Number.isSafeInteger(amount) ? BigInt(amount as number) : 0n
  return {
    organization: ahead(theOrganization(tx)),
    account: ahead(lockAccount(tx, accountId)),
    tender: ahead(
      findTender(
        tx,
        method.kind === 'tender'
          ? { id: fromTypeId('tnd', method.tenderId) ?? NOBODY }
          : { methodId },
      ),
    ),
    method: methodId ? ahead(findMethod(tx, methodId, request.purpose)) : null,
    debits: methodId
      ? ahead(pastDebits(tx, methodId, new Date(now.getTime() - DEBITS_DAYS * 86_400_000)))
      : null,
    declines: methodId ? ahead(declinedTries(tx, methodId, counted)) : null,
    processorAccount: isNew ? ahead(currentProcessorAccount(tx)) : null,
    approval: ahead(findGivenApproval(tx, request.approvalId)),
    ...askForAim(tx, accountId, request.invoiceIds),
    recent: ahead(
      recentPayment(tx, accountId, {
        ...similarAmounts(minorUnits),
        since: new Date(now.getTime() - DUPLICATE_HOURS * 3_600_000),
        sitting: request.splitOf ? fromTypeId('pay', request.splitOf) : null,
        runId: request.purpose?.is === 'run' ? request.purpose.id : null,
      }),
    ),
    customers: ahead(findCustomers(tx, accountId)),
  }
}

type Facts = ReturnType<typeof askForFacts>

/** An id of nothing: what is wrong with the one that was sent is said where it is read. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Banks are debited in US dollars only, whatever the organization's currency. */
function requireCurrencyOfMethod(method: SavedMethod | null | undefined): void {
  if (method?.kind !== 'bankAccount') return
  refuse('method_currency', 'eChecks can only be charged in USD.', {
    field: 'currency',
    moneyMoved: 'no',
  })
}

async function chosenMethod(
  asked: Facts,
  request: PaymentRequest,
  accountId: string,
  organization: Organization,
  now: Date,
): Promise<SavedMethod | null> {
  if (request.method.kind !== 'saved') return null
  readId('pm', request.method.methodId, 'payment method')
  const method = (await asked.method) ?? refuseUnknown('payment method')
  requireChargeable(method, {
    accountId,
    today: todayIn(organization.timeZone, now),
    confirmExpired: request.confirmExpired ?? false,
  })
  return method
}

/** Locked behind the account, so that nobody else uses it in the same moment. */
async function findGivenApproval(
  tx: Transaction,
  given: string | undefined,
): Promise<Approval | undefined> {
  if (given === undefined) return undefined
  return (await lockApproval(tx, readId('apv', given, 'approval'))) ?? refuseUnknown('approval')
}
