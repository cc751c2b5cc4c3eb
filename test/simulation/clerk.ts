import type { Caller } from '../../src/http/caller.ts'
import { issueInvoice } from '../../src/invoices/issue-invoice.ts'
import { fromTypeId, toTypeId } from '../../src/kit/id.ts'
import { cancelPayment } from '../../src/payments/cancel-payment.ts'
import { refreshPayment, startClientAction } from '../../src/payments/client-action.ts'
import type { PaymentRequest } from '../../src/payments/payment-request.ts'
import { takePayment } from '../../src/payments/take-payment.ts'
import { changeMethod, removeMethod, revokeAuthorization } from '../../src/wallet/change-wallet.ts'
import { ADDRESS } from '../support/address.ts'
import { saveBankAccount, someBankAccount, withdrawMeanwhile } from './bank-account.ts'
import { answerChallenge, longish } from './cardholder.ts'
import { bounceCheck, giveMoneyBack } from './money-back.ts'
import { CREDIT_IS_MEANT } from './properties.ts'
import { makeConfirmationToken } from './sandbox-calls.ts'
import { WORLD } from './scheduler.ts'
import { ask, type Press, type Town } from './town.ts'
import { saveCard } from './wallet.ts'

type Doing =
  | 'pay'
  | 'cancel'
  | 'refresh'
  | 'invoice'
  | 'revoke'
  | 'remove'
  | 'prefer'
  | 'refund'
  | 'bounce'
  | 'saveCard'

/** How often a seed's clerks do what. */
export interface Habits {
  does: Record<Doing, number>
  /** Which cards clients bring, how often. */
  cards: Record<string, number>
  /** Presses the button twice. */
  doubleClick: number
  /** Without an answer: presses again, under the same key or a new one. */
  sameKeyAgain: number
  newKeyAgain: number
  /** Sends the page again after it was answered. */
  reloads: number
  /** Ends a payment while its client is before the bank's page. */
  impatience: number
  /** Somebody ends a payment that was only just opened. */
  regrets: number
  /** Says why the same amount is charged again: at once, or when asked. */
  reasons: number
  newCard: number
  /** How often they are handed cash or a check instead. */
  cash: number
  saves: number
  /** Charges a card whoever else just charged it. */
  sameAccount: number
  thinksMs: number
}

const REASON = 'A second lesson today.'
const MEANS_LATER = new Set(['in_progress', 'processor_unavailable'])

/** Somebody at the counter, for as many actions as they have in them. */
export async function workAtTheCounter(
  town: Town,
  caller: Caller,
  habits: Habits,
  actions: number,
): Promise<void> {
  for (let n = 0; n < actions; n++) {
    const thinks = Math.floor(habits.thinksMs * town.random.next() ** 2)
    await town.scheduler.sleep(WORLD, `${caller.loginId} acts`, thinks)
    if (!town.troubled) return
    if (town.banks?.chance(0.1)) {
      const accountId = town.banks.pick(town.business.accountIds)
      await saveBankAccount(town, town.banks, caller, accountId)
    }
    await ACTIONS[town.random.weighted(habits.does)](town, caller, habits)
  }
}

const ACTIONS = {
  pay,
  refund: giveMoneyBack,
  bounce: bounceCheck,
  saveCard,
  async cancel(town: Town, caller: Caller): Promise<void> {
    const id = openPayment(town, ['created', 'requires_action'])
    if (id) await ask(town, `cancel ${id}`, (app) => cancelPayment(app, caller, id))
  },
  async refresh(town: Town, caller: Caller): Promise<void> {
    const id = openPayment(town)
    if (id) await ask(town, `refresh ${id}`, (app) => refreshPayment(app, caller, id))
  },
  async invoice(town: Town, caller: Caller): Promise<void> {
    const accountId = town.random.pick(town.business.accountIds)
    await ask(town, 'issue an invoice', (app) =>
      issueInvoice(app, caller, invoiceFor(accountId, 100 * town.random.between(5, 120))),
    )
  },
  async revoke(town: Town, caller: Caller): Promise<void> {
    const method = await someMethod(town)
    const id = method?.authorizationId
    if (id) await ask(town, `revoke ${id}`, (app) => revokeAuthorization(app, caller, id))
  },
  async remove(town: Town, caller: Caller): Promise<void> {
    const method = await someMethod(town)
    if (!method) return
    await ask(town, `remove ${method.id}`, (app) => removeMethod(app, caller, method.id))
  },
  async prefer(town: Town, caller: Caller): Promise<void> {
    const method = await someMethod(town)
    if (!method) return
    await ask(town, `prefer ${method.id}`, (app) =>
      changeMethod(app, caller, method.id, { isDefault: true }),
    )
  },
} satisfies Record<Doing, (town: Town, caller: Caller, habits: Habits) => Promise<void>>

