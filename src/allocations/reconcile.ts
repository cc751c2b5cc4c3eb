import { recordAct } from '../audit/record.ts'
import { lockAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { fromTypeId, toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { applyMoney, moneyInHand, type Occasion, type Part } from '../ledger/allocate.ts'
import { match } from '../ledger/match.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { accountsToReconcile, owedInvoices, sumToReconcile } from './store.ts'

const ACCOUNTS_AT_ONCE = 50
const ACCOUNTS_SHOWN = 100

/** Puts the oldest money of an account against its oldest invoices. Answers what was put where. */
export function reconcileAccount(app: App, caller: Caller, accountId: string): Promise<Part[]> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.reconcile')
    const { currency, timeZone } = await theOrganization(tx)
    if (!(await lockAccount(tx, accountId))) refuseUnknown('account')
    const at = app.clock.now()
    const parts = await payFromCredit(app, tx, {
      orgId: caller.orgId,
      accountId,
      currency,
      at,
      effectiveOn: todayIn(timeZone, at),
      byName: actor.name,
      why: 'automatic',
    })
    if (parts.length > 0) {
      await recordAct(app, tx, caller, actor, 'account.reconciled', accountId, {
        amount: Number(parts.reduce((sum, part) => sum + part.amount, 0n)),
      })
    }
    return parts
  })
}

/** What `reconcileAccount` would do. */
export function previewReconcile(app: App, caller: Caller, accountId: string): Promise<Part[]> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'payments.reconcile')
    if (!(await lockAccount(tx, accountId))) refuseUnknown('account')
    return planned(app, tx, accountId)
  })
}

/** Account credit pays what is owed, the oldest first. The account is locked by the caller. */
export async function payFromCredit(
  app: Pick<App, 'newId'>,
  tx: Transaction,
  occasion: Occasion,
): Promise<Part[]> {
  const parts = await planned(app, tx, occasion.accountId)
  await applyMoney(tx, occasion, parts)
  return parts
}

async function planned(
  app: Pick<App, 'newId'>,
  tx: Transaction,
  accountId: string,
): Promise<Part[]> {
  const held = await moneyInHand(tx, accountId)
  if (held.length === 0) return []
  const owed = await owedInvoices(tx, accountId)
  // What a charge on its way is meant to pay is not paid a second time from credit.
  const free = owed.map(({ id, due, reserved }) => ({ id, due: due - reserved }))
  return match(held, free, app.newId)
}

/** How many accounts owe while they hold credit, how much that could pay, and the first of them. */
export function seeUnreconciled(app: App, caller: Caller) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'payments.reconcile')
    const { currency } = await theOrganization(tx)
    const { accounts, amount } = await sumToReconcile(tx)
    const first = await accountsToReconcile(tx, null, ACCOUNTS_SHOWN)
    return {
      accounts,
      amount: moneyJson(amount, currency),
      data: first.map(({ id, clientId, name, credit, owed }) => ({
        accountId: toTypeId('acc', id),
        clientId: clientId && toTypeId('cli', clientId),
        name,
        credit: moneyJson(credit, currency),
        owed: moneyJson(owed, currency),
      })),
    }
  })
}

/**
 * Reconciles some accounts of the whole organization, each in a transaction of its own, and answers
 * where to go on: whoever started it can stop it, and nothing is half done.
 */
export async function reconcileSome(app: App, caller: Caller, cursor: string | undefined) {
  const after = cursor === undefined ? null : (fromTypeId('acc', cursor) ?? refuseUnknown('place'))
  const { waiting, currency } = await inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'payments.reconcile')
    const organization = await theOrganization(tx)
    return {
      waiting: await accountsToReconcile(tx, after, ACCOUNTS_AT_ONCE),
      currency: organization.currency,
    }
  })
  let accounts = 0
  let amount = 0n
  for (const { id } of waiting) {
    const parts = await reconcileAccount(app, caller, id)
    if (parts.length > 0) accounts += 1
    amount += parts.reduce((sum, part) => sum + part.amount, 0n)
  }
  if (accounts > 0) app.changed(caller.orgId)
  const last = waiting.length === ACCOUNTS_AT_ONCE ? waiting.at(-1) : undefined
  return {
    accounts,
    amount: moneyJson(amount, currency),
    nextCursor: last ? toTypeId('acc', last.id) : null,
  }
}
