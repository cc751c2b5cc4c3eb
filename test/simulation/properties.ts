import type { Charge, WatchedStore } from './charges.ts'
import type { Due, Eye, SeenPayment } from './eye.ts'
import { MoneyBackProperties } from './money-back-properties.ts'
import type { Random } from './random.ts'
import { type Scheduler, WORLD } from './scheduler.ts'
import { setupThatDiffers } from './setup-properties.ts'
import { Violation } from './violation.ts'

const FINAL = new Set(['succeeded', 'failed', 'canceled'])
const CLOSED = new Set(['failed', 'canceled'])
/** What a clerk writes on a payment of which a part is meant to become credit. */
export const CREDIT_IS_MEANT = 'credit is meant'

/** What must hold between us and the processor, watched at every commit and every charge. */
export class Properties {
  /** Every payment as it is committed now. */
  readonly payments = new Map<string, SeenPayment>()
  due: Due = {
    payment: Infinity,
    event: Infinity,
    poll: Infinity,
    refund: Infinity,
    setup: Infinity,
    fee: Infinity,
    payouts: Infinity,
    night: Infinity,
  }
  /** How many of the processor's events are stored. */
  eventsStored = 0
  checks = 0
  readonly moneyBack: MoneyBackProperties
  private readonly eye: Eye
  private readonly scheduler: Scheduler
  private readonly watched: WatchedStore
  private readonly charges: Charge[]
  private readonly random: Random
  private readonly everyStep: boolean
  private chargesSeen = 0

  constructor(settings: {
    eye: Eye
    scheduler: Scheduler
    watched: WatchedStore
    random: Random
    /** Re-add the books after every commit instead of after some. */
    everyStep: boolean
  }) {
    this.eye = settings.eye
    this.scheduler = settings.scheduler
    this.watched = settings.watched
    this.charges = settings.watched.charges
    this.moneyBack = new MoneyBackProperties(settings)
    this.random = settings.random
    this.everyStep = settings.everyStep
  }

  async afterCommit(): Promise<void> {
    const { payments, due, events } = await this.eye.snapshot()
    this.due = due
    this.eventsStored = events
    for (const payment of payments) {
      const before = this.payments.get(payment.id)
      this.payments.set(payment.id, payment)
      if (before?.state !== payment.state) this.moved(before, payment)
    }
    const checks = this.random.chance(BOOKS_CHECKED)
    if (checks || this.everyStep) await this.checkBooks('timeless')
  }

  private moved(before: SeenPayment | undefined, payment: SeenPayment): void {
    const { id, state } = payment
    this.scheduler.tell(WORLD, `payment ${id} ${before?.state ?? 'opened'} → ${state}`)
    if (before && FINAL.has(before.state)) {
      this.fail('P4 an end is an end', `${id} went from ${before.state} to ${state}`)
    }
    if (CLOSED.has(state)) this.closedWithoutMoney(payment)
    if (state === 'succeeded' && !isRecorded(payment)) this.paidByMoney(payment)
  }

  private paidByMoney({ id }: SeenPayment): void {
    if (this.charges.some((charge) => charge.paymentId === id)) return
    this.fail('P9 paid is what was paid', `${id} is paid, and the processor took nothing`)
  }

  private closedWithoutMoney(payment: SeenPayment): void {
    const charge = this.charges.find((one) => one.paymentId === payment.id)
    if (!charge) return
    this.fail(
      'P4 no money on a closed payment',
      `${payment.id} is ${payment.state} and ${charge.id} took ${charge.amount}`,
    )
  }

  /** P3: before the processor carries out a confirmation. */
  async beforeConfirm(intentId: string): Promise<void> {
    const found = await this.eye.rows('select from payment where intent_id = $1', [intentId])
    if (found.length === 0) this.fail('P3 confirmed only when committed', intentId)
  }