export function invoiceFor(accountId: string, total: number) {
  return {
    accountId: toTypeId('acc', accountId),
    dueOn: '2026-06-15',
    lines: [{ description: 'Lessons', quantity: 1, unitAmount: total }],
  }
}

async function pay(town: Town, caller: Caller, habits: Habits): Promise<void> {
  const { random } = town
  const [first] = town.business.accountIds
  const accountId =
    first && random.chance(habits.sameAccount) ? first : random.pick(town.business.accountIds)
  const request = await byBankAccount(town, caller, await requestFor(town, accountId, habits))
  const once = press(town, caller, request, habits)
  await Promise.all(
    random.chance(habits.doubleClick) ? [once, press(town, caller, request, habits)] : [once],
  )
}

/** In towns with bank accounts they are debited more often than not. */
async function byBankAccount(
  town: Town,
  caller: Caller,
  request: PaymentRequest & { key: string },
): Promise<PaymentRequest & { key: string }> {
  const { banks } = town
  if (!banks?.chance(0.6)) return request
  const methodId = await someBankAccount(town, banks, fromTypeId('acc', request.accountId) ?? '')
  if (!methodId) return request
  if (banks.chance(0.3)) withdrawMeanwhile(town, banks, caller, methodId)
  return { ...request, method: { kind: 'saved', methodId: toTypeId('pm', methodId) } }
}

async function requestFor(
  town: Town,
  accountId: string,
  habits: Habits,
): Promise<PaymentRequest & { key: string }> {
  const { random } = town
  const key = `press ${town.presses.length + 1} ${random.between(1, 1e9)}`
  const methods = await methodsOf(town, accountId)
  const method = random.chance(habits.cash)
    ? { kind: 'tender' as const, ...inHand(town) }
    : methods.length === 0 || random.chance(habits.newCard)
      ? {
          kind: 'new' as const,
          billingAddress: ADDRESS,
          confirmationToken: await makeConfirmationToken(town, random.weighted(habits.cards)),
          save: random.chance(habits.saves),
        }
      : { kind: 'saved' as const, methodId: toTypeId('pm', random.pick(methods).id) }
  return {
    key,
    accountId: toTypeId('acc', accountId),
    currency: 'USD',
    method,
    note: key,
    ...(await aimFor(town, accountId)),
    ...(random.chance(habits.reasons) ? { duplicateReason: REASON } : {}),
  }
}

function inHand({ business, random }: Town): { tenderId: string; checkNumber?: string } {
  if (random.chance(0.6)) return { tenderId: toTypeId('tnd', business.cashId) }
  return {
    tenderId: toTypeId('tnd', business.checkId),
    checkNumber: String(random.between(100, 9_999)),
  }
}

/** How much, and for what. */
async function aimFor(
  town: Town,
  accountId: string,
): Promise<Pick<PaymentRequest, 'amount' | 'invoiceIds' | 'keepCredit' | 'description'>> {
  const { random } = town
  const open = await town.see<{ id: string; due: string }>(
    'select id, due from invoice where account_id = $1 and due > 0 order by id',
    [accountId],
  )
  const due = open.reduce((sum, invoice) => sum + Number(invoice.due), 0)
  const way = random.weighted({ all: 4, part: 3, one: 4, over: 1, account: 1, tooMuch: 1 })
  if (way === 'account' || due === 0) {
    return { amount: random.between(1, 40) * 100, invoiceIds: [], description: CREDIT_IS_MEANT }
  }
  const chosen = random.pick(open)
  switch (way) {
    case 'all':
      return { amount: due }
    case 'part':
      return { amount: Math.max(100, Math.floor(due * random.next())) }
    case 'one':
      return { amount: Number(chosen.due), invoiceIds: [toTypeId('inv', chosen.id)] }
    case 'over':
      return { amount: due + 500, keepCredit: true, description: CREDIT_IS_MEANT }
    default:
      return { amount: due + 700 }
  }
}

