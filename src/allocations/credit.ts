import { recordAct } from '../audit/record.ts'
import { lockAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { requireCurrency } from '../invoices/issue-invoice.ts'
import { CHARGE_MAXIMUM, checkAmount, formatMoney, money } from '../kit/money.ts'
import { todayIn } from '../kit/time.ts'
import type { Occasion } from '../ledger/allocate.ts'
import { giveCredit } from '../ledger/give-credit.ts'
import { postLedger } from '../ledger/post.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { type Made, once, requireKey } from '../staff/idempotency.ts'
import { payFromCredit } from './reconcile.ts'
import { type AccountCreditRow, findCredit, withdrawFromCredit } from './store.ts'

export interface CreditAsked {
  accountId: string
  amount: unknown
  currency: string
  reason: string
}

/** Gives an account credit out of goodwill. The same key again answers with the same credit. */
export function giveGoodwill(
  app: App,
  caller: Caller,
  idempotencyKey: string | undefined,
  asked: CreditAsked,
): Promise<Made<AccountCreditRow>> {
  const key = requireKey(idempotencyKey)
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'credits.give')
    const organization = await theOrganization(tx)
    requireCurrency(asked.currency, organization.currency)
    const amount = readCreditAmount(asked.amount, organization.currency)
    const reason = readReason(asked.reason)
    const accountId = readId('acc', asked.accountId, 'account')
    const at = app.clock.now()
    const id = app.newId()
    const wanted = { caller, actorId: actor.id, key, request: asked, id, now: at }
    const make = async () => {
      const account = (await lockAccount(tx, accountId)) ?? refuseUnknown('account')
      if (account.archived) refuse('client_archived', 'Restore the client before giving credit.')
      const occasion: Occasion = {
        orgId: caller.orgId,
        accountId,
        currency: organization.currency,
        at,
        effectiveOn: todayIn(organization.timeZone, at),
        byName: actor.name,
        why: 'automatic',
      }
      await giveCredit(tx, occasion, { id, kind: 'goodwill', amount, reason, createdBy: actor.id })
      if (organization.creditUse === 'always') await payFromCredit(app, tx, occasion)
      await recordAct(app, tx, caller, actor, 'credit.given', id, { amount: Number(amount) })
      return theCredit(tx, id)
    }
    return once(tx, wanted, make, (before) => theCredit(tx, before))
  })
}

/** Takes back what is left of a credit that was given, or part of it. */
export function withdrawCredit(
  app: App,
  caller: Caller,
  id: string,
  asked: { amount?: unknown; reason: string },
): Promise<AccountCreditRow> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'credits.give')
    const { currency, timeZone } = await theOrganization(tx)
    const reason = readReason(asked.reason)
    const { accountId } = await theCredit(tx, id)
    await lockAccount(tx, accountId)
    const credit = await theCredit(tx, id)
    if (credit.kind !== 'goodwill') {
      refuse('credit_state', 'This credit came over from another account. Transfer it back.')
    }
    const left = formatMoney(money(credit.left, currency))
    if (credit.left === 0n) refuse('credit_state', 'Nothing is left of this credit.')
    const amount =
      asked.amount === undefined ? credit.left : readCreditAmount(asked.amount, currency)
    if (amount > credit.left) {
      refuse('exceeds_left', `${left} of it is left. Enter ${left} or less.`, { field: 'amount' })
    }
    const at = app.clock.now()
    const withdrawal = { creditId: id, accountId, amount, reason, byName: actor.name, at }
    const n = await withdrawFromCredit(tx, caller.orgId, withdrawal)
    await postLedger(tx, caller.orgId, [
      {
        source: 'credit',
        sourceId: id,
        event: 'withdrawn',
        n,
        amount,
        currency,
        accountId,
        invoiceId: null,
        processorAccountId: null,
        postedAt: at,
        effectiveOn: todayIn(timeZone, at),
      },
    ])
    await recordAct(app, tx, caller, actor, 'credit.withdrawn', id, { amount: Number(amount) })
    return theCredit(tx, id)
  })
}

export function readCreditAmount(typed: unknown, currency: string): bigint {
  const checked = checkAmount(typed, currency, { minimum: 1n, maximum: CHARGE_MAXIMUM })
  if (!checked.ok) return refuse(checked.code, checked.message, { field: 'amount' })
  return checked.amount
}

export function readReason(typed: string): string {
  return readText(typed, 'reason', { max: 200, called: 'The reason', required: true })
}

async function theCredit(tx: Transaction, id: string): Promise<AccountCreditRow> {
  return (await findCredit(tx, id)) ?? refuseUnknown('credit')
}
