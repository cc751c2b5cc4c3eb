import type Stripe from 'stripe'
import { behaviourOf } from '../cards.ts'
import { badRequest, noSuchParam } from '../errors.ts'
import { mergeMetadata } from '../params.ts'
import { idOf } from '../records.ts'
import type { Call } from '../route.ts'
import { inBalance } from './balance.ts'
import { blocksRefund } from './close-dispute.ts'
import { postNow } from './post-charge.ts'
import {
  FAIL_REFUND,
  FUND_REFUND,
  REFUND_LATER_MS,
  SUCCEED_REFUND,
  sendToBank,
  withdraw,
} from './settle-refund.ts'

const LARGEST_AMOUNT = 99_999_999
const FUNDS_AGAIN_MS = 3_600_000
/** Of the refunds to a bank account. */
const LAST_DAY = 180
/** Settled by a control: refunds wait until the balance covers them, as where no bank is debited. */
export const REFUNDS_NEED_BALANCE = 'refunds need balance'

/** Sends money back to the card it came from, or says why that cannot be. */
export async function makeRefund(call: Call): Promise<Stripe.Refund> {
  const charge = await chargeToRefund(call)
  const amount = amountToRefund(call, charge)
  await assertNotDisputed(call, charge)
  const posted = await postNow(call.work, call.newId, charge)
  const method = await call.work.find('payment_method', posted.payment_method ?? '')
  const course = behaviourOf(method?.hidden.behaviour ?? '').refund
  const isBank = posted.payment_method_details?.type === 'us_bank_account'
  if (isBank) assertRecent(call, posted)
  const short = await isShort(call, posted, amount)
  const pending = short || isBank || course === 'pendsThenSucceeds'
  const blank = blankRefund(call, posted, amount)
  const refund: Stripe.Refund = {
    ...blank,
    ...(pending ? { pending_reason: short ? 'insufficient_funds' : 'processing' } : {}),
    status: pending ? 'pending' : 'succeeded',
  }
  const taken = short ? refund : withdraw(call.work, call.newId, refund)
  call.work.put('refund', taken, null)
  const total = posted.amount_refunded + amount
  const refunded = { ...posted, amount_refunded: total, refunded: total === posted.amount_captured }
  call.work.put('charge', refunded, null)
  call.work.emit('refund.created', taken)
  const { amount_refunded, refunded: whole } = posted
  call.work.emit('charge.refunded', refunded, {
    amount_refunded,
    ...(refunded.refunded ? { refunded: whole } : {}),
  })
  if (short) call.work.later(FUND_REFUND, taken.id, FUNDS_AGAIN_MS)
  else if (isBank) sendToBank(call.work, taken)
  else if (course === 'pendsThenSucceeds')
    call.work.later(SUCCEED_REFUND, taken.id, REFUND_LATER_MS)
  else if (course === 'succeedsThenFails') call.work.later(FAIL_REFUND, taken.id, REFUND_LATER_MS)
  return taken
}

