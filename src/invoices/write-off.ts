import { recordAct } from '../audit/record.ts'
import { lockAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { checkAmount, formatMoney, money } from '../kit/money.ts'
import { type PlainDate, todayIn } from '../kit/time.ts'
import { postLedger } from '../ledger/post.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { type Made, once, requireKey } from '../staff/idempotency.ts'
import { lockOne } from './credit-invoice.ts'
import { refuseHeld } from './credit-plan.ts'
import {
  findWriteOff,
  insertWriteOff,
  reservedOn,
  reverseWriteOffRow,
  type WriteOffRow,
} from './credit-store.ts'
import { findInvoice } from './store.ts'

/** Gives up what nobody expects to be paid any more: all that is due, or part of it. */
export function writeOff(
  app: App,
  caller: Caller,
  key: string | undefined,
  invoiceId: string,
  request: { amount?: unknown; reason: string },
): Promise<Made<string>> {
  const idempotencyKey = requireKey(key)
  const reason = readText(request.reason, 'reason', {
    max: 300,
    called: 'The reason',
    required: true,
  })
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'invoices.writeOff')
    const found = (await findInvoice(tx, invoiceId)) ?? refuseUnknown('invoice')
    const [id, now] = [app.newId(), app.clock.now()]
    const asked = { invoiceId, ...request }
    const wanted = { caller, actorId: actor.id, key: idempotencyKey, request: asked, id, now }
    const make = async () => {
      await lockAccount(tx, found.accountId)
      const { currency, accountId, due } = await lockOne(tx, invoiceId)
      const reserved = await reservedOn(tx, invoiceId)
      const free = due - reserved.reduce((sum, { amount }) => sum + amount, 0n)
      if (due === 0n) refuse('invoice_state', 'Nothing is due on this invoice.')
      const amount = request.amount === undefined ? due : readAmount(request.amount, due, currency)
      if (amount > free) refuseHeld(reserved, currency)
      const effectiveOn = await today(tx, now)
      const byName = actor.name
      const row = { id, invoiceId, accountId, amount, currency, reason, effectiveOn, byName }
      await insertWriteOff(tx, caller.orgId, { ...row, byId: actor.id, now })
      await post(tx, caller.orgId, row, 'written_off', now, effectiveOn)
      const detail = { amount: Number(amount), currency, reason }
      await recordAct(app, tx, caller, actor, 'invoice.written_off', invoiceId, detail)
      return invoiceId
    }
    return once(tx, wanted, make, async () => invoiceId)
  })
}

function readAmount(given: unknown, due: bigint, currency: string): bigint {
  const read = checkAmount(given, currency, { maximum: 99_999_999_999n })
  if (!read.ok) refuse(read.code, read.message, { field: 'amount' })
  if (read.amount > due) {
    refuse('exceeds_balance', `At most ${formatMoney(money(due, currency))} is due.`, {
      field: 'amount',
    })
  }
  return read.amount
}

/** Takes a write-off back: it is owed again. Twice is once. Answers whose it is. */
export function reverseWriteOff(app: App, caller: Caller, id: string): Promise<string> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'invoices.writeOff')
    const found = (await findWriteOff(tx, id)) ?? refuseUnknown('write-off')
    const { invoiceId, currency, amount } = found
    await lockAccount(tx, found.accountId)
    await lockOne(tx, invoiceId)
    // Read again under the lock: somebody may have been quicker.
    if ((await findWriteOff(tx, id))?.reversedOn) return invoiceId
    const now = app.clock.now()
    const on = await today(tx, now)
    await reverseWriteOffRow(tx, found, { name: actor.name, on, now })
    await post(tx, caller.orgId, found, 'write_off_reversed', now, on)
    const detail = { amount: Number(amount), currency }
    await recordAct(app, tx, caller, actor, 'invoice.write_off_reversed', invoiceId, detail)
    return invoiceId
  })
}

async function today(tx: Transaction, now: Date): Promise<PlainDate> {
  return todayIn((await theOrganization(tx)).timeZone, now)
}

function post(
  tx: Transaction,
  orgId: string,
  {
    id,
    invoiceId,
    accountId,
    amount,
    currency,
  }: Omit<WriteOffRow, 'reversedOn' | 'reversedByName'>,
  event: 'written_off' | 'write_off_reversed',
  at: Date,
  on: PlainDate,
): Promise<void> {
  return postLedger(tx, orgId, [
    {
      source: 'write_off',
      sourceId: id,
      event,
      n: 0,
      amount,
      currency,
      accountId,
      invoiceId,
      processorAccountId: null,
      postedAt: at,
      effectiveOn: on,
    },
  ])
}
