import type Stripe from 'stripe'
import type { Caller } from '../../src/http/caller.ts'
import { toTypeId } from '../../src/kit/id.ts'
import { addMethod } from '../../src/wallet/add-method.ts'
import { revokeAuthorization } from '../../src/wallet/change-wallet.ts'
import { recordPermission } from '../../src/wallet/give-consent.ts'
import { ADDRESS } from '../support/address.ts'
import type { Charge } from './charges.ts'
import type { Random } from './random.ts'
import { asDashboard, control } from './sandbox-calls.ts'
import { WORLD } from './scheduler.ts'
import { ask, SANDBOX_ACCOUNT, type Town } from './town.ts'

const HOUR = 3_600_000
/** Longer than any bank takes, over whatever holidays. */
const BANK_DAYS = 9 * 24 * HOUR
const NOWHERE = { ip: null, userAgent: null }

/** What becomes of debits of the accounts that clients bring, how often. */
const ACCOUNTS = {
  success: 6,
  insufficientFunds: 2,
  accountClosed: 1,
  debitNotAuthorized: 1,
  dispute: 1,
}

/** Somebody saves a bank account for a client; what they agree to may have limits. */
export async function saveBankAccount(
  town: Town,
  banks: Random,
  caller: Caller,
  accountId: string,
): Promise<void> {
  const token = await asDashboard(town)('/v1/test_helpers/confirmation_tokens', {
    payment_method: `pm_usBankAccount_${banks.weighted(ACCOUNTS)}`,
    setup_future_usage: 'off_session',
  })
  const confirmationToken = String(token.body.id)
  const request = {
    accountId: toTypeId('acc', accountId),
    kind: 'bankAccount' as const,
    confirmationToken,
    billingAddress: ADDRESS,
  }
  const reply = await ask(town, `save ${confirmationToken}`, (app) =>
    addMethod(app, caller, request, NOWHERE),
  )
  const methodId = reply.is === 'answer' ? reply.value.methodId : null
  if (methodId && banks.chance(0.5)) await limit(town, banks, caller, methodId)
}

function limit(town: Town, banks: Random, caller: Caller, methodId: string): Promise<unknown> {
  const perCharge = banks.chance(0.5) ? 100 * banks.between(5, 100) : null
  const perPeriod = banks.chance(0.7) ? 100 * banks.between(10, 200) : null
  const period = banks.weighted({ day: 2, week: 2, month: 2 })
  return ask(town, `limit ${methodId}`, (app) =>
    recordPermission(app, caller, {
      methodId: toTypeId('pm', methodId),
      how: 'telephone',
      note: 'They called.',
      limits: { perCharge, perPeriod, period },
    }),
  )
}

/** A bank account of the client, where there is one that may be debited, or was. */
export async function someBankAccount(
  town: Town,
  banks: Random,
  accountId: string,
): Promise<string | null> {
  const found = await town.see<{ id: string; authorized: boolean }>(
    `select id, authorized from payment_method where account_id = $1 and kind = 'bankAccount' order by id`,
    [accountId],
  )
  const agreed = found.filter(({ authorized }) => authorized)
  const from = agreed.length > 0 && banks.chance(0.8) ? agreed : found
  return from.length === 0 ? null : banks.pick(from).id
}

/** While somebody charges it, the client withdraws. */
export function withdrawMeanwhile(
  town: Town,
  banks: Random,
  caller: Caller,
  methodId: string,
): void {
  town.scheduler.start(WORLD, 'a client withdraws', async () => {
    await town.scheduler.sleep(WORLD, 'a client has withdrawn', banks.between(0, 60))
    const [consent] = await town.see<{ id: string }>(
      `select authorization_id as id from authorization_event where method_id = $1
       order by at desc, authorization_id limit 1`,
      [methodId],
    )
    if (!consent) return
    const { id } = consent
    await ask(town, `revoke ${id}`, (app) => revokeAuthorization(app, caller, id))
  })
}

export function isByCard({ id }: Charge): boolean {
  return id.startsWith('ch_')
}

/** A bank pays, sends back what it did not pay, or sends back what it paid. */
export async function answerSomeDebit(town: Town, banks: Random): Promise<void> {
  const does = banks.weighted({ settle: 5, return: 3, returnPaid: 3 })
  town.scheduler.tell(WORLD, `at a client's bank: ${does}`)
  const intents =
    does === 'returnPaid'
      ? town.watched.charges.filter((one) => !isByCard(one)).map(({ intentId }) => intentId)
      : await debitsUnderWay(town)
  if (intents.length === 0) return
  await control(town, 'debits', {
    account: SANDBOX_ACCOUNT,
    intent: banks.pick(intents),
    outcome: does === 'settle' ? 'settle' : 'return',
    code: banks.weighted({ R01: 5, R02: 1, R03: 1, R10: 2 }),
  })
}

/** After the trouble banks answer everything that they were asked; false: nothing. */
export async function letBanksAnswer(town: Town): Promise<boolean> {
  const { banks, scheduler, engine } = town
  if (!banks || (await debitsUnderWay(town)).length === 0) return false
  scheduler.now += BANK_DAYS
  scheduler.tell(WORLD, 'banks had their days')
  await engine.pruneIdempotency()
  await scheduler.run(() => town.watched.nextTask() > scheduler.now, scheduler.now + HOUR)
  return true
}

async function debitsUnderWay({ watched }: Town): Promise<string[]> {
  const rows = await watched.store.list(SANDBOX_ACCOUNT, { type: 'payment_intent', limit: 10_000 })
  return rows
    .map(({ object }) => object as unknown as Stripe.PaymentIntent)
    .filter(({ status }) => status === 'processing')
    .map(({ id }) => id)
}
