import { recordAct } from '../audit/record.ts'
import { lockAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { requireCurrency } from '../invoices/issue-invoice.ts'
import { formatMoney, money } from '../kit/money.ts'
import { todayIn } from '../kit/time.ts'
import { type InHand, moneyInHand, type Occasion } from '../ledger/allocate.ts'
import { giveCredit } from '../ledger/give-credit.ts'
import { postLedger } from '../ledger/post.ts'
import type { LedgerLine } from '../ledger/transfers.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { type Made, once, requireKey } from '../staff/idempotency.ts'
import { readCreditAmount, readReason } from './credit.ts'
import { payFromCredit } from './reconcile.ts'
import { findTransfer, insertTransfer, type TransferRow } from './store.ts'

export interface TransferAsked {
  fromAccountId: string
  toAccountId: string
  amount: unknown
  currency: string
  reason: string
}

/** Moves account credit from one account to another, the oldest first. Both sides show it. */
export function transferCredit(
  app: App,
  caller: Caller,
  idempotencyKey: string | undefined,
  asked: TransferAsked,
): Promise<Made<TransferRow>> {
  const key = requireKey(idempotencyKey)
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'credits.give')
    const organization = await theOrganization(tx)
    const { currency } = organization
    requireCurrency(asked.currency, currency)
    const amount = readCreditAmount(asked.amount, currency)
    const reason = readReason(asked.reason)
    const fromAccountId = readId('acc', asked.fromAccountId, 'account')
    const toAccountId = readId('acc', asked.toAccountId, 'account')
    if (fromAccountId === toAccountId) {
      refuse('field_invalid', 'Choose another account to transfer to.', { field: 'toAccountId' })
    }
    const at = app.clock.now()
    const id = app.newId()
    const { orgId } = caller
    const wanted = { caller, actorId: actor.id, key, request: asked, id, now: at }
    const make = async () => {
      await lockBoth(tx, fromAccountId, toAccountId)
      const parts = take(await moneyInHand(tx, fromAccountId), amount, currency)
      const effectiveOn = todayIn(organization.timeZone, at)
      const creditId = app.newId()
      const occasion: Occasion = {
        orgId,
        accountId: toAccountId,
        currency,
        at,
        effectiveOn,
        byName: actor.name,
        why: 'automatic',
      }
      const moved = { amount, reason, createdBy: actor.id }
      await giveCredit(tx, occasion, { id: creditId, kind: 'transfer', ...moved })
      await insertTransfer(tx, {
        orgId,
        id,
        fromAccountId,
        toAccountId,
        creditId,
        ...moved,
        currency,
        effectiveOn,
        createdByName: actor.name,
        at,
        parts,
      })
      await postLedger(tx, orgId, bothSides(id, { fromAccountId, toAccountId, amount }, occasion))
      if (organization.creditUse === 'always') await payFromCredit(app, tx, occasion)
      await recordAct(app, tx, caller, actor, 'credit.transferred', id, { amount: Number(amount) })
      return theTransfer(tx, id)
    }
    return once(tx, wanted, make, (before) => theTransfer(tx, before))
  })
}

/** In the order of their ids, so that two transfers against each other do not wait for ever. */
async function lockBoth(tx: Transaction, from: string, to: string): Promise<void> {
  for (const accountId of [from, to].sort()) {
    const account = (await lockAccount(tx, accountId)) ?? refuseUnknown('account')
    if (account.archived && accountId === to) {
      refuse('client_archived', 'Restore the client before transferring to them.')
    }
  }
}

function take(held: InHand[], amount: bigint, currency: string) {
  const parts: { source: InHand['source']; amount: bigint }[] = []
  let missing = amount
  for (const { source, left } of held) {
    if (missing === 0n) break
    const part = left < missing ? left : missing
    parts.push({ source, amount: part })
    missing -= part
  }
  if (missing === 0n) return parts
  const most = formatMoney(money(amount - missing, currency))
  return refuse(
    'exceeds_left',
    amount === missing
      ? 'This account has no credit to transfer. Take money off an invoice first.'
      : `The account has ${most} of credit. Enter ${most} or less.`,
    { field: 'amount', facts: { left: { amount: Number(amount - missing), currency } } },
  )
}

function bothSides(
  id: string,
  {
    fromAccountId,
    toAccountId,
    amount,
  }: Record<'fromAccountId' | 'toAccountId', string> & {
    amount: bigint
  },
  { currency, at, effectiveOn }: Occasion,
): LedgerLine[] {
  const line = {
    source: 'transfer' as const,
    sourceId: id,
    n: 0,
    amount,
    currency,
    invoiceId: null,
    processorAccountId: null,
    postedAt: at,
    effectiveOn,
  }
  return [
    { ...line, event: 'transferred_out', accountId: fromAccountId },
    { ...line, event: 'transferred_in', accountId: toAccountId },
  ]
}

async function theTransfer(tx: Transaction, id: string): Promise<TransferRow> {
  return (await findTransfer(tx, id)) ?? refuseUnknown('transfer')
}
