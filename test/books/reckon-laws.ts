import fc from 'fast-check'
import {
  inclusiveOf,
  type LineToReckon,
  type Rate,
  reckon,
  reckonCredit,
} from '../../src/invoices/reckon.ts'

/**
 * The laws of the arithmetic of invoices, for so many random ones. Amounts are minor units: an
 * invoice in yen, dollars or dinars differs only in how large they are.
 */

const rate: fc.Arbitrary<Rate> = fc.record({
  ppm: fc.oneof(
    fc.constantFrom(0, 50_000, 88_750, 190_000, 200_000, 250_000),
    fc.integer({ min: 0, max: 1_000_000 }),
  ),
  isInclusive: fc.boolean(),
})

const unitAmount = fc.oneof(
  fc.bigInt(0n, 9n),
  fc.bigInt(0n, 99_999n),
  fc.bigInt(0n, 99_999_999_999n),
)

const invoice = fc
  .array(rate, { maxLength: 4 })
  .chain((rates) =>
    fc.record({
      rates: fc.constant(rates),
      lines: fc.array(
        fc.record({
          thousandths: fc.oneof(fc.constantFrom(1_000n, 500n, 1_500n), fc.bigInt(1n, 10_000_000n)),
          unitAmount,
          discount: fc.oneof(
            fc.constant(null),
            fc.record({ is: fc.constant('amount' as const), amount: fc.bigInt(0n, 10_000n) }),
            fc.record({ is: fc.constant('share' as const), basisPoints: fc.bigInt(1n, 10_000n) }),
          ),
          taxes: fc.subarray(rates.map((_, n) => n)),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    }),
  )
  .filter(({ rates, lines }) => lines.every(({ taxes }) => inclusiveOf(taxes, rates) <= 1_000_000n))

export function reckoningAddsUp(runs: number): void {
  fc.assert(
    fc.property(invoice, ({ rates, lines }) => {
      const { lines: reckoned, taxes, net, tax, total } = reckon(lines, rates)
      const amounts = sum(reckoned.map(({ amount }) => amount))
      const onTop = sum(taxes.filter((_, n) => !rates[n]?.isInclusive).map(({ amount }) => amount))
      if (total !== amounts + onTop) return false
      if (total !== net + tax || tax !== sum(taxes.map(({ amount }) => amount))) return false
      if (net < 0n || reckoned.some(({ amount, discount }) => amount < 0n || discount < 0n)) {
        return false
      }
      return taxes.every(({ amount }, n) => isRounded(amount, exactTax(lines, reckoned, rates, n)))
    }),
    { numRuns: runs },
  )
}

export function creditsAddUp(runs: number): void {
  const parts = fc.array(fc.array(fc.nat({ max: 1_000 }), { minLength: 6, maxLength: 6 }), {
    maxLength: 4,
  })
  fc.assert(
    fc.property(invoice, parts, ({ rates, lines }, steps) => {
      const whole = reckon(lines, rates)
      const taxed = whole.lines.map(({ amount }, n) => ({ amount, taxes: lines[n]?.taxes ?? [] }))
      const before = taxed.map(() => 0n)
      const credited = { net: 0n, total: 0n, taxes: rates.map(() => 0n) }
      const credit = (now: bigint[]) => {
        const note = reckonCredit(taxed, rates, before, now)
        now.forEach((amount, n) => {
          before[n] = (before[n] ?? 0n) + amount
        })
        credited.net += note.net
        credited.total += note.total
        note.taxes.forEach((amount, n) => {
          credited.taxes[n] = (credited.taxes[n] ?? 0n) + amount
        })
        return note
      }
      for (const step of steps) {
        const left = taxed.map(({ amount }, n) => amount - (before[n] ?? 0n))
        const note = credit(left.map((most, n) => (most * BigInt(step[n] ?? 0)) / 1_000n))
        if (note.total < 0n || note.taxes.some((amount) => amount < 0n)) return false
        if (credited.total > whole.total) return false
      }
      credit(taxed.map(({ amount }, n) => amount - (before[n] ?? 0n)))
      return (
        credited.total === whole.total &&
        credited.net === whole.net &&
        whole.taxes.every(({ amount }, n) => credited.taxes[n] === amount)
      )
    }),
    { numRuns: runs },
  )
}

interface Fraction {
  over: bigint
  under: bigint
}

/** The tax before it is rounded, added up line by line by another way than the product's. */
function exactTax(
  lines: LineToReckon[],
  reckoned: { amount: bigint }[],
  rates: Rate[],
  position: number,
): Fraction {
  return lines.reduce<Fraction>(
    (before, { taxes }, n) => {
      if (!taxes.includes(position)) return before
      const over = (reckoned[n]?.amount ?? 0n) * BigInt(rates[position]?.ppm ?? 0)
      const under = 1_000_000n + inclusiveOf(taxes, rates)
      return { over: before.over * under + over * before.under, under: before.under * under }
    },
    { over: 0n, under: 1n },
  )
}

/** At most half a unit away. */
function isRounded(amount: bigint, { over, under }: Fraction): boolean {
  const twice = 2n * (amount * under - over)
  return twice <= under && twice >= -under
}

function sum(amounts: bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}
