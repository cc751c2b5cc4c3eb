import { lockAccounts } from '../clients/accounts.ts'
import { accountsNamed, type NamedAccount } from '../clients/named-clients.ts'
import type { Transaction } from '../database/transaction.ts'
import { readId } from '../http/ids.ts'
import { Problem, refuse } from '../http/problem.ts'
import type { Invoice } from '../invoices/invoice.ts'
import { openInvoicesOf } from '../invoices/invoices.ts'
import { invoicesNamed } from '../invoices/named-invoices.ts'
import { toTypeId } from '../kit/id.ts'
import { type PlainDate, todayIn } from '../kit/time.ts'
import { type Organization, theOrganization } from '../organizations/organization.ts'
import { findTender, listTenders, type Tender } from '../organizations/tender.ts'
import type { StaffActor } from '../staff/authorize.ts'
import { aimAt } from './aim-payment.ts'
import { confirmDuplicate, DUPLICATE_HOURS, similarAmounts } from './duplicate-guard.ts'
import { type RecentPayment, recentPaymentsOf } from './duplicate-store.ts'
import type { PaymentTarget } from './payment.ts'
import { readAmount } from './payment-amount.ts'
import { readDetails, readTenderDetails } from './payment-details.ts'
import type { OtherTender } from './payment-request.ts'
import { requireTender } from './recorded-payment.ts'
import { type OpenCharge, openChargesOfMany } from './store.ts'

/** A line of a list of checks, as typed or pasted. */
export interface CheckRequest {
  /** The id of a client or account, a client's number, e-mail or whole name. */
  client: string
  amount: unknown
  checkNumber?: string | undefined
  /** The id or number of the one invoice it pays; oldest due first without. */
  invoice?: string | undefined
}

export interface ChecksRequest {
  currency: string
  tenderId?: string | undefined
  postedOn?: string | undefined
  keepCredit?: boolean | undefined
  duplicateReason?: string | undefined
  checks: CheckRequest[]
}

/** What is wrong with a line of the list, counted from one. */
export interface RowProblem {
  row: number
  field: string | null
  code: string
  detail: string
}

/** A line that can be written down, and where its money goes. */
export interface ReadCheck {
  row: number
  account: NamedAccount
  amount: bigint
  method: OtherTender
  targets: PaymentTarget[]
  duplicateReason: string | null
  /** Invoices it pays, as they stood before it. */
  invoices: Invoice[]
}

export interface ReadChecks {
  organization: Organization
  tender: Tender
  postedOn: string
  rows: (ReadCheck | RowProblem)[]
}

export function isProblem(row: ReadCheck | RowProblem): row is RowProblem {
  return 'code' in row
}

/**
 * Reads a list of checks under the locks of its accounts, line by line in their order, by the rules
 * of a single check; what a line pays is no longer due for those behind it. Nothing is written.
 */
export async function readChecks(
  tx: Transaction,
  actor: StaffActor,
  request: ChecksRequest,
  now: Date,
): Promise<ReadChecks> {
  const organization = await theOrganization(tx)
  const tender = await checkTender(tx, request.tenderId)
  const today = todayIn(organization.timeZone, now)
  const { postedOn } = readDetails({ postedOn: request.postedOn }, today, actor, organization)
  const state = await readState(tx, request, now)
  const rows = request.checks.map((check, n) => {
    try {
      return readCheck(check, n + 1, { request, organization, tender, today, actor, state, now })
    } catch (error) {
      if (error instanceof Problem) return problemOf(error, n + 1)
      throw error
    }
  })
  return { organization, tender, postedOn, rows }
}

async function checkTender(tx: Transaction, given: string | undefined): Promise<Tender> {
  const found = given
    ? await findTender(tx, { id: readId('tnd', given, 'tender') })
    : (await listTenders(tx)).find(({ kind, disabledAt }) => kind === 'check' && !disabledAt)
  if (!given && !found) {
    refuse('tender_disabled', 'Checks are not accepted here. Switch them on under Settings.')
  }
  const tender = requireTender(found, { kind: 'tender', tenderId: given ?? '' })
  if (tender.kind !== 'check') {
    refuse('field_invalid', `${tender.name} is no check. Choose a way to pay for checks.`, {
      field: 'tenderId',
    })
  }
  return tender
}

/** What the lines are read against; a line that is read changes it for those behind it. */
interface State {
  named: Map<string, NamedAccount[]>
  archived: Set<string>
  /** By account, oldest due first. */
  open: Map<string, Invoice[]>
  /** By what was typed. */
  chosen: Map<string, Invoice>
  charges: Map<string, OpenCharge[]>
  recent: Map<string, RecentPayment[]>
}

