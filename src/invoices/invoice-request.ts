import type { Transaction } from '../database/transaction.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { parseDecimal } from '../kit/decimal.ts'
import { checkAmount } from '../kit/money.ts'
import { addDays, type PlainDate, parsePlainDate, todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import { type Discount, inclusiveOf, type LineToReckon, type Rate, reckon } from './reckon.ts'
import {
  findInvoiceSettings,
  type InvoiceSettings,
  listTaxRates,
  type TaxRate,
} from './tax-rate-store.ts'

/** An invoice as it is asked for. Amounts are minor units, or what somebody took for them. */
export interface InvoiceRequest {
  /** Absent: so many days from today, else the organization's terms. */
  dueOn?: string | null | undefined
  dueInDays?: number | null | undefined
  currency?: string | undefined
  lines: LineRequest[]
  note?: string | undefined
  /** Due before the rest: an amount, or a percentage of the total. */
  deposit?: DepositRequest | null | undefined
}

export interface LineRequest {
  description: string
  quantity: unknown
  unitAmount: unknown
  discount?: DiscountRequest | null | undefined
  taxRateIds?: string[] | undefined
  servedOn?: string | null | undefined
  clientId?: string | null | undefined
}

export interface DiscountRequest {
  amount?: unknown
  percent?: string | undefined
}

export interface DepositRequest {
  amount?: unknown
  percent?: string | undefined
  /** Absent: the day of issue. */
  dueOn?: string | null | undefined
}

/** What the reading of an invoice needs to know of its organization, as of this transaction. */
export interface InvoiceGround {
  currency: string
  today: PlainDate
  now: Date
  settings: InvoiceSettings
  rates: TaxRate[]
}

export async function readGround(tx: Transaction, now: Date): Promise<InvoiceGround> {
  const [{ currency, timeZone }, settings, rates] = await Promise.all([
    theOrganization(tx),
    findInvoiceSettings(tx),
    listTaxRates(tx),
  ])
  return { currency, today: todayIn(timeZone, now), now, settings, rates }
}

/** An invoice that can be issued, but for its number. */
export interface PreparedInvoice {
  dueOn: PlainDate
  lines: PreparedLine[]
  /** Each tax of its lines, in the order in which they first occur. */
  taxes: PreparedTax[]
  net: bigint
  total: bigint
  note: string
  deposit: { amount: bigint; dueOn: PlainDate } | null
}

export interface PreparedLine {
  description: string
  thousandths: bigint
  unitAmount: bigint
  discount: bigint
  discountBasisPoints: bigint | null
  amount: bigint
  taxes: number[]
  servedOn: PlainDate | null
  clientId: string | null
}

export interface PreparedTax extends Rate {
  taxRateId: string
  name: string
  base: bigint
  amount: bigint
}

const QUANTITY_MAX = 10_000_000n
/** Above any single card charge: an invoice may be paid in parts. In minor units. */
export const INVOICE_TOTAL_MAX = 99_999_999_999n
const TAXES_MAX = 5
const DAYS_MAX = 3_650
const WHOLE_PERCENT = 10_000n

export function readInvoice(request: InvoiceRequest, ground: InvoiceGround): PreparedInvoice {
  const used: TaxRate[] = []
  const lines = request.lines.map((line, n) => readLine(line, `lines.${n}`, ground, used))
  const reckoned = reckon(lines, used)
  const { total, net } = reckoned
  if (total === 0n) refuse('amount_too_small', 'An invoice is about more than nothing.')
  if (total > INVOICE_TOTAL_MAX) refuse('amount_too_large', 'Split this into several invoices.')
  const dueOn = readDueOn(request, ground)
  return {
    dueOn,
    net,
    total,
    lines: lines.map(({ discount, ...line }, n) => ({
      ...line,
      taxes: [...line.taxes],
      discountBasisPoints: discount?.is === 'share' ? discount.basisPoints : null,
      discount: reckoned.lines[n]?.discount ?? 0n,
      amount: reckoned.lines[n]?.amount ?? 0n,
    })),
    taxes: used.map(({ id, name, ppm, isInclusive }, n) => ({
      taxRateId: id,
      name,
      ppm,
      isInclusive,
      base: reckoned.taxes[n]?.base ?? 0n,
      amount: reckoned.taxes[n]?.amount ?? 0n,
    })),
    note: readText(request.note, 'note', { max: 1_000, called: 'Notes', multiline: true }),
    deposit: request.deposit ? readDeposit(request.deposit, total, ground) : null,
  }
}

interface ReadLine extends LineToReckon {
  description: string
  servedOn: PlainDate | null
  clientId: string | null
}

function readLine(
  line: LineRequest,
  field: string,
  ground: InvoiceGround,
  used: TaxRate[],
): ReadLine {
  const description = readText(line.description, `${field}.description`, {
    max: 200,
    called: 'Descriptions',
    required: true,
  })
  return {
    description,
    ...readFigures(line, field, ground.currency),
    taxes: readTaxes(line, field, ground, used),
    servedOn: line.servedOn ? readDate(line.servedOn, `${field}.servedOn`) : null,
    clientId: line.clientId ? readId('cli', line.clientId, 'client') : null,
  }
}

/** Quantity, price and discount: what a line comes to before taxes. */
export function readFigures(
  line: Pick<LineRequest, 'quantity' | 'unitAmount' | 'discount'>,
  field: string,
  currency: string,
): Omit<LineToReckon, 'taxes'> {
  const unit = checkAmount(line.unitAmount, currency, { minimum: 0n, maximum: INVOICE_TOTAL_MAX })
  const thousandths = readQuantity(line.quantity, `${field}.quantity`)
  if (!unit.ok) refuse(unit.code, unit.message, { field: `${field}.unitAmount` })
  return {
    thousandths,
    unitAmount: unit.amount,
    discount: line.discount ? readDiscount(line.discount, `${field}.discount`, currency) : null,
  }
}

function readQuantity(value: unknown, field: string): bigint {
  // The shortest text that means this number: 0.1 is a tenth here, whatever it is in binary.
  const thousandths = typeof value === 'number' ? parseDecimal(String(value), 3) : null
  if (thousandths === null || thousandths < 1n || thousandths > QUANTITY_MAX) {
    refuse('field_invalid', 'Enter a quantity up to 10,000 with at most 3 decimals.', { field })
  }
  return thousandths
}

function readDiscount(
  { amount, percent }: DiscountRequest,
  field: string,
  currency: string,
): Discount {
  if (percent !== undefined) {
    return { is: 'share', basisPoints: readShare(percent, field) }
  }
  const read = checkAmount(amount, currency, { minimum: 0n, maximum: INVOICE_TOTAL_MAX })
  if (!read.ok) refuse(read.code, read.message, { field })
  return { is: 'amount', amount: read.amount }
}

/** A percentage in hundredths of a percent, above nothing. */
function readShare(percent: string, field: string): bigint {
  const basisPoints = parseDecimal(percent.trim().replace(/\s*%$/, ''), 2)
  if (basisPoints === null || basisPoints < 1n || basisPoints > WHOLE_PERCENT) {
    refuse('field_invalid', 'Enter a percentage up to 100, such as 12.5.', { field })
  }
  return basisPoints
}

function readTaxes(
  { taxRateIds = [] }: LineRequest,
  field: string,
  { rates }: InvoiceGround,
  used: TaxRate[],
): number[] {
  if (taxRateIds.length > TAXES_MAX || new Set(taxRateIds).size !== taxRateIds.length) {
    refuse('field_invalid', `A line has at most ${TAXES_MAX} taxes, each once.`, {
      field: `${field}.taxRateIds`,
    })
  }
  const positions = taxRateIds.map((text) => {
    const id = readId('txr', text, 'tax')
    const rate = rates.find((one) => one.id === id) ?? refuseUnknown('tax')
    if (rate.retiredAt) {
      refuse('field_invalid', `“${rate.name}” is not in use any more. Choose another tax.`, {
        field: `${field}.taxRateIds`,
      })
    }
    if (!used.includes(rate)) used.push(rate)
    return used.indexOf(rate)
  })
  if (inclusiveOf(positions, used) > 1_000_000n) {
    refuse('field_invalid', 'Taxes in a price cannot be more than the price without them.', {
      field: `${field}.taxRateIds`,
    })
  }
  return positions.sort((a, b) => a - b)
}

function readDate(text: string, field: string): PlainDate {
  return parsePlainDate(text) ?? refuse('date_format', 'Use a date like 2026-05-14.', { field })
}

export function readDueOn(
  { dueOn, dueInDays }: Pick<InvoiceRequest, 'dueOn' | 'dueInDays'>,
  { today, settings }: InvoiceGround,
): PlainDate {
  if (dueOn) return readDate(dueOn, 'dueOn')
  const days = dueInDays ?? settings.termsDays
  if (!Number.isInteger(days) || days < 0 || days > DAYS_MAX) {
    refuse('field_invalid', 'Enter a whole number of days from 0 on.', { field: 'dueInDays' })
  }
  return addDays(today, days)
}

export function readDeposit(
  request: DepositRequest,
  total: bigint,
  { currency, today }: InvoiceGround,
): { amount: bigint; dueOn: PlainDate } {
  const dueOn = request.dueOn ? readDate(request.dueOn, 'deposit.dueOn') : today
  const amount = depositAmount(request, total, currency)
  if (amount >= total) {
    refuse('amount_too_large', 'A deposit is less than the total. Leave it out to have all due.', {
      field: 'deposit.amount',
    })
  }
  return { amount, dueOn }
}

function depositAmount(
  { amount, percent }: DepositRequest,
  total: bigint,
  currency: string,
): bigint {
  if (percent !== undefined) {
    const basisPoints = readShare(percent, 'deposit.percent')
    const share = (2n * total * basisPoints + WHOLE_PERCENT) / (2n * WHOLE_PERCENT)
    return share > 0n ? share : 1n
  }
  const read = checkAmount(amount, currency, { maximum: INVOICE_TOTAL_MAX })
  return read.ok ? read.amount : refuse(read.code, read.message, { field: 'deposit.amount' })
}
