/** What an invoice comes to. Whole minor units and exact fractions, rounded half up, once each. */

const MILLION = 1_000_000n
const THOUSAND = 1_000n
const BASIS_POINTS = 10_000n

export interface Rate {
  /** Parts per million of what is taxed. */
  ppm: number
  /** The price holds it already. */
  isInclusive: boolean
}

export type Discount =
  | { is: 'amount'; amount: bigint }
  /** Of quantity times price. */
  | { is: 'share'; basisPoints: bigint }

export interface LineToReckon {
  /** The quantity: 1500 is one and a half. */
  thousandths: bigint
  unitAmount: bigint
  discount: Discount | null
  /** Positions of its rates among those of the invoice. */
  taxes: readonly number[]
}

/** A line as taxes see it. */
export interface TaxedAmount {
  amount: bigint
  taxes: readonly number[]
}

export interface Reckoned {
  lines: { full: bigint; discount: bigint; amount: bigint }[]
  taxes: TaxSum[]
  /** What is earned: without any tax. */
  net: bigint
  tax: bigint
  total: bigint
}

export interface TaxSum {
  base: bigint
  amount: bigint
}

export function reckon(lines: readonly LineToReckon[], rates: readonly Rate[]): Reckoned {
  const reckoned = lines.map(reckonLine)
  const taxed = reckoned.map(({ amount }, n) => ({ amount, taxes: lines[n]?.taxes ?? [] }))
  const taxes = taxesOn(taxed, rates)
  return { lines: reckoned, taxes, ...sumsOf(taxed, taxes, rates) }
}

/** A discount is never more than what it is taken off. */
export function reckonLine({ thousandths, unitAmount, discount }: Omit<LineToReckon, 'taxes'>) {
  const full = halfUp(thousandths * unitAmount, THOUSAND)
  const wanted =
    discount === null
      ? 0n
      : discount.is === 'amount'
        ? discount.amount
        : halfUp(full * discount.basisPoints, BASIS_POINTS)
  const taken = wanted < full ? wanted : full
  return { full, discount: taken, amount: full - taken }
}

/**
 * Each tax is rounded once, on the sum of all lines that carry it. Where prices hold taxes, these
 * are taken out first, all at once; taxes on top are on what remains.
 */
export function taxesOn(lines: readonly TaxedAmount[], rates: readonly Rate[]): TaxSum[] {
  return rates.map(({ ppm }, position) => {
    // Amounts by what they must be divided by to be without the taxes in them.
    const parts = new Map<bigint, bigint>()
    for (const { amount, taxes } of lines) {
      if (!taxes.includes(position)) continue
      const divisor = MILLION + inclusiveOf(taxes, rates)
      parts.set(divisor, (parts.get(divisor) ?? 0n) + amount)
    }
    const common = [...parts.keys()].reduce((product, divisor) => product * divisor, 1n)
    const sum = [...parts].reduce(
      (total, [divisor, amount]) => total + amount * (common / divisor),
      0n,
    )
    return { base: halfDown(sum * MILLION, common), amount: halfUp(sum * BigInt(ppm), common) }
  })
}

/** What lines and their taxes come to. */
export function sumsOf(
  lines: readonly TaxedAmount[],
  taxes: readonly { amount: bigint }[],
  rates: readonly Rate[],
): { net: bigint; tax: bigint; total: bigint } {
  const amounts = lines.reduce((sum, { amount }) => sum + amount, 0n)
  const tax = taxes.reduce((sum, { amount }) => sum + amount, 0n)
  const onTop = taxes.reduce(
    (sum, { amount }, n) => (rates[n]?.isInclusive ? sum : sum + amount),
    0n,
  )
  return { net: amounts + onTop - tax, tax, total: amounts + onTop }
}

/** Parts per million that a line's price holds as tax. Beyond a whole, nothing would be earned. */
export function inclusiveOf(taxes: readonly number[], rates: readonly Rate[]): bigint {
  return taxes.reduce((sum, n) => sum + (rates[n]?.isInclusive ? BigInt(rates[n].ppm) : 0n), 0n)
}

/**
 * What taking back parts of an invoice's lines comes to, after what was taken back before: the
 * difference of two sums that are each rounded once, so that the last part takes what is left.
 */
export function reckonCredit(
  lines: readonly TaxedAmount[],
  rates: readonly Rate[],
  before: readonly bigint[],
  now: readonly bigint[],
): { taxes: bigint[]; net: bigint; total: bigint } {
  const creditedUpTo = (amounts: readonly bigint[]) =>
    lines.map(({ taxes }, n) => ({ amount: amounts[n] ?? 0n, taxes }))
  const after = lines.map((_, n) => (before[n] ?? 0n) + (now[n] ?? 0n))
  const taxedBefore = taxesOn(creditedUpTo(before), rates)
  const taxes = taxesOn(creditedUpTo(after), rates).map(
    ({ amount }, n) => amount - (taxedBefore[n]?.amount ?? 0n),
  )
  const { net, total } = sumsOf(
    creditedUpTo(now),
    taxes.map((amount) => ({ amount })),
    rates,
  )
  return { taxes, net, total }
}

/** Amounts are never below zero here. */
function halfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator)
}

/** So that a base and the tax in its price are the price. */
function halfDown(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator - 1n) / (2n * denominator)
}
