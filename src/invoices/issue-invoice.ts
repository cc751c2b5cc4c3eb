import { recordAudit } from '../audit/record.ts'
import { clientsOfAccount, lockAccount } from '../clients/accounts.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { isCurrency } from '../kit/currencies.ts'
import { checkAmount } from '../kit/money.ts'
import { type PlainDate, parsePlainDate, todayIn } from '../kit/time.ts'
import { postLedger } from '../ledger/post.ts'
import { takeNumber, theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import type { Invoice } from './invoice.ts'
import { addReceivable, findInvoice, insertInvoice } from './store.ts'

export interface NewInvoice {
  accountId: string
  dueOn: string
  currency?: string | undefined
  lines: {
    description: string
    quantity: unknown
    unitAmount: unknown
    clientId?: string | null | undefined
  }[]
}

const QUANTITY_MAX = 10_000
/** Above any single card charge: an invoice may be paid in parts. In minor units. */
const INVOICE_TOTAL_MAX = 99_999_999_999n

/** Issues an invoice: numbered, owed from now on, and in the books. */
export function issueInvoice(app: App, caller: Caller, request: NewInvoice): Promise<Invoice> {
  const accountId = readId('acc', request.accountId, 'account')
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'invoices.issue')
    const { currency, timeZone } = await theOrganization(tx)
    requireCurrency(request.currency, currency)
    const now = app.clock.now()
    const issuedOn = todayIn(timeZone, now)
    const dueOn = readDueOn(request.dueOn)
    const lines = request.lines.map((line, position) => readLine(line, position, currency))
    const total = lines.reduce((sum, line) => sum + line.amount, 0n)
    if (total === 0n) refuse('amount_too_small', 'An invoice is about more than nothing.')
    if (total > INVOICE_TOTAL_MAX) refuse('amount_too_large', 'Split this into several invoices.')

    const account = (await lockAccount(tx, accountId)) ?? refuseUnknown('account')
    if (account.archived) refuse('client_archived', 'Restore the client before invoicing.')
    await requireClients(tx, accountId, lines)
    const invoice: Invoice = {
      id: app.newId(),
      accountId,
      number: await takeNumber(tx, 'invoice'),
      currency,
      total,
      allocated: 0n,
      due: total,
      issuedOn,
      dueOn,
    }
    await insertInvoice(tx, caller.orgId, { ...invoice, now }, lines)
    await addReceivable(tx, accountId, total)
    await postLedger(tx, caller.orgId, [
      {
        source: 'invoice',
        sourceId: invoice.id,
        event: 'issued',
        n: 0,
        amount: total,
        currency,
        accountId,
        invoiceId: invoice.id,
        processorAccountId: null,
        postedAt: now,
        effectiveOn: issuedOn,
      },
    ])
    await recordAudit(tx, {
      id: app.newId(),
      orgId: caller.orgId,
      at: now,
      actorId: actor.id,
      actorName: actor.name,
      verb: 'invoice.issued',
      subjectId: invoice.id,
    })
    await app.react(tx, {
      is: 'invoiceIssued',
      orgId: caller.orgId,
      accountId,
      invoiceId: invoice.id,
      currency,
      issuedOn,
      byName: actor.name,
      at: now,
    })
    return (await findInvoice(tx, invoice.id)) ?? invoice
  })
}

/** Refuses a currency that is none, or not the organization's. */
export function requireCurrency(given: string | undefined, own: string): void {
  if (given === undefined) return
  if (!isCurrency(given)) {
    refuse('currency_unknown', 'Use a three-letter code such as USD.', {
      field: 'currency',
      moneyMoved: 'no',
    })
  }
  if (given !== own) {
    refuse('currency_mismatch', `Invoices here are in ${own}.`, {
      field: 'currency',
      moneyMoved: 'no',
    })
  }
}

function readDueOn(text: string): PlainDate {
  return (
    parsePlainDate(text) ?? refuse('date_format', 'Use a date like 2026-05-14.', { field: 'dueOn' })
  )
}

function readLine(line: NewInvoice['lines'][number], position: number, currency: string) {
  const field = `lines.${position}`
  const description = readText(line.description, `${field}.description`, {
    max: 200,
    called: 'Descriptions',
    required: true,
  })
  const quantity = readQuantity(line.quantity, `${field}.quantity`)
  const unit = checkAmount(line.unitAmount, currency, { minimum: 0n, maximum: INVOICE_TOTAL_MAX })
  if (!unit.ok) refuse(unit.code, unit.message, { field: `${field}.unitAmount` })
  return {
    description,
    quantity,
    unitAmount: unit.amount,
    amount: unit.amount * BigInt(quantity),
    clientId: line.clientId ? readId('cli', line.clientId, 'client') : null,
  }
}

function readQuantity(value: unknown, field: string): number {
  if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > QUANTITY_MAX) {
    refuse('field_invalid', 'Enter a whole number from 1 to 10,000.', { field })
  }
  return Number(value)
}

async function requireClients(
  tx: Parameters<typeof clientsOfAccount>[0],
  accountId: string,
  lines: { clientId: string | null }[],
): Promise<void> {
  if (lines.every((line) => line.clientId === null)) return
  const clients = new Set((await clientsOfAccount(tx, accountId)).map((client) => client.id))
  if (lines.some((line) => line.clientId !== null && !clients.has(line.clientId))) {
    refuseUnknown('client')
  }
}
