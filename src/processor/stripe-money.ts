import type Stripe from 'stripe'
import type { Answer } from './processor.ts'
import type {
  ChargeFee,
  PayoutMember,
  ProcessorCharge,
  ProcessorMoney,
  ProcessorPayout,
} from './processor-money.ts'
import { readDispute, readRefund } from './stripe-money-back.ts'

const PER_PAGE = 100
const WITH_FEE = ['data.balance_transaction']

type Ask = <T>(call: () => Promise<T>) => Promise<Answer<T>>

/** The balance, between Stripe's words and ours. */
export function stripeMoney(stripe: Stripe, ask: Ask): ProcessorMoney {
  return {
    readCharge: (intentId) => ask(() => readChargeOf(stripe, intentId)),
    readChargeById: (id) =>
      ask(async () => {
        const charge = await stripe.charges.retrieve(id, { expand: ['balance_transaction'] })
        return tookMoney(charge) ? readCharge(charge) : null
      }),
    listPayouts: (since) =>
      ask(async () => {
        const created = { gte: seconds(since) }
        const payouts = await all(stripe.payouts.list({ created, limit: PER_PAGE }))
        return payouts.map(readPayout)
      }),
    readPayout: (id) => ask(async () => readPayout(await stripe.payouts.retrieve(id))),
    listMembers: (id) => ask(() => listMembers(stripe, id)),
    listCharges: (since) =>
      ask(async () => {
        const created = { gte: seconds(since) }
        const charges = await all(
          stripe.charges.list({ created, limit: PER_PAGE, expand: WITH_FEE }),
        )
        return charges.filter(tookMoney).map(readCharge)
      }),
    listRefundsSince: (since) =>
      ask(async () => {
        const created = { gte: seconds(since) }
        return (await all(stripe.refunds.list({ created, limit: PER_PAGE }))).map(readRefund)
      }),
    listDisputesSince: (since) =>
      ask(async () => {
        const created = { gte: seconds(since) }
        return (await all(stripe.disputes.list({ created, limit: PER_PAGE }))).map(readDispute)
      }),
  }
}

async function readChargeOf(stripe: Stripe, intentId: string): Promise<ProcessorCharge | null> {
  const charges = await stripe.charges.list({
    payment_intent: intentId,
    limit: PER_PAGE,
    expand: WITH_FEE,
  })
  const taken = charges.data.find(tookMoney)
  return taken ? readCharge(taken) : null
}

async function listMembers(stripe: Stripe, payout: string): Promise<PayoutMember[]> {
  const expand = ['data.source']
  const lines = await all(stripe.balanceTransactions.list({ payout, limit: PER_PAGE, expand }))
  // The payout is a line of the balance itself, on its way out.
  return lines.map(readMember).filter(({ sourceId }) => sourceId !== payout)
}

async function all<T>(list: Stripe.ApiListPromise<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of list) found.push(item)
  return found
}

function seconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000)
}

function tookMoney(charge: Stripe.Charge): boolean {
  return charge.paid && charge.captured && charge.status === 'succeeded'
}

function readCharge(charge: Stripe.Charge): ProcessorCharge {
  const card = charge.payment_method_details?.card
  return {
    id: charge.id,
    intentId: idOf(charge.payment_intent),
    amount: charge.amount_captured,
    currency: charge.currency.toUpperCase(),
    createdAt: new Date(charge.created * 1000),
    payment: charge.metadata.payment ?? null,
    card: card?.last4 ? `${card.brand ?? 'card'} ${card.last4}` : bankOf(charge),
    fee: readFee(charge.balance_transaction),
  }
}

function bankOf(charge: Stripe.Charge): string | null {
  const bank = charge.payment_method_details?.us_bank_account
  return bank?.last4 ? `${bank.bank_name ?? 'bank account'} ${bank.last4}` : null
}

function readFee(transaction: Stripe.Charge['balance_transaction']): ChargeFee | null {
  if (transaction === null || typeof transaction === 'string') return null
  return {
    balanceTransactionId: transaction.id,
    amount: transaction.fee,
    currency: transaction.currency.toUpperCase(),
    availableAt: new Date(transaction.available_on * 1000),
  }
}

function readPayout(payout: Stripe.Payout): ProcessorPayout {
  return {
    id: payout.id,
    amount: payout.amount,
    currency: payout.currency.toUpperCase(),
    // Anything newer than these is read again until it is one of them.
    state: STATES.has(payout.status) ? (payout.status as ProcessorPayout['state']) : 'pending',
    isAutomatic: payout.automatic,
    isReconciled: payout.reconciliation_status === 'completed',
    arrivesAt: new Date(payout.arrival_date * 1000),
    failureCode: payout.failure_code,
    createdAt: new Date(payout.created * 1000),
  }
}

const STATES = new Set<string>([
  'pending',
  'in_transit',
  'paid',
  'failed',
  'canceled',
] satisfies ProcessorPayout['state'][])

function readMember(line: Stripe.BalanceTransaction): PayoutMember {
  const source = typeof line.source === 'string' ? null : line.source
  return {
    balanceTransactionId: line.id,
    kind: line.reporting_category,
    sourceId: idOf(line.source),
    intentId: source && 'payment_intent' in source ? idOf(source.payment_intent) : null,
    amount: line.amount,
    fee: line.fee,
    net: line.net,
    description: line.description ?? '',
    createdAt: new Date(line.created * 1000),
  }
}

function idOf(of: string | { id: string } | null | undefined): string | null {
  return typeof of === 'string' ? of : (of?.id ?? null)
}
