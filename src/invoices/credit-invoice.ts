import { recordAct } from '../audit/record.ts'
import { findAccount, lockAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { assert } from '../kit/assert.ts'
import { todayIn } from '../kit/time.ts'
import { takeOff, upTo } from '../ledger/allocate.ts'
import { postLedger } from '../ledger/post.ts'
import type { LedgerLine } from '../ledger/transfers.ts'
import { takeNumber, theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { hashOf, madeUnder, requireKey, takeKey } from '../staff/idempotency.ts'
import {
  type CreditAsked,
  type CreditPlan,
  nameSources,
  planCredit,
  refuseHeld,
  whyNotCredit,
} from './credit-plan.ts'
import { insertCreditNote } from './credit-store.ts'
import { creditNoteNumber, type Invoice } from './invoice.ts'
import { findInvoice, lockInvoices } from './store.ts'

export interface CreditRequest extends CreditAsked {
  reason: string
}

/** What a credit note would come to and do, before anybody decides. Nothing is changed. */
export function previewCredit(app: App, caller: Caller, invoiceId: string, asked: CreditAsked) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'invoices.credit')
    const invoice = (await findInvoice(tx, invoiceId)) ?? refuseUnknown('invoice')
    const plan = await planCredit(tx, invoice, asked)
    return previewJson(tx, plan)
  })
}

async function previewJson(tx: Transaction, plan: CreditPlan) {
  const { invoice, total, comesOff } = plan
  const money = (amount: bigint) => moneyJson(amount, invoice.currency)
  const account = await findAccount(tx, invoice.accountId)
  const off = comesOff.reduce((sum, { amount }) => sum + amount, 0n)
  const credit = account?.unapplied ?? 0n
  const stands = invoice.total - invoice.credited
  const reason = whyNotCredit(plan)
  return {
    lines: plan.lines.map(({ position, description, amount, left }) => ({
      position,
      description,
      amount: money(amount),
      left: money(left),
    })),
    net: money(plan.net),
    taxes: plan.taxes.map(({ name, now }) => ({ name, amount: money(now) })),
    total: money(total),
    most: money(plan.most),
    takenOff: (await nameSources(tx, comesOff)).map(({ method, amount }) => ({
      method,
      amount: money(amount),
    })),
    before: { total: money(stands), due: money(invoice.due), credit: money(credit) },
    after: {
      total: money(stands - total),
      due: money(invoice.due - total + off),
      credit: money(credit + off),
    },
    can: { allowed: reason === null, reason: reason?.sentence ?? null },
  }
}

/**
 * Takes an invoice back, in part or whole, by a credit note. What was paid above what is left of it
 * comes off first, the newest first, and is account credit from then on. Never below what somebody
 * charges at this moment.
 */
export function creditInvoice(
  app: App,
  caller: Caller,
  key: string | undefined,
  invoiceId: string,
  request: CreditRequest,
): Promise<string> {
  const idempotencyKey = requireKey(key)
  const reason = readText(request.reason, 'reason', {
    max: 300,
    called: 'The reason',
    required: true,
  })
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'invoices.credit')
    const found = (await findInvoice(tx, invoiceId)) ?? refuseUnknown('invoice')
    const now = app.clock.now()
    const requestHash = hashOf({ invoiceId, ...request })
    const id = app.newId()
    const isFirst = await takeKey(tx, {
      orgId: caller.orgId,
      loginId: caller.loginId,
      key: idempotencyKey,
      requestHash,
      madeId: id,
      now,
    })
    if (!isFirst) {
      await madeUnder(tx, actor.id, idempotencyKey, requestHash)
      return invoiceId
    }
    await lockAccount(tx, found.accountId)
    const invoice = await lockOne(tx, invoiceId)
    const plan = await planCredit(tx, invoice, request)
    requireCreditable(plan)
    const { timeZone } = await theOrganization(tx)
    const today = todayIn(timeZone, now)
    const { currency, accountId } = invoice
    await takeOff(
      tx,
      {
        orgId: caller.orgId,
        accountId,
        currency,
        at: now,
        effectiveOn: today,
        byName: actor.name,
        why: 'credit_note',
      },
      upTo(
        plan.comesOff,
        plan.comesOff.reduce((sum, { amount }) => sum + amount, 0n),
        app.newId,
      ),
    )
    const number = await takeNumber(tx, 'creditNote')
    const isVoid = request.void === true
    await insertCreditNote(tx, caller.orgId, {
      id,
      invoiceId,
      accountId,
      number,
      isVoid,
      currency,
      net: plan.net,
      total: plan.total,
      reason,
      issuedOn: today,
      byName: actor.name,
      byId: actor.id,
      now,
      lines: plan.lines.flatMap(({ position, now: amount }) =>
        amount > 0n ? [{ position, amount }] : [],
      ),
      taxes: plan.taxes.flatMap(({ position, now: amount }) =>
        amount > 0n ? [{ position, amount }] : [],
      ),
    })
    const inBooks = { id, invoice, at: now, on: today }
    await postLedger(tx, caller.orgId, linesInBooks(plan, inBooks))
    await recordAct(
      app,
      tx,
      caller,
      actor,
      isVoid ? 'invoice.voided' : 'invoice.credited',
      invoiceId,
      {
        creditNote: creditNoteNumber(number),
        amount: Number(plan.total),
        currency,
        reason,
      },
    )
    return invoiceId
  })
}

function requireCreditable(plan: CreditPlan): void {
  const { invoice, total, reserved } = plan
  const reason = whyNotCredit(plan)
  if (reason?.isHeld) refuseHeld(reserved, invoice.currency)
  if (reason) refuse('invoice_state', reason.sentence)
  if (total === 0n) {
    refuse('amount_too_small', 'Enter how much of a line is credited.', { field: 'lines' })
  }
}

/** Under the account's lock, after it: the order of locks everywhere. */
export async function lockOne(tx: Transaction, invoiceId: string): Promise<Invoice> {
  const [invoice] = await lockInvoices(tx, [invoiceId])
  assert(invoice, 'an invoice that was found is there')
  return invoice
}

function linesInBooks(
  { net, taxes }: CreditPlan,
  note: { id: string; invoice: Invoice; at: Date; on: string },
): LedgerLine[] {
  const line = {
    source: 'credit_note',
    sourceId: note.id,
    currency: note.invoice.currency,
    accountId: note.invoice.accountId,
    invoiceId: note.invoice.id,
    processorAccountId: null,
    postedAt: note.at,
    effectiveOn: note.on,
  } as const
  return [
    { ...line, event: 'credited' as const, n: 0, amount: net },
    ...taxes.map(({ position, now }) => ({
      ...line,
      event: 'tax_credited' as const,
      n: position,
      amount: now,
    })),
  ].filter(({ amount }) => amount > 0n)
}
