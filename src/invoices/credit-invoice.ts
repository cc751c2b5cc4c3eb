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
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { type Made, once, requireKey } from '../staff/idempotency.ts'
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
): Promise<Made<string>> {
  const idempotencyKey = requireKey(key)
  const reason = readText(request.reason, 'reason', {
    max: 300,
    called: 'The reason',
    required: true,
  })
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'invoices.credit')
    const found = (await findInvoice(tx, invoiceId)) ?? refuseUnknown('invoice')
    const [id, now] = [app.newId(), app.clock.now()]
    const asked = { invoiceId, ...request }
    const wanted = { caller, actorId: actor.id, key: idempotencyKey, request: asked, id, now }
    const make = async () => {
      await lockAccount(tx, found.accountId)
      const invoice = await lockOne(tx, invoiceId)
      const plan = await planCredit(tx, invoice, request)
      requireCreditable(plan)
      const isVoid = request.void === true
      await issueNote(app, tx, { caller, actor, id, isVoid, reason, now }, plan)
      return invoiceId
    }
    return once(tx, wanted, make, async () => invoiceId)
  })
}

interface NoteToIssue {
  caller: Caller
  actor: StaffActor
  id: string
  isVoid: boolean
  reason: string
  now: Date
}

async function issueNote(
  app: App,
  tx: Transaction,
  { caller, actor, id, isVoid, reason, now }: NoteToIssue,
  plan: CreditPlan,
): Promise<void> {
  const { orgId } = caller
  const { invoice } = plan
  const { currency, accountId, id: invoiceId } = invoice
  const { timeZone } = await theOrganization(tx)
  const today = todayIn(timeZone, now)
  const occasion = { orgId, accountId, currency, at: now, effectiveOn: today, byName: actor.name }
  const comesOff = plan.comesOff.reduce((sum, { amount }) => sum + amount, 0n)
  await takeOff(tx, { ...occasion, why: 'credit_note' }, upTo(plan.comesOff, comesOff, app.newId))
  const number = await takeNumber(tx, 'creditNote')
  await insertCreditNote(tx, orgId, {
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
    lines: credited(plan.lines),
    taxes: credited(plan.taxes),
  })
  await postLedger(tx, orgId, linesInBooks(plan, { id, invoice, at: now, on: today }))
  const detail = {
    creditNote: creditNoteNumber(number),
    amount: Number(plan.total),
    currency,
    reason,
  }
  const verb = isVoid ? 'invoice.voided' : 'invoice.credited'
  await recordAct(app, tx, caller, actor, verb, invoiceId, detail)
}

function credited(parts: { position: number; now: bigint }[]) {
  return parts.flatMap(({ position, now: amount }) => (amount > 0n ? [{ position, amount }] : []))
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
