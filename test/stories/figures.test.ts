import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays, todayIn } from '../../src/kit/time.ts'
import {
  type Browser,
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

let world: World
let studio: TestOrganization
let manager: Browser
let maria: Awaited<ReturnType<typeof clientOwing>>
const today = todayIn('America/New_York', new Date())
const lastWeek = addDays(today, -7)

interface Money {
  amount: number
}
const said = (rows: { words: string; change: Money; balance: Money }[]) =>
  rows.map(({ words, change, balance }) => `${words} | ${change.amount} | ${balance.amount}`)

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
  manager = studio.as('billingManager')
  maria = await clientOwing(studio, { owed: 12_500 })
  const { tenders } = (await manager.get('/organization')).body
  const tenderOf = (kind: string) => tenders.find((one: { kind: string }) => one.kind === kind).id
  const common = { accountId: maria.accountId, currency: 'USD', duplicateReason: 'Another' }
  await manager.pay({
    ...common,
    amount: 2_000,
    invoiceIds: [],
    keepCredit: true,
    postedOn: lastWeek,
    method: { kind: 'tender', tenderId: tenderOf('cash') },
  })
  await manager.pay({
    ...common,
    amount: 5_000,
    method: {
      kind: 'new',
      save: false,
      confirmationToken: await cardToken(studio.stripe, 'pm_card_visa'),
    },
  })
})
afterAll(async () => {
  await world.expectBooksInOrder()
  await world.stop()
})

describe('N8: every figure opens into the lines under it', () => {
  const entries = async (query: string) =>
    (await manager.get(`/accounts/${maria.accountId}/entries?${query}`)).body

  test('what is owed', async () => {
    const owed = await entries('figure=owed')
    expect(owed.balance.amount).toBe(7_500)
    expect(said(owed.data)).toEqual([
      'Payment R-1002 put against INV-101 | -5000 | 7500',
      'Invoice INV-101 | 12500 | 12500',
    ])
    expect(owed.data[1].link).toEqual({ kind: 'invoice', id: maria.invoiceId })
    expect(owed.data[0].link.kind).toBe('payment')
    const billing = (await manager.get(`/clients/${maria.clientId}/billing`)).body
    expect(owed.balance).toEqual(billing.balance)
  })

  test('account credit, page by page', async () => {
    const credit = await entries('figure=credit&limit=2')
    expect(credit.balance.amount).toBe(2_000)
    expect(said(credit.data)).toEqual([
      'Payment R-1002 put against INV-101 | -5000 | 2000',
      'Payment R-1002, Visa 4242 | 5000 | 7000',
    ])
    const rest = await entries(`figure=credit&limit=2&cursor=${credit.nextCursor}`)
    expect(said(rest.data)).toEqual(['Payment R-1001, Cash | 2000 | 2000'])
    expect(rest.nextCursor).toBeNull()
  })

  test('lifetime value', async () => {
    const value = await entries('figure=lifetime')
    expect(value.balance.amount).toBe(7_000)
    expect(value.count).toBe(2)
  })

  test('at the end of any past day', async () => {
    const then = await entries(`figure=credit&asOf=${addDays(today, -1)}`)
    expect(then.balance.amount).toBe(2_000)
    expect(said(then.data)).toEqual(['Payment R-1001, Cash | 2000 | 2000'])
    const before = await entries(`figure=owed&asOf=${addDays(lastWeek, -1)}`)
    expect(before).toMatchObject({ balance: { amount: 0 }, data: [] })
    expect((await entries('figure=owed&asOf=tomorrow')).code).toBe('date_format')
  })

  test('every ledger account of the organization, and both sides are the same', async () => {
    const books = (await manager.get('/books/trial-balance')).body
    const shown = books.data
      .filter(({ count }: { count: number }) => count > 0)
      .map((one: { account: string; debit: Money; credit: Money }) => [
        one.account,
        one.debit.amount,
        one.credit.amount,
      ])
    expect(shown).toEqual([
      ['cash', 2_000, 0],
      ['clearing', 5_000, 0],
      ['receivable', 7_500, 0],
      ['unapplied', 0, 2_000],
      ['revenue', 0, 12_500],
    ])
    expect(books.debit).toEqual(books.credit)
    const then = (await manager.get(`/books/trial-balance?asOf=${lastWeek}`)).body
    expect(then.debit.amount).toBe(2_000)
  })

  test('a ledger account opens into its lines over a period, page by page', async () => {
    const open = async (query: string) =>
      (await manager.get(`/books/ledger-accounts/unapplied?${query}`)).body
    const first = await open(`from=${addDays(today, -1)}&limit=1`)
    expect(first.opening.amount).toBe(2_000)
    expect(first.closing.amount).toBe(2_000)
    expect(first.count).toBe(2)
    const second = await open(`from=${addDays(today, -1)}&limit=1&cursor=${first.nextCursor}`)
    expect(second.nextCursor).toBeNull()
    expect(
      [...first.data, ...second.data].map(({ words, side, other }) => [words, side, other]),
    ).toEqual([
      ['Payment R-1002, Visa 4242', 'credit', 'Card processor'],
      ['Payment R-1002 put against INV-101', 'debit', 'Owed by clients'],
    ])
    expect((await manager.get('/books/ledger-accounts/piggy')).status).toBe(404)
    expect((await open('cursor=abc')).field).toBe('cursor')
  })
})