  /** P1, P2 and P4, whenever the processor took money. */
  async afterHandled(): Promise<void> {
    await this.moneyBack.afterHandled()
    if (this.charges.length === this.chargesSeen) return
    for (const charge of this.charges.slice(this.chargesSeen)) {
      this.scheduler.tell(WORLD, `charge of ${charge.amount} for payment ${charge.paymentId}`)
      const payment = this.payments.get(charge.paymentId)
      if (!payment) this.fail('P3 confirmed only when committed', charge.paymentId)
      else if (CLOSED.has(payment.state)) this.closedWithoutMoney(payment)
      const twice = this.charges.filter((one) => one.paymentId === charge.paymentId).length > 1
      if (twice) this.fail('P2 one charge per payment', charge.paymentId)
    }
    this.chargesSeen = this.charges.length
    await this.chargedWithinTheInvoices()
  }

  private async chargedWithinTheInvoices(): Promise<void> {
    const charged = [...this.charges.map((charge) => charge.paymentId), ...this.recorded()]
    // What went back may be charged again, even where it has come again since.
    const over = await this.eye.rows<{ what: string }>(
      `with back as (select payment_id, sum(amount) as amount from (
          select payment_id, amount from refund union all
          select payment_id, withdrawn from dispute union all
          select payment_id, taken from payment_return) b group by 1)
       select 'invoice ' || i.id || ' of ' || i.total || ' was charged ' || sum(t.amount) as what
       from payment_target t join invoice i on i.org_id = t.org_id and i.id = t.invoice_id
       left join back b on b.payment_id = t.payment_id
       where t.payment_id = any ($1::uuid[]) group by i.org_id, i.id, i.total
       having sum(t.amount) - coalesce(sum(b.amount), 0) > i.total
       union all
       select 'payment ' || p.id || ' makes credit that nobody meant' from payment p
       join payment_target t on t.org_id = p.org_id and t.payment_id = p.id and t.invoice_id is null
       where p.id = any ($1::uuid[]) and p.description <> $2`,
      [charged, CREDIT_IS_MEANT],
    )
    const [first] = over
    if (first) this.fail('P1 charged within the invoice', first.what)
    // A clerk notes the key of their press on the payment.
    const [twice] = await this.eye.rows<{ note: string }>(
      'select note from payment where id = any ($1::uuid[]) group by note having count(*) > 1',
      [charged],
    )
    if (twice) this.fail('P8 one charge per key', twice.note)
  }

  /** Cash: paid as soon as it is on record, and unknown to the processor. */
  private recorded(): string[] {
    return [...this.payments.values()].filter(isRecorded).map((payment) => payment.id)
  }

  async checkBooks(which: 'all' | 'timeless'): Promise<void> {
    this.checks++
    const violation = await this.eye.violation(new Date(this.scheduler.now), which)
    if (violation) this.scheduler.fail(violation)
  }

  /** P5: long after the last trouble. */
  async atTheEnd(): Promise<void> {
    for (const payment of this.payments.values()) {
      if (FINAL.has(payment.state) || payment.state === 'review') continue
      this.fail('P5 everything is decided', `${payment.id} is still ${payment.state}`)
    }
    await this.chargedWithinTheInvoices()
    const ours = [...this.payments.values()].filter(
      (payment) => payment.state === 'succeeded' && !isRecorded(payment),
    )
    const said = ours.map((payment) => `${payment.id} ${payment.amount}`).sort()
    const took = this.charges.map((charge) => `${charge.paymentId} ${charge.amount}`).sort()
    for (const charge of took) {
      if (!said.includes(charge)) this.fail('P5 our successes are theirs', `${charge} is not ours`)
    }
    for (const payment of said) {
      if (!took.includes(payment))
        this.fail('P5 our successes are theirs', `${payment} has no charge`)
    }
    await this.moneyBack.atTheEnd(false)
    const setup = await setupThatDiffers(this.eye, this.watched)
    if (setup) this.fail('S1 their set-ups are ours', setup)
    await this.checkBooks('all')
  }

  fail(broken: string, detail: string): void {
    this.scheduler.fail(new Violation(broken, detail))
  }
}

function isRecorded({ tender }: SeenPayment): boolean {
  return tender !== 'card' && tender !== 'echeck'
}

/** How often the books are re-added after a commit. */
const BOOKS_CHECKED = 0.1