/** Presses the button, and again where a person would. */
async function press(
  town: Town,
  caller: Caller,
  wanted: PaymentRequest & { key: string },
  habits: Habits,
): Promise<void> {
  let { key, ...request } = wanted
  const { random, scheduler } = town
  for (let attempt = 1; attempt <= 4; attempt++) {
    const pressed: Press = { caller, key, request }
    town.presses.push(pressed)
    const reply = await ask(town, `pay ${key}`, (app) => takePayment(app, caller, key, request))
    if (reply.is === 'answer') {
      const { payment } = reply.value
      if (payment.state === 'requires_action')
        await letTheClientAct(town, caller, payment.id, habits)
      if (!random.chance(habits.reloads)) return
    }
    if (reply.is === 'refusal') {
      if (reply.code === 'possible_duplicate' && random.chance(habits.reasons)) {
        request = { ...request, duplicateReason: REASON }
      } else if (!MEANS_LATER.has(reply.code)) return
    } else if (reply.is === 'nothing' && random.chance(habits.newKeyAgain)) {
      key = `${key} again`
      request = { ...request, note: key }
    } else if (reply.is === 'nothing' && !random.chance(habits.sameKeyAgain)) return
    await scheduler.sleep(WORLD, `${caller.loginId} will press again`, random.between(200, 20_000))
  }
}

async function letTheClientAct(
  town: Town,
  caller: Caller,
  paymentId: string,
  { impatience }: Habits,
): Promise<void> {
  const reply = await ask(town, `show the bank's page for ${paymentId}`, (app) =>
    startClientAction(app, caller, paymentId),
  )
  if (reply.is !== 'answer') return
  const { clientSecret } = reply.value
  const after = longish(town)
  town.scheduler.start(WORLD, 'a cardholder sees the page', () =>
    answerChallenge(town, clientSecret, after, () =>
      ask(town, `refresh ${paymentId}`, (app) => refreshPayment(app, caller, paymentId)),
    ),
  )
  if (!town.random.chance(impatience)) return
  // At the very moment at which the client is ready, more or less.
  const patience = Math.max(0, after + town.random.between(-800, 800))
  await town.scheduler.sleep(WORLD, `${caller.loginId} waits`, patience)
  await ask(town, `cancel ${paymentId}`, (app) => cancelPayment(app, caller, paymentId))
}

/** One that waits, in one of these states rather than in another. */
function openPayment(town: Town, rather: string[] = []): string | null {
  const open = [...town.properties.payments.values()].filter(
    (payment) => !['succeeded', 'failed', 'canceled'].includes(payment.state),
  )
  const best = open.filter((payment) => rather.includes(payment.state))
  if (open.length === 0) return null
  return town.random.pick(best.length > 0 && town.random.chance(0.8) ? best : open).id
}

interface SeenMethod {
  id: string
  authorizationId: string | null
}

/** Every saved card, also those that must not be charged: clerks look at old screens. */
function methodsOf(town: Town, accountId: string): Promise<SeenMethod[]> {
  return town.see('select id from payment_method where account_id = $1 order by id', [accountId])
}

async function someMethod(town: Town): Promise<SeenMethod | null> {
  const found = await town.see<SeenMethod>(
    `select m.id, (select authorization_id from authorization_event e
       where e.org_id = m.org_id and e.method_id = m.id order by at desc, authorization_id limit 1) as "authorizationId"
     from payment_method m where removed_at is null order by m.id`,
  )
  return found.length === 0 ? null : town.random.pick(found)
}
