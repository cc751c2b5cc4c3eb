import type { Caller } from '../../src/http/caller.ts'
import { makeRefund } from '../../src/refunds/make-refund.ts'
import type { RefundRequest } from '../../src/refunds/refund-request.ts'
import { returnCheck } from '../../src/returns/return-check.ts'
import type { Habits } from './clerk.ts'
import type { SeenPayment } from './eye.ts'
import { WORLD } from './scheduler.ts'
import { ask, type Town } from './town.ts'

/** One press of the button that gives money back, under one key. */
export interface RefundPress {
  caller: Caller
  key: string
  paymentId: string
  request: RefundRequest
}

/** Somebody gives money of a payment back, all of it or a part, at times twice at once. */
export async function giveMoneyBack(town: Town, caller: Caller, habits: Habits): Promise<void> {
  const { random } = town
  const payment = somePayment(town, habits)
  if (!payment) return
  const press: RefundPress = {
    caller,
    key: `refund ${town.refundPresses.length + 1} ${random.between(1, 1e9)}`,
    paymentId: payment.id,
    request: requestFor(town, payment),
  }
  const once = pressAgain(town, press, habits)
  await Promise.all(
    random.chance(habits.doubleClick) ? [once, pressAgain(town, press, habits)] : [once],
  )
}

function requestFor({ random }: Town, { amount }: SeenPayment): RefundRequest {
  const part = random.weighted({ all: 3, part: 4, half: 2, tooMuch: 1 })
  const amounts = {
    all: {},
    part: { amount: random.between(1, amount) },
    half: { amount: Math.ceil(amount / 2) },
    tooMuch: { amount: amount + 1 },
  }
  const invoices = random.weighted({ reopen: 5, settle: 2, leave: 1 })
  return { reason: 'requested', invoices, ...amounts[part] }
}

/** Presses the button, and again where a person would. */
async function pressAgain(town: Town, press: RefundPress, habits: Habits): Promise<void> {
  const { random, scheduler } = town
  const { caller, paymentId, request } = press
  let { key } = press
  for (let attempt = 1; attempt <= 3; attempt++) {
    town.refundPresses.push({ caller, key, paymentId, request })
    const reply = await ask(town, `give back ${key}`, (app) =>
      makeRefund(app, caller, key, paymentId, request),
    )
    if (reply.is === 'answer' && !random.chance(habits.reloads)) return
    if (reply.is === 'refusal' && reply.code !== 'in_progress') return
    if (reply.is === 'nothing') {
      if (random.chance(habits.newKeyAgain)) key = `${key} again`
      else if (!random.chance(habits.sameKeyAgain)) return
    }
    await scheduler.sleep(WORLD, `${caller.loginId} will press again`, random.between(200, 20_000))
  }
}

/** The bank did not honor a check. */
export async function bounceCheck(town: Town, caller: Caller): Promise<void> {
  const checks = [...town.properties.payments.values()].filter(({ tender }) => tender === 'check')
  if (checks.length === 0) return
  const { id } = town.random.pick(checks)
  await ask(town, `return check ${id}`, (app) =>
    returnCheck(app, caller, id, { reason: 'Not sufficient funds' }),
  )
}

/** One that took money, rather, and rather the one that everybody talks about. */
function somePayment({ properties, random }: Town, habits: Habits): SeenPayment | null {
  const payments = [...properties.payments.values()]
  const paid = payments.filter(({ state }) => state === 'succeeded')
  const from = paid.length > 0 && random.chance(0.95) ? paid : payments
  const [first] = from
  if (!first) return null
  return random.chance(habits.sameAccount) ? first : random.pick(from)
}