async function readState(tx: Transaction, request: ChecksRequest, now: Date): Promise<State> {
  const typed = request.checks.map(({ client }) => client.trim())
  const named = await accountsNamed(tx, typed)
  const sure = [...named.values()].flatMap((accounts) => (accounts.length === 1 ? accounts : []))
  const ids = [...new Set(sure.map(({ accountId }) => accountId))]
  const accounts = await lockAccounts(tx, ids)
  const since = new Date(now.getTime() - DUPLICATE_HOURS * 3_600_000)
  const invoices = request.checks.flatMap(({ invoice }) => invoice?.trim() || [])
  const [open, chosen, charges, recent] = await Promise.all([
    openInvoicesOf(tx, ids),
    invoicesNamed(tx, invoices),
    openChargesOfMany(tx, ids),
    recentPaymentsOf(tx, ids, since),
  ])
  // One object for one invoice: what a line pays of it, the others see.
  const byId = new Map(open.map((invoice) => [invoice.id, invoice]))
  return {
    named,
    archived: new Set(accounts.filter(({ archived }) => archived).map(({ id }) => id)),
    open: groupBy(open),
    chosen: new Map([...chosen].map(([text, one]) => [text, byId.get(one.id) ?? one])),
    charges: groupBy(charges),
    recent: groupBy(recent),
  }
}

function groupBy<T extends { accountId: string }>(all: T[]): Map<string, T[]> {
  return Map.groupBy(all, ({ accountId }) => accountId)
}

interface Reading {
  request: ChecksRequest
  organization: Organization
  tender: Tender
  today: PlainDate
  actor: StaffActor
  state: State
  now: Date
}

function readCheck(check: CheckRequest, row: number, reading: Reading): ReadCheck {
  const { request, organization, tender, state, now } = reading
  const { currency, timeZone } = organization
  const account = theAccount(check.client.trim(), state)
  const { accountId } = account
  const method = { kind: 'tender' as const, tenderId: tender.id, checkNumber: check.checkNumber }
  const amount = readAmount(
    { amount: check.amount, currency: request.currency, method },
    organization,
  )
  readTenderDetails(method, tender, amount, currency)
  const chosen = check.invoice?.trim() ? theInvoice(check.invoice.trim(), state) : null
  const open = (state.open.get(accountId) ?? []).filter(({ due }) => due > 0n)
  const targets = aimAt(state.charges.get(accountId) ?? [], chosen ? [chosen] : open, {
    accountId,
    amount,
    currency,
    timeZone,
    invoiceIds: chosen ? [chosen.id] : undefined,
    keepCredit: request.keepCredit ?? false,
  })
  const recent = state.recent.get(accountId) ?? []
  const { least, most } = similarAmounts(amount)
  const similar = recent.find((one) => one.amount >= least && one.amount <= most)
  const duplicateReason = confirmDuplicate(similar, organization, request.duplicateReason, now)
  const invoices = pay(targets, chosen ? [chosen] : open)
  state.recent.set(accountId, [
    { amount, at: now, by: reading.actor.name, state: 'succeeded' },
    ...recent,
  ])
  return { row, account, amount, method, targets, duplicateReason, invoices }
}

/** Takes off what is paid, and answers the invoices as they stood before. */
function pay(targets: PaymentTarget[], invoices: Invoice[]): Invoice[] {
  return targets.flatMap(({ invoiceId, amount }) => {
    const invoice = invoices.find(({ id }) => id === invoiceId)
    if (!invoice) return []
    const before = { ...invoice }
    invoice.allocated += amount
    invoice.due -= amount
    return [before]
  })
}

function theAccount(text: string, { named, archived }: State): NamedAccount {
  if (text === '') refuse('field_required', 'Say whose check it is.', { field: 'client' })
  const [account, ...others] = named.get(text) ?? []
  if (!account) {
    return refuse('not_found', 'Nobody is called so. Use the name, number or e-mail of a client.', {
      field: 'client',
    })
  }
  if (others.length > 0) {
    refuse(
      'field_invalid',
      `${others.length + 1} clients are called so. Use the client’s number or e-mail.`,
      { field: 'client' },
    )
  }
  if (archived.has(account.accountId)) {
    refuse('client_archived', 'Restore the client before recording a check.', { field: 'client' })
  }
  return account
}

function theInvoice(text: string, { chosen }: State): Invoice {
  return (
    chosen.get(text) ?? refuse('not_found', 'We could not find that invoice.', { field: 'invoice' })
  )
}

/** The fields of a single payment under the names they have in a line. */
const FIELDS: Record<string, string> = {
  'method.checkNumber': 'checkNumber',
  invoiceIds: 'invoice',
}

function problemOf({ code, message, details: { field } }: Problem, row: number): RowProblem {
  return { row, field: field ? (FIELDS[field] ?? field) : null, code, detail: message }
}

export function targetsJson({ targets, invoices }: ReadCheck) {
  return targets.flatMap(({ invoiceId, amount }) => {
    const invoice = invoices.find(({ id }) => id === invoiceId)
    return invoice ? [{ id: toTypeId('inv', invoice.id), number: invoice.number, amount }] : []
  })
}
