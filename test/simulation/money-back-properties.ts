import type Stripe from 'stripe'
import type { ProcessorRefundSeen, WatchedStore } from './charges.ts'
import type { Eye } from './eye.ts'
import { type Scheduler, WORLD } from './scheduler.ts'
import { SANDBOX_ACCOUNT } from './town.ts'
import { Violation } from './violation.ts'

interface OurRefund {
  id: string
  processorRefundId: string | null
  amount: number
  state: string
}

/** What must hold between the processor and us of money that goes back, and of what it keeps. */
export class MoneyBackProperties {
  private readonly eye: Eye
  private readonly scheduler: Scheduler
  private readonly watched: WatchedStore
  private readonly seen = new Set<string>()

  constructor(settings: { eye: Eye; scheduler: Scheduler; watched: WatchedStore }) {
    this.eye = settings.eye
    this.scheduler = settings.scheduler
    this.watched = settings.watched
  }

  /** R1 and R2, whenever the processor gave money back. */
  async afterHandled(): Promise<void> {
    for (const refund of this.watched.refunds.values()) {
      if (this.seen.has(refund.id)) continue
      this.seen.add(refund.id)
      const { id, amount, refundId, isOver } = refund
      this.scheduler.tell(WORLD, `refund of ${amount} for ${refundId ?? 'nobody of ours'}`)
      if (refundId === null || isOver) continue
      const [ours] = await this.refundsOfOurs([refundId])
      if (ours?.amount !== amount || ours.state === 'failed') {
        this.fail(
          'R1 what is asked for is reserved',
          `${id} of ${amount}, and ours is ${JSON.stringify(ours)}`,
        )
      }
      const made = [...this.watched.refunds.values()].filter((one) => one.refundId === refundId)
      if (made.length > 1) this.fail('R2 asked for once', refundId)
    }
  }

  /** R3 to R5, long after the last trouble; what a comparison by night mends only after it. */
  async atTheEnd(compared: boolean): Promise<void> {
    await this.refundsAreTheirs(compared)
    await this.disputesAreTheirs()
    await this.payoutsAreTheirs()
    if (compared) await this.feesAreKnown()
  }

  private async refundsAreTheirs(compared: boolean): Promise<void> {
    const ours = await this.refundsOfOurs(null)
    const byTheirs = new Map(ours.map((refund) => [refund.processorRefundId, refund]))
    const left = await this.leftToPeople()
    for (const theirs of this.watched.refunds.values()) {
      const our = byTheirs.get(theirs.id)
      if (our ? sameAs(theirs, our) : theirs.isOver) continue
      if (!our && left.has(compared ? theirs.id : theirs.paymentId)) continue
      const what = `${theirs.id} of ${theirs.amount} is ${theirs.status}`
      this.fail('R3 their refunds are ours', `${what}, and ours is ${JSON.stringify(our)}`)
    }
    for (const our of ours) {
      if (our.state === 'review' || our.state === 'failed') continue
      // A key that was answered with an error is answered so for a day; I29 knows when that is over.
      if (our.state === 'unknown' && our.processorRefundId === null) continue
      const theirs = this.watched.refunds.get(our.processorRefundId ?? '')
      if (!theirs || !sameAs(theirs, our)) {
        this.fail('R3 our refunds are theirs', JSON.stringify(our))
      }
    }
  }

  /** Payments of which more went back than they have here, and what a comparison left open. */
  private async leftToPeople(): Promise<Set<string>> {
    const rows = await this.eye.rows<{ id: string }>(
      `select payment_id::text as id from attention_item where kind = 'refund_too_much'
       union all select subject from difference where state = 'open'`,
    )
    return new Set(rows.map(({ id }) => id))
  }

  private async disputesAreTheirs(): Promise<void> {
    const theirs = await this.objects<Stripe.Dispute>('dispute')
    const said = theirs.map((dispute) => {
      const amounts = dispute.balance_transactions.map(({ amount }) => amount)
      const sum = (all: number[]) => all.reduce((total, one) => total + one, 0)
      const taken = -sum(amounts.filter((amount) => amount < 0))
      const given = sum(amounts.filter((amount) => amount > 0))
      const fee = sum(dispute.balance_transactions.map((one) => one.fee))
      return `${dispute.id} ${dispute.status} ${taken} ${given} ${fee}`
    })
    const ours = await this.eye.rows<{ said: string }>(
      `select concat_ws(' ', processor_dispute_id, processor_state, withdrawn + withdrawn_more - made_good,
         reinstated + reinstated_more, fee) as said from dispute
       union all
       select concat_ws(' ', processor_dispute_id, 'lost', amount, 0, fee) from payment_return
       where origin = 'processor'`,
    )
    this.same('R4 their disputes are ours', said, ours)
  }

  private async payoutsAreTheirs(): Promise<void> {
    const theirs = await this.objects<Stripe.Payout>('payout')
    const said = theirs.map(
      ({ id, amount, status, reconciliation_status: members }) =>
        `${id} ${amount} ${status} ${members === 'completed'}`,
    )
    const ours = await this.eye.rows<{ said: string }>(
      `select concat_ws(' ', processor_payout_id, amount, state,
         case when members_at is null then 'false' else 'true' end) as said from payout`,
    )
    this.same('R5 their payouts are ours', said, ours)
  }

  /** A comparison looks back four days; what is older is read within the day. */
  private async feesAreKnown(): Promise<void> {
    const [unknown] = await this.eye.rows<{ id: string }>(
      `select payment_id::text as id from payment_fee f join payment p on p.id = f.payment_id
       where f.known_at is null and p.settled_at > $1::timestamptz - interval '3 days'`,
      [new Date(this.scheduler.now)],
    )
    if (unknown) this.fail('R6 what the processor kept is known', unknown.id)
  }

  private same(broken: string, theirs: string[], ours: { said: string }[]): void {
    const here = new Set(ours.map(({ said }) => said))
    const missing = theirs.find((one) => !here.has(one))
    if (missing) this.fail(broken, `theirs is "${missing}", ours are ${[...here].join(', ')}`)
    if (here.size !== theirs.length) this.fail(broken, `${here.size}, and not ${theirs.length}`)
  }

  private refundsOfOurs(ids: string[] | null): Promise<OurRefund[]> {
    return this.eye.rows(
      `select id, processor_refund_id as "processorRefundId", amount::integer, state from refund
       where tender in ('card', 'echeck') and ($1::uuid[] is null or id = any ($1))`,
      [ids],
    )
  }

  private async objects<T>(type: string): Promise<T[]> {
    const rows = await this.watched.store.list(SANDBOX_ACCOUNT, { type, limit: 10_000 })
    return rows.map(({ object }) => object as T)
  }

  private fail(broken: string, detail: string): void {
    this.scheduler.fail(new Violation(broken, detail))
  }
}

/** Canceled there is failed here; what waits for the client is still pending. */
function sameAs(theirs: ProcessorRefundSeen, ours: OurRefund): boolean {
  const state = { canceled: 'failed', requires_action: 'pending' }[theirs.status] ?? theirs.status
  return ours.state === state && ours.amount === theirs.amount
}
