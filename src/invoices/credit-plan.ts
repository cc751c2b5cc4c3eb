import type { Transaction } from '../database/transaction.ts'
import { refuse } from '../http/problem.ts'
import { toTypeId } from '../kit/id.ts'
import { checkAmount, formatMoney, money } from '../kit/money.ts'
import { type Allocated, allocatedTo, upTo } from '../ledger/allocate.ts'
import { cardName } from '../wallet/authorization.ts'
import { creditedLines, type Reservation, reservedOn, waysOf } from './credit-store.ts'
import type { Invoice } from './invoice.ts'
import { reckonCredit } from './reckon.ts'
import { type InvoiceLineRow, type InvoiceTaxRow, linesOf, taxesOf } from './store.ts'

export interface CreditAsked {
  /** All that is left. */
  void?: boolean | undefined
  /** So much of each line; absent with `void`. */
  lines?: { position: number; amount: unknown }[] | undefined
}

/** What a credit note would do, decided under the lock of the account or only shown. */
export interface CreditPlan {
  invoice: Invoice
  lines: (InvoiceLineRow & { position: number; left: bigint; now: bigint })[]
  taxes: (InvoiceTaxRow & { now: bigint })[]
  net: bigint
  total: bigint
  /** What can be credited at all. */
  most: bigint
  /** What comes off the invoice, the newest first: it becomes account credit. */
  comesOff: Allocated[]
  reserved: Reservation[]
}

export async function planCredit(
  tx: Transaction,
  invoice: Invoice,
  asked: CreditAsked,
): Promise<CreditPlan> {
  const [lineRows, taxRows, credited, lies, reserved] = await Promise.all([
    linesOf(tx, [invoice.id]),
    taxesOf(tx, [invoice.id]),
    creditedLines(tx, invoice.id),
    allocatedTo(tx, invoice.id),
    reservedOn(tx, invoice.id),
  ])
  const before = lineRows.map(
    (_, position) => credited.find((one) => one.position === position)?.amount ?? 0n,
  )
  const left = lineRows.map(({ amount }, n) => amount - (before[n] ?? 0n))
  const now = asked.void ? left : readLines(asked, left, invoice.currency)
  const note = reckonCredit(lineRows, taxRows, before, now)
  const whole = reckonCredit(lineRows, taxRows, before, left)
  const reservedSum = reserved.reduce((sum, { amount }) => sum + amount, 0n)
  const stays = invoice.total - invoice.credited - note.total - invoice.writtenOff
  return {
    invoice,
    lines: lineRows.map((line, position) => ({
      ...line,
      position,
      left: left[position] ?? 0n,
      now: now[position] ?? 0n,
    })),
    taxes: taxRows.map((tax, n) => ({ ...tax, now: note.taxes[n] ?? 0n })),
    net: note.net,
    total: note.total,
    most: whole.total,
    comesOff: firstOf(lies, invoice.allocated + reservedSum - stays),
    reserved,
  }
}

/** As much as must come off: what is owed less must be neither paid nor on its way. */
function firstOf(lies: Allocated[], amount: bigint): Allocated[] {
  return upTo(lies, amount, () => '').map(({ source, invoiceId, amount: part }) => ({
    source,
    invoiceId,
    amount: part,
  }))
}

function readLines({ lines = [] }: CreditAsked, left: bigint[], currency: string): bigint[] {
  const now = left.map(() => 0n)
  for (const [n, { position, amount }] of lines.entries()) {
    const field = `lines.${n}.amount`
    const most = left[position]
    if (most === undefined || now[position] !== 0n) {
      refuse('field_invalid', 'Name each line of the invoice once.', { field })
    }
    const read = checkAmount(amount, currency, { minimum: 0n, maximum: 99_999_999_999n })
    if (!read.ok) refuse(read.code, read.message, { field })
    if (read.amount > most) {
      refuse('exceeds_balance', `At most ${say(most, currency)} is left of this line.`, { field })
    }
    now[position] = read.amount
  }
  return now
}

/** Why this cannot be credited now; null when it can. */
export function whyNotCredit(plan: CreditPlan): { sentence: string; isHeld: boolean } | null {
  const { invoice, total, net, reserved } = plan
  if (invoice.voidedAt) return no('This invoice is void.')
  if (invoice.credited === invoice.total) return no('All of it is credited already.')
  const stays = invoice.total - invoice.credited - invoice.writtenOff - total
  if (stays < 0n) {
    return no(
      `${say(invoice.writtenOff, invoice.currency)} of it is written off. Reverse the write-off first.`,
    )
  }
  const reservedSum = reserved.reduce((sum, { amount }) => sum + amount, 0n)
  if (total > 0n && stays < reservedSum) {
    return { sentence: whoCharges(reserved, invoice.currency), isHeld: true }
  }
  if (net < 0n) return no('This is less than the rounding of its taxes. Credit more of it at once.')
  return null
}

function no(sentence: string) {
  return { sentence, isHeld: false }
}

/** Who is charging the invoice now, as a sentence. */
export function whoCharges(reserved: Reservation[], currency: string): string {
  const [first] = reserved
  if (!first) return ''
  const amount = say(first.amount, currency)
  if (first.state === 'unknown' || first.state === 'review') {
    return `A charge of ${amount} by ${first.by} has no answer yet. Wait for it.`
  }
  if (first.state === 'processing') {
    return `${amount}, taken by ${first.by}, is on its way from the bank. Wait until it is settled.`
  }
  return `${first.by} is charging ${amount} for this invoice now. Wait for the result.`
}

/** Refuses, naming who charges. */
export function refuseHeld(reserved: Reservation[], currency: string): never {
  const [first] = reserved
  const isUnknown = first?.state === 'unknown' || first?.state === 'review'
  refuse(isUnknown ? 'result_pending' : 'charge_in_progress', whoCharges(reserved, currency), {
    moneyMoved: isUnknown ? 'unknown' : 'no',
    facts: first && {
      paymentId: toTypeId('pay', first.paymentId),
      by: first.by,
      amount: { amount: Number(first.amount), currency },
      since: first.since.toISOString(),
    },
  })
}

/** What comes off, with how it was paid. */
export async function nameSources(tx: Transaction, parts: Allocated[]) {
  const ids = parts.flatMap(({ source }) => (source.kind === 'payment' ? source.id : []))
  const ways = new Map((await waysOf(tx, ids)).map((way) => [way.id, way]))
  return parts.map(({ source, amount }) => ({ method: methodOf(ways.get(source.id)), amount }))
}

export function methodOf(
  way:
    | { brand: string | null; bank: string | null; last4: string | null; tender: string }
    | undefined,
): string {
  if (!way) return 'Account credit'
  const { brand, bank, last4, tender } = way
  if (bank !== null) return `${tender} ${bank} ${last4 ?? ''}`.trim()
  return brand !== null && last4 !== null ? cardName({ brand, last4 }) : tender
}

function say(amount: bigint, currency: string): string {
  return formatMoney(money(amount, currency))
}
