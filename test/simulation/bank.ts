import type Stripe from 'stripe'
import { answerSomeDebit, isByCard } from './bank-account.ts'
import { asDashboard, control } from './sandbox-calls.ts'
import { WORLD } from './scheduler.ts'
import { SANDBOX_ACCOUNT, type Town } from './town.ts'

type Doing =
  | 'dispute'
  | 'decideDispute'
  | 'decideRefund'
  | 'refundByHand'
  | 'payOut'
  | 'decidePayout'

/** What banks, cardholders and somebody at the processor's dashboard do, and how often. */
export interface BankHabits {
  does: Record<Doing, number>
  everyMs: number
  /** Refunds wait until the balance covers them. */
  refundsNeedBalance: boolean
}

/** Money moves at the processor without us, for as long as there is trouble. */
export async function letMoneyMove(town: Town, habits: BankHabits): Promise<void> {
  const { random, scheduler } = town
  if (habits.refundsNeedBalance) await decide(town, 'balance', { refundsNeedBalance: true })
  for (;;) {
    const wait = Math.floor(habits.everyMs * random.next() ** 2)
    await scheduler.sleep(WORLD, 'a bank acts', wait)
    if (!town.troubled) return
    if (town.banks?.chance(0.4)) {
      await answerSomeDebit(town, town.banks)
      continue
    }
    const doing = random.weighted(habits.does)
    scheduler.tell(WORLD, `at the bank: ${doing}`)
    await DOINGS[doing](town)
  }
}

const DOINGS: Record<Doing, (town: Town) => Promise<unknown>> = {
  async dispute(town) {
    const { random, watched } = town
    const byCard = watched.charges.filter(isByCard)
    if (byCard.length === 0) return
    const charge = random.pick(byCard)
    await decide(town, 'disputes', {
      charge: charge.id,
      reason: random.pick(['fraudulent', 'product_not_received', 'credit_not_processed']),
      inquiry: random.chance(0.3),
      ...(random.chance(0.4) ? { amount: random.between(1, charge.amount) } : {}),
    })
  },
  async decideDispute(town) {
    const dispute = await some<Stripe.Dispute>(town, 'dispute')
    if (!dispute) return
    const outcome = town.random.weighted({ win: 4, lose: 3, escalate: 2 })
    const part = outcome === 'win' && town.random.chance(0.3)
    await decide(town, 'disputes/decide', {
      dispute: dispute.id,
      outcome,
      ...(part ? { amount: town.random.between(1, dispute.amount) } : {}),
    })
  },
  async decideRefund(town) {
    const refund = await some<Stripe.Refund>(town, 'refund')
    if (!refund) return
    const outcome = town.random.weighted({ succeed: 2, fail: 4, cancel: 1, require_action: 1 })
    await decide(town, 'refunds', { refund: refund.id, outcome })
  },
  async refundByHand(town) {
    const { random, watched } = town
    if (watched.charges.length === 0) return
    const { intentId, amount } = random.pick(watched.charges)
    await asDashboard(town)('/v1/refunds', {
      payment_intent: intentId,
      ...(random.chance(0.7) ? { amount: random.between(1, amount) } : {}),
    })
  },
  payOut: (town) => decide(town, 'payouts', { everything: town.random.chance(0.8) }),
  async decidePayout(town) {
    const payout = await some<Stripe.Payout>(town, 'payout')
    if (!payout) return
    const outcome = town.random.weighted({ pay: 3, fail: 1 })
    await decide(town, 'payouts/decide', { payout: payout.id, outcome })
  },
}

/** What does not happen to a thing as it stands is refused, and changes nothing. */
function decide(town: Town, path: string, body: Record<string, unknown>): Promise<unknown> {
  return control(town, path, { account: SANDBOX_ACCOUNT, ...body })
}

async function some<T>(town: Town, type: string): Promise<T | null> {
  const rows = await town.watched.store.list(SANDBOX_ACCOUNT, { type, limit: 20 })
  return rows.length === 0 ? null : (town.random.pick(rows).object as T)
}