function blankRefund(call: Call, charge: Stripe.Charge, amount: number): Stripe.Refund {
  const { params } = call
  return {
    id: call.newId.next('re'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: call.now,
    currency: charge.currency,
    customer: idOf(charge.customer),
    customer_account: null,
    destination_details: destinationOf(charge),
    metadata: mergeMetadata({}, params.metadata),
    payment_intent: idOf(charge.payment_intent),
    payment_method: charge.payment_method,
    reason: (params.reason as string | undefined) ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  }
}

function destinationOf(charge: Stripe.Charge): Stripe.Refund.DestinationDetails {
  if (charge.payment_method_details?.type === 'us_bank_account') {
    return {
      type: 'us_bank_transfer',
      us_bank_transfer: { reference: null, reference_status: 'pending' },
    }
  }
  const reference_type = 'acquirer_reference_number'
  return { card: { reference_status: 'pending', reference_type, type: 'refund' }, type: 'card' }
}

/** Banks take money back to where it came from for half a year. */
function assertRecent(call: Call, charge: Stripe.Charge): void {
  if (call.now <= charge.created + LAST_DAY * 86_400) return
  const message = `Charge ${charge.id} was made more than ${LAST_DAY} days ago, so it can not be refunded to the bank account.`
  throw badRequest(message, { code: 'charge_not_refundable', param: 'charge' })
}

async function chargeToRefund(call: Call): Promise<Stripe.Charge> {
  const { charge: chargeId, payment_intent: intentId } = call.params as Record<string, string>
  if (chargeId !== undefined) {
    const stored = await call.work.find('charge', chargeId)
    if (stored === null) throw noSuchParam('charge', chargeId, 'charge')
    if (intentId !== undefined && idOf(stored.object.payment_intent) !== intentId) {
      throw badRequest('The charge does not belong to the payment_intent.', { param: 'charge' })
    }
    return stored.object
  }
  if (intentId === undefined) {
    const message =
      'One of the following params should be provided for this request: payment_intent or charge.'
    throw badRequest(message, { code: 'parameter_missing' })
  }
  const intent = await call.work.find('payment_intent', intentId)
  if (intent === null) throw noSuchParam('payment_intent', intentId, 'payment_intent')
  const latest = await call.work.find('charge', idOf(intent.object.latest_charge) ?? '')
  if (latest?.object.status === 'pending') throw notSettled(latest.object)
  if (latest === null || latest.object.status !== 'succeeded') {
    throw badRequest(
      `This PaymentIntent (${intentId}) does not have a successful charge to refund.`,
      {
        param: 'payment_intent',
      },
    )
  }
  return latest.object
}

function amountToRefund(call: Call, charge: Stripe.Charge): number {
  if (charge.status === 'pending') throw notSettled(charge)
  if (charge.status !== 'succeeded' || !charge.captured) {
    const state = charge.status === 'succeeded' ? 'has not been captured' : 'was not successful'
    throw badRequest(`Charge ${charge.id} ${state}, so there is nothing to refund.`, {
      param: 'charge',
    })
  }
  return checkAmount(call, charge)
}

function notSettled(charge: Stripe.Charge): Error {
  const message = `Charge ${charge.id} has not succeeded yet. Cancel the PaymentIntent while that is possible, or refund it once it has succeeded.`
  return badRequest(message, { param: 'charge' })
}

function checkAmount(call: Call, charge: Stripe.Charge): number {
  const left = charge.amount_captured - charge.amount_refunded
  if (left === 0) {
    throw badRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    })
  }
  const amount = (call.params.amount as number | undefined) ?? left
  if (amount < 1) {
    const message = 'This value must be greater than or equal to 1.'
    throw badRequest(message, { code: 'parameter_invalid_integer', param: 'amount' })
  }
  if (amount > LARGEST_AMOUNT || amount > left) {
    const shown = (value: number) => inWords(value, charge.currency)
    const message = `Refund amount (${shown(amount)}) is greater than unrefunded amount on charge (${shown(left)})`
    throw badRequest(message, { param: 'amount' })
  }
  return amount
}

async function assertNotDisputed(call: Call, charge: Stripe.Charge): Promise<void> {
  if (!charge.disputed) return
  const disputes = await call.work.list({ type: 'dispute', labels: [charge.id], limit: 100 })
  if (!disputes.some(({ object }) => blocksRefund(object))) return
  throw badRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
    code: 'charge_disputed',
  })
}

function inWords(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

/** Whether the refund has to wait for money: only where a control asked for that. */
async function isShort(call: Call, charge: Stripe.Charge, amount: number): Promise<boolean> {
  if ((await call.work.setting(REFUNDS_NEED_BALANCE)) !== true) return false
  const open = await inBalance(call.work)
  const sum = open
    .filter(({ currency }) => currency === charge.currency)
    .reduce((total, { net }) => total + net, 0)
  return sum < amount
}
