import { recordAct } from '../audit/record.ts'
import { lockAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { fromTypeId } from '../kit/id.ts'
import { CHARGE_MAXIMUM, checkAmount, formatMoney, money } from '../kit/money.ts'
import { todayIn } from '../kit/time.ts'
import {
  allocatedOf,
  applyMoney,
  type MoneySource,
  type Part,
  takeOff,
} from '../ledger/allocate.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { heldSources, type OwedInvoice, owedInvoices } from './store.ts'

export interface PartAsked {
  /** A payment's or a credit's id. */
  sourceId: string
  invoiceId: string
  amount: unknown
}

/** Puts money of an account against its invoices, as somebody decided. All of it or nothing. */
export function allocate(app: App, caller: Caller, accountId: string, asked: PartAsked[]) {
  return byHand(
    app,
    caller,
    accountId,
    asked,
    'payment.reconciled',
    async (tx, parts, occasion) => {
      await requireLeft(tx, accountId, parts, occasion.currency)
      requireDue(await owedInvoices(tx, accountId), parts, occasion.currency)
      await applyMoney(tx, occasion, parts)
    },
  )
}

/** Takes money off invoices again: they are owed anew, and it is account credit. */
export function takeOffByHand(app: App, caller: Caller, accountId: string, asked: PartAsked[]) {
  return byHand(
    app,
    caller,
    accountId,
    asked,
    'payment.unreconciled',
    async (tx, parts, occasion) => {
      for (const part of parts) await requireLies(tx, accountId, part, occasion.currency)
      await takeOff(tx, occasion, parts)
    },
  )
}

type Deed = (
  tx: Transaction,
  parts: Part[],
  occasion: Parameters<typeof applyMoney>[1],
) => Promise<void>

function byHand(
  app: App,
  caller: Caller,
  accountId: string,
  asked: PartAsked[],
  verb: string,
  deed: Deed,
): Promise<Part[]> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.reconcile')
    const { currency, timeZone } = await theOrganization(tx)
    const parts = readParts(app, asked, currency)
    if (!(await lockAccount(tx, accountId))) refuseUnknown('account')
    const at = app.clock.now()
    await deed(tx, parts, {
      orgId: caller.orgId,
      accountId,
      currency,
      at,
      effectiveOn: todayIn(timeZone, at),
      byName: actor.name,
      why: 'person',
    })
    await recordAct(app, tx, caller, actor, verb, accountId, {
      amount: Number(parts.reduce((sum, part) => sum + part.amount, 0n)),
    })
    return parts
  })
}

function readParts(app: App, asked: PartAsked[], currency: string): Part[] {
  const seen = new Set<string>()
  return asked.map(({ sourceId, invoiceId, amount }, position) => {
    const field = `parts.${position}`
    const pair = `${sourceId} ${invoiceId}`
    if (seen.has(pair)) {
      refuse('field_invalid', 'An invoice stands twice. Name each one once.', {
        field: `${field}.invoiceId`,
      })
    }
    seen.add(pair)
    const checked = checkAmount(amount, currency, { maximum: CHARGE_MAXIMUM, minimum: 1n })
    if (!checked.ok) return refuse(checked.code, checked.message, { field: `${field}.amount` })
    return {
      id: app.newId(),
      source: readSource(sourceId),
      invoiceId: readId('inv', invoiceId, 'invoice'),
      amount: checked.amount,
    }
  })
}

function readSource(text: string): MoneySource {
  const creditId = fromTypeId('crd', text)
  if (creditId) return { kind: 'credit', id: creditId }
  return { kind: 'payment', id: readId('pay', text, 'payment') }
}

/** Refuses money that is another account's, did not come in, or is used up. */
async function requireLeft(
  tx: Transaction,
  accountId: string,
  parts: Part[],
  currency: string,
): Promise<void> {
  const held = await heldSources(
    tx,
    parts.map((part) => part.source.id),
  )
  for (const { source } of parts) {
    const found = held.find((one) => one.source.id === source.id)
    if (!found || found.accountId !== accountId) return refuseUnknown(source.kind)
    if (!found.succeeded) {
      refuse('payment_state', 'This payment did not come in. Only money in hand can be used.')
    }
    const wanted = sum(parts.filter((part) => part.source.id === source.id))
    if (wanted > found.left) {
      const left = formatMoney(money(found.left, currency))
      refuse('exceeds_left', `${left} of it is left. Enter ${left} or less.`, {
        field: 'parts',
        facts: { left: { amount: Number(found.left), currency } },
      })
    }
  }
}

/** Refuses more than an invoice owes beside what a charge on its way may bring. */
function requireDue(owed: OwedInvoice[], parts: Part[], currency: string): void {
  for (const { invoiceId } of parts) {
    const invoice = owed.find(({ id }) => id === invoiceId) ?? refuseUnknown('invoice')
    const free = invoice.due - invoice.reserved
    if (sum(parts.filter((part) => part.invoiceId === invoiceId)) <= free) continue
    const due = formatMoney(money(free, currency))
    refuse(
      'exceeds_balance',
      invoice.reserved > 0n
        ? `A charge for this invoice is on its way; beside it ${due} is due.`
        : `${due} is due on this invoice. Enter ${due} or less.`,
      { field: 'parts', facts: { due: { amount: Number(free), currency } } },
    )
  }
}

async function requireLies(
  tx: Transaction,
  accountId: string,
  part: Part,
  currency: string,
): Promise<void> {
  const [held] = await heldSources(tx, [part.source.id])
  if (!held || held.accountId !== accountId) return refuseUnknown(part.source.kind)
  const lies = (await allocatedOf(tx, part.source)).find((one) => one.invoiceId === part.invoiceId)
  if (!lies) return refuseUnknown('allocation')
  if (part.amount <= lies.amount) return
  const most = formatMoney(money(lies.amount, currency))
  refuse('exceeds_left', `${most} of it lies on this invoice. Enter ${most} or less.`, {
    field: 'parts',
    facts: { left: { amount: Number(lies.amount), currency } },
  })
}

function sum(parts: Part[]): bigint {
  return parts.reduce((total, part) => total + part.amount, 0n)
}
