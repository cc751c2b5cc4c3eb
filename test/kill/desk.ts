import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { ADDRESS } from '../support/address.ts'
import { type Answer, type Browser, cardToken } from '../support/world.ts'
import type { Chance } from './chance.ts'
import type { Studio } from './studio.ts'

/** Who is charged: an account, and a card saved for it. */
export interface Payer {
  accountId: string
  methodId: string
  /** The charge that saved the card. */
  first: Told
}

/** What the caller of one charge was told in the end. */
export interface Told {
  key: string
  answer: Answer | null
  /** How often they had to ask. */
  asked: number
}

/** What somebody at a desk was told of charges, and of what they gave back. */
export interface Work {
  charges: Told[]
  refunds: Told[]
}

const AGAIN_MS = 25
/** A well-behaved integrator keeps the key and comes again; here no charge takes this long. */
const PATIENCE_MS = 240_000
const AMOUNT_MAX = 9_900

/** Makes a payer with a saved Visa. */
export async function newPayer(studio: Studio, desk: Browser): Promise<Payer> {
  const client = await desk.post('/clients', { name: 'Maria Alvarez' })
  const accountId: string = client.body.account.id
  const key = randomUUID()
  const request = {
    accountId,
    amount: 100,
    currency: 'USD',
    invoiceIds: [],
    method: {
      kind: 'new',
      save: true,
      billingAddress: ADDRESS,
      confirmationToken: await visa(studio, true),
    },
  }
  const paid = await desk.pay(request, key)
  if (paid.body.state !== 'succeeded') throw new Error(JSON.stringify(paid.body))
  const billing = await desk.get(`/clients/${client.body.id}/billing`)
  const first = { key, answer: paid, asked: 1 }
  return { accountId, methodId: billing.body.methods[0].id, first }
}

/**
 * Somebody at the counter, charging one client after the other until told to stop. Whatever
 * happens to the server, every charge keeps its key and is asked for until it is answered.
 */
export async function workAtDesk(
  studio: Studio,
  desk: Browser,
  payers: readonly Payer[],
  chance: Chance,
  stopping: AbortSignal,
): Promise<Work> {
  const work: Work = { charges: [], refunds: [] }
  while (!stopping.aborted) {
    const payer = chance.oneOf(payers)
    const onInvoice = chance.percent(60)
    if (onInvoice) await issueInvoice(desk, payer, chance, stopping)
    const request = {
      accountId: payer.accountId,
      amount: chance.between(50, AMOUNT_MAX),
      currency: 'USD',
      method: await chooseMethod(studio, payer, chance),
      ...(onInvoice ? { keepCredit: chance.percent(80) } : { invoiceIds: [] }),
      duplicateReason: 'two lessons',
    }
    const key = randomUUID()
    const { answer, asked } = await untilAnswered(() => desk.pay(request, key))
    work.charges.push({ key, answer, asked })
    if (answer?.body.state === 'succeeded' && chance.percent(40)) {
      work.refunds.push(...(await giveBack(desk, answer.body, chance)))
    }
    if (answer?.body.state === 'requires_action' && chance.percent(50)) {
      await untilAnswered(() => desk.post(`/payments/${answer.body.id}/cancel`))
    }
  }
  return work
}

/** A part of a payment, and at times the rest of it. */
async function giveBack(
  desk: Browser,
  payment: { id: string; amount: { amount: number } },
  chance: Chance,
): Promise<Told[]> {
  const part = { reason: 'requested', amount: chance.between(1, payment.amount.amount) }
  const requests = chance.percent(30) ? [part, { reason: 'requested' }] : [part]
  const told: Told[] = []
  for (const request of requests) {
    const key = randomUUID()
    const ask = () =>
      desk.post(`/payments/${payment.id}/refunds`, request, { 'idempotency-key': key })
    told.push({ key, ...(await untilAnswered(ask)) })
  }
  return told
}

async function issueInvoice(
  desk: Browser,
  { accountId }: Payer,
  chance: Chance,
  stopping: AbortSignal,
): Promise<void> {
  const unitAmount = chance.between(50, AMOUNT_MAX)
  const lines = [{ description: 'Lessons', quantity: 1, unitAmount }]
  // A lost answer may leave an invoice behind or none: either is something to charge.
  while (!stopping.aborted) {
    const issued = await answerOf(() =>
      desk.post('/invoices', { accountId, dueOn: '2030-01-01', lines }),
    )
    if (issued && issued.status < 500) return
    await pause(AGAIN_MS)
  }
}

async function chooseMethod(studio: Studio, { methodId }: Payer, chance: Chance) {
  if (chance.percent(55)) return { kind: 'saved', methodId }
  const save = chance.percent(40)
  const card = chance.percent(70)
    ? 'pm_card_visa'
    : chance.oneOf(['pm_card_visa_chargeDeclined', 'pm_card_authenticationRequired'])
  const confirmationToken = await cardToken(studio.stripe, card, { save })
  return { kind: 'new', save, billingAddress: ADDRESS, confirmationToken }
}

function visa(studio: Studio, save: boolean): Promise<string> {
  return cardToken(studio.stripe, 'pm_card_visa', { save })
}

/** Asks the same again while nobody answers, the server failed, or it is still at it. */
async function untilAnswered(
  ask: () => Promise<Answer>,
): Promise<{ answer: Answer | null; asked: number }> {
  const end = performance.now() + PATIENCE_MS
  let answer: Answer | null = null
  for (let asked = 1; ; asked++) {
    answer = await answerOf(ask)
    if ((answer && isAnAnswer(answer)) || performance.now() > end) return { answer, asked }
    await pause(AGAIN_MS)
  }
}

/** Whether there is nothing to ask again for. */
export function isAnAnswer({ status, body }: Answer): boolean {
  // Closed before the bank was asked is an answer, and the same one every time.
  if (body.code === 'processor_unavailable' && body.paymentId) return true
  return status < 500 && body.code !== 'in_progress'
}

/** null: no answer came. */
function answerOf(ask: () => Promise<Answer>): Promise<Answer | null> {
  return ask().catch(() => null)
}
