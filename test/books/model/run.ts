import fc from 'fast-check'
import type { World } from '../../support/world.ts'
import { after, type Books, type Deed, said, type Tender } from './books.ts'
import { newProduct, type Product } from './product.ts'

/** What is drawn: numbers that choose among what there is when its turn comes. */
interface Drawn {
  is: Deed['is']
  account: 0 | 1
  /** Which of the sources, invoices or allocations there are. */
  pick: number
  other: number
  amount: number
  day: number
}

const DEEDS: Deed['is'][] = [
  'issue',
  'issue',
  'pay',
  'pay',
  'give',
  'withdraw',
  'allocate',
  'allocate',
  'takeOff',
  'reconcile',
  'refund',
  'refund',
  'credit',
  'writeOff',
  'transfer',
  'returnCheck',
  'dispute',
  'dispute',
]

const TENDERS: Tender[] = ['cash', 'check', 'card', 'card']
/** A card is charged no less. */
const CARD_MINIMUM = 50n

const deed: fc.Arbitrary<Drawn> = fc.record({
  is: fc.constantFrom(...DEEDS),
  account: fc.constantFrom<0 | 1>(0, 1),
  pick: fc.nat(20),
  other: fc.nat(20),
  amount: fc.oneof(
    fc.integer({ min: 1, max: 30 }),
    fc.constantFrom(1_000, 2_000, 3_333, 10_000, 99_999),
  ),
  day: fc.integer({ min: 1, max: 28 }),
})

/** One deed, or two that people do in the same moment. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(deed) },
  { weight: 1, arbitrary: fc.tuple(deed, deed) },
)

/**
 * Random deeds, alone and two at once. After each step the rows say what the model says; of two
 * deeds at once, what one of the two orders would have brought. After each run everything is
 * re-added by `onfile check`. Answers how many runs and steps it was.
 */
export async function checkModel(
  world: World,
  options: { runs: number; seed?: number; steps?: number },
): Promise<{ runs: number; steps: number }> {
  const done = { runs: 0, steps: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: options.steps ?? 25 }),
      async (steps) => {
        const product = await newProduct(world)
        for (const drawn of steps) {
          await compare(product, drawn)
          done.steps += 1
        }
        await world.expectBooksInOrder()
        done.runs += 1
      },
    ),
    {
      numRuns: options.runs,
      // Shrinking would run for minutes; the seed and the step say enough.
      endOnFailure: true,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    },
  )
  return done
}

async function compare(product: Product, drawn: Drawn[]): Promise<void> {
  const before = await product.books()
  // Two charges of one account keep each other off, which is not what this is about.
  const tenders = drawn.length > 1 ? TENDERS.filter((tender) => tender !== 'card') : TENDERS
  const deeds = drawn.flatMap((one) => made(product, before, one, tenders) ?? [])
  const answers = await Promise.all(deeds.map((one) => product.does(one)))
  const told = deeds.map((one, n) => {
    const answer = answers[n]
    const madeId = typeof answer === 'object' ? answer.madeId : null
    return {
      deed: madeId && 'madeId' in one ? { ...one, madeId } : one,
      answer: typeof answer === 'object' ? ('done' as const) : (answer ?? 'refused'),
    }
  })
  const now = said(await product.books())
  const orders = told.length === 2 ? [told, [...told].reverse()] : [told]
  const expected = orders.map((order) => follow(before, order))
  if (expected.some((books) => books !== null && said(books) === now)) return
  const show = (value: unknown) =>
    JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? Number(each) : each), 1)
  throw new Error(
    `After ${show(told)}\nthe rows say ${now}\nbut should say ${expected
      .map((books) => books && said(books))
      .join('\nor ')}\nbefore: ${said(before)}`,
  )
}

interface Told {
  deed: Deed
  answer: 'done' | 'refused' | 'busy'
}

/** The books after the deeds in this order; null if one of them should have ended otherwise. */
function follow(before: Books, order: Told[]): Books | null {
  let books = before
  for (const { deed: one, answer } of order) {
    // Somebody else was at the same payment: nothing was done, and nothing said about the books.
    if (answer === 'busy' && order.length > 1) continue
    const next = after(books, one)
    if ((next === null) !== (answer === 'refused')) return null
    books = next ?? books
  }
  return books
}

/** What was drawn, about things that are there; undefined where there is nothing to do it to. */
function made(product: Product, books: Books, drawn: Drawn, tenders: Tender[]): Deed | undefined {
  const account = product.accounts[drawn.account] ?? ''
  const to = product.accounts[1 - drawn.account] ?? ''
  const { invoices = [], sources = [], lies = [] } = books.accounts[account] ?? {}
  const amount = BigInt(drawn.amount)
  const base = { account, amount, madeId: 'refused' }
  const chosen = <T>(from: T[], n: number): T | undefined => from[n % Math.max(from.length, 1)]
  switch (drawn.is) {
    case 'issue':
      return { ...base, is: 'issue', dueOn: `2027-01-${String(drawn.day).padStart(2, '0')}` }
    case 'pay': {
      const tender = chosen(tenders, drawn.other) ?? 'cash'
      const enough = tender === 'card' && amount < CARD_MINIMUM ? amount + CARD_MINIMUM : amount
      const useOldest = drawn.pick % 2 === 0
      return { ...base, amount: enough, is: 'pay', tender, on: product.today, useOldest }
    }
    case 'returnCheck': {
      const checks = sources.filter(({ tender }) => tender === 'check')
      const source = chosen(checks, drawn.pick)
      return source && { is: 'returnCheck', account, sourceId: source.id }
    }
    case 'dispute': {
      const cards = sources.filter(({ tender }) => tender === 'card')
      const source = chosen(cards, drawn.pick)
      const isOver = drawn.other % 2 === 0
      return (
        source && { is: 'dispute', account, sourceId: source.id, amount: source.amount, isOver }
      )
    }
    case 'give':
      return { ...base, is: 'give', on: product.today }
    case 'withdraw': {
      const source = chosen(
        sources.filter(({ kind, left }) => kind === 'credit' && left > 0n),
        drawn.pick,
      )
      return source && { is: 'withdraw', account, sourceId: source.id, amount }
    }
    case 'allocate': {
      const source = chosen(sources, drawn.pick)
      const invoice = chosen(
        invoices.filter(({ due }) => due > 0n),
        drawn.other,
      )
      if (!source || !invoice) return undefined
      return { is: 'allocate', account, sourceId: source.id, invoiceId: invoice.id, amount }
    }
    case 'takeOff': {
      const lying = chosen(lies, drawn.pick)
      if (!lying) return undefined
      const { sourceId, invoiceId } = lying
      return { is: 'takeOff', account, sourceId, invoiceId, amount }
    }
    case 'reconcile':
      return { is: 'reconcile', account }
    case 'refund': {
      const source = chosen(
        sources.filter(({ kind }) => kind === 'payment'),
        drawn.pick,
      )
      const reopen = drawn.other % 3 > 0
      return source && { is: 'refund', account, sourceId: source.id, amount, reopen }
    }
    case 'credit':
    case 'writeOff': {
      const invoice = chosen(invoices, drawn.pick)
      return invoice && { is: drawn.is, account, invoiceId: invoice.id, amount }
    }
    case 'transfer':
      return { ...base, is: 'transfer', to, on: product.today }
  }
}
