import { recordAct } from '../audit/record.ts'
import { inOrganization, type Transaction, violatedConstraint } from '../database/transaction.ts'
import { openDisputeOf } from '../disputes/disputes.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { assert } from '../kit/assert.ts'
import { fromTypeId, toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { paymentInHand } from '../ledger/allocate.ts'
import { theOrganization } from '../organizations/organization.ts'
import { type Approval, requireWithinLimit } from '../payments/approval.ts'
import { lockApproval } from '../payments/approval-store.ts'
import { isCharged } from '../payments/payment.ts'
import { lockToGiveBack, type PaidPayment } from '../payments/payments.ts'
import type { App } from '../processor/app.ts'
import type { RefundParameters } from '../processor/processor.ts'
import { isReturned } from '../returns/returns.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { type Made, once } from '../staff/idempotency.ts'
import { giveMoneyBack } from './give-money-back.ts'
import { LEASE_SECONDS, type Refund, type RefundReason } from './refund.ts'
import { type RefundRequest, readRefundAmount, readRefundDetails } from './refund-request.ts'
import { requireRefundable, requireSameWay } from './refundable.ts'
import { findRefund, insertRefund, refundsOf } from './store.ts'

/**
 * Transaction one of a refund. Under the locks of the account, the invoices and the payment it is
 * decided and written down, and its money taken out of what the payment has, before the processor
 * is asked: nobody can give the same money back twice.
 */
export async function openRefund(
  app: App,
  caller: Caller,
  key: string,
  paymentId: string,
  request: RefundRequest,
): Promise<Made<Refund>> {
  try {
    return await inOrganization(app.db, caller.orgId, async (tx) => {
      const actor = await authorize(tx, caller, 'payments.refund')
      const payment = (await lockToGiveBack(tx, paymentId)) ?? refuseUnknown('payment')
      const [id, now] = [app.newId(), app.clock.now()]
      const wanted = { caller, actorId: actor.id, key, request: [paymentId, request], id, now }
      const make = async () =>
        (await open(app, tx, { caller, actor, refundId: id }, payment, request)).refund
      return once(tx, wanted, make, (before) => sameRefund(tx, before))
    })
  } catch (error) {
    refuseTaken(violatedConstraint(error))
    throw error
  }
}

/** What only the tables can see. */
function refuseTaken(constraint: string | undefined): void {
  // The locks make this impossible; if they ever do not, the index still does.
  if (constraint === 'one_unanswered_refund') {
    refuse('in_progress', 'Somebody is refunding this payment now. Wait for the result.', {
      retryAfterSeconds: 1,
    })
  }
}

async function sameRefund(tx: Transaction, id: string): Promise<Refund> {
  const refund = await findRefund(tx, id)
  assert(refund, 'a key names a refund')
  if (refund.state === 'created') {
    refuse('in_progress', 'This refund is still running.', {
      moneyMoved: 'unknown',
      retryAfterSeconds: 1,
      facts: { refundId: toTypeId('rfd', refund.id) },
    })
  }
  return refund
}

export interface Opener {
  caller: Caller
  actor: StaffActor
  refundId: string
  /** A preview shows what is above the limit, and says so. */
  limitless?: boolean
}

/** Everything a refund changes when it is begun. The payment is locked by the caller. */
export async function open(
  app: App,
  tx: Transaction,
  { caller, actor, refundId, limitless = false }: Opener,
  payment: PaidPayment,
  request: RefundRequest,
): Promise<{ refund: Refund }> {
  const { orgId } = caller
  const { accountId, currency, tender } = payment
  const refunds = await refundsOf(tx, payment.id)
  requireRefundable(payment, {
    refunds,
    disputed: await openDisputeOf(tx, payment.id),
    isReturned: await isReturned(tx, payment.id),
  })
  requireSameWay(payment, request.methodId)
  const inHand = await paymentInHand(tx, payment.id)
  assert(inHand, 'a payment that was locked is there')
  const amount = readRefundAmount(request, payment, inHand)
  const details = readRefundDetails(request, payment)
  const now = app.clock.now()
  const approvalId = limitless
    ? null
    : requireWithinLimit(
        actor,
        { purpose: 'refund', paymentId: payment.id, accountId, amount, currency },
        await givenApproval(tx, request.approvalId),
        now,
      )
  const { timeZone } = await theOrganization(tx)
  const id = refundId
  const isCard = isCharged(tender)
  const refund: Refund = {
    ...details,
    id,
    orgId,
    paymentId: payment.id,
    accountId,
    n: refunds.length + 1,
    amount,
    currency,
    tender,
    state: isCard ? 'created' : 'succeeded',
    origin: 'staff',
    processorAccountId: payment.processorAccountId,
    parameters: isCard ? parametersOf(payment, id, amount, details.reason) : null,
    processorRefundId: null,
    creditId: null,
    refundedOn: todayIn(timeZone, now),
    approvalId,
    problem: null,
    madeGood: 0n,
    openedBy: actor.id,
    openedByName: actor.name,
    createdAt: now,
    changedAt: now,
    settledAt: isCard ? null : now,
    lookAt: isCard ? new Date(now.getTime() + LEASE_SECONDS * 1000) : null,
    looks: 0,
  }
  refund.creditId = await giveMoneyBack(app, tx, refund, payment, inHand)
  await insertRefund(tx, refund, 'request')
  await recordAct(app, tx, caller, actor, isCard ? 'refund.opened' : 'refund.recorded', id)
  if (!isCard) {
    await app.react(tx, { is: 'refundSucceeded', refund, at: now })
    await app.react(tx, { is: 'moved', what: 'refund', orgId: refund.orgId, id, at: now })
  }
  return { refund }
}

async function givenApproval(
  tx: Transaction,
  approvalId: string | undefined,
): Promise<Approval | undefined> {
  const id = approvalId && fromTypeId('apv', approvalId)
  return id ? lockApproval(tx, id) : undefined
}

const PROCESSOR_REASONS: Record<RefundReason, RefundParameters['reason']> = {
  requested: 'requested_by_customer',
  duplicate: 'duplicate',
  fraudulent: 'fraudulent',
  mistake: 'requested_by_customer',
  notProvided: 'requested_by_customer',
  other: 'requested_by_customer',
}

function parametersOf(
  payment: PaidPayment,
  refundId: string,
  amount: bigint,
  reason: RefundReason,
): RefundParameters {
  assert(payment.intentId, 'a card payment that succeeded has its intent')
  return {
    intentId: payment.intentId,
    amount: Number(amount),
    reason: PROCESSOR_REASONS[reason],
    metadata: {
      org: toTypeId('org', payment.orgId),
      payment: toTypeId('pay', payment.id),
      refund: toTypeId('rfd', refundId),
    },
  }
}
