import { recordAct } from '../audit/record.ts'
import { lockAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { type AutomaticHold, automaticStanding, setAutomaticHold } from './automatic-store.ts'

/** Why nothing may be charged to an account by itself now; null: it may. */
export function whyNotAutomatic(standing: {
  hold: Pick<AutomaticHold, 'why'> | null
  isDisputed: boolean
}): string | null {
  if (standing.isDisputed) return 'A payment of this account is in dispute.'
  return standing.hold?.why ?? null
}

/**
 * Refuses a charge that no person asks for, where one must look first. Asked under the lock of the
 * account, in the transaction that opens the payment.
 */
export async function requireAutomaticAllowed(tx: Transaction, accountId: string): Promise<void> {
  const standing = (await automaticStanding(tx, accountId)) ?? refuseUnknown('account')
  const why = whyNotAutomatic(standing)
  if (why === null) return
  refuse(
    'automatic_held',
    `Nothing was charged. ${why.replace(/\.?$/, '.')} Nothing is charged by itself until somebody allows it again.`,
    { moneyMoved: 'no' },
  )
}

/** Holds what would be charged by itself. What was held before keeps its reason. */
export async function holdAutomaticCharges(
  tx: Transaction,
  accountId: string,
  hold: AutomaticHold,
): Promise<void> {
  const standing = await automaticStanding(tx, accountId)
  if (standing && !standing.hold) await setAutomaticHold(tx, accountId, hold)
}

export async function automaticChargesJson(tx: Transaction, accountId: string) {
  const standing = (await automaticStanding(tx, accountId)) ?? refuseUnknown('account')
  const { hold } = standing
  const reason = whyNotAutomatic(standing)
  return {
    allowed: reason === null,
    reason,
    held: hold && { since: hold.at.toISOString(), by: hold.by, why: hold.why },
  }
}

/** A person holds what would be charged by itself, or allows it again. */
export function changeAutomaticCharges(
  app: App,
  caller: Caller,
  accountId: string,
  request: { held: boolean; why?: string | undefined },
) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.charge')
    const called = 'The reason'
    const why = readText(request.why, 'why', { max: 200, called, required: request.held })
    if (!(await lockAccount(tx, accountId))) refuseUnknown('account')
    const hold = request.held ? { at: app.clock.now(), by: actor.name, why } : null
    await setAutomaticHold(tx, accountId, hold)
    const verb = request.held ? 'account.automatic_held' : 'account.automatic_allowed'
    await recordAct(app, tx, caller, actor, verb, accountId, { why })
    return automaticChargesJson(tx, accountId)
  })
}
