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
const tenders: Record<string, string> = {}
const today = todayIn('America/New_York', new Date())
const yesterday = addDays(today, -1)
const longAgo = addDays(today, -40)

interface Money {
  amount: number
}
const cents = ({ amount }: Money) => amount
/** A file as rows of cells: every cell is quoted. */
const cells = (text: string): string[][] =>
  text
    .replace(/^\uFEFF/, '')
    .trim()
    .split('\r\n')
    .map((row) => [...row.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell = '']) => cell))

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization('Harbor Studio')
  manager = studio.as('billingManager')
  for (const { kind, id } of (await manager.get('/organization')).body.tenders) tenders[kind] = id
  maria = await clientOwing(studio, { owed: 12_500, name: 'Maria Alvarez' })
  await manager.patch(`/clients/${maria.clientId}`, { email: 'maria@example.com' })
  const common = { accountId: maria.accountId, currency: 'USD', duplicateReason: 'Another' }
  const recorded = async (kind: string, amount: number, postedOn: string, more = {}) => {
    const method = { kind: 'tender', tenderId: tenders[kind] }
    const answer = await manager.pay({ ...common, amount, postedOn, method, ...more })
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  }
  const credit = { invoiceIds: [], keepCredit: true }
  await recorded('cash', 2_000, longAgo, credit)
  await recorded('cash', 1_500, yesterday)
  await recorded('cash', 500, today)
  await recorded('check', 3_000, today)
  await manager.pay({
    ...common,
    amount: 4_000,
    method: {
      kind: 'new',
      save: false,
      confirmationToken: await cardToken(studio.stripe, 'pm_card_visa'),
    },
  })
  await manager.pay({
    ...common,
    amount: 3_100,
    method: {
      kind: 'new',
      save: false,
      confirmationToken: await cardToken(studio.stripe, 'pm_card_visa_chargeDeclined'),
    },
  })
})
afterAll(async () => {
  await world.expectBooksInOrder()
  await world.stop()
})

describe('account statement', () => {
  test('tells the story of a period: before, line by line, after, and how old what is open is', async () => {
    const { body } = await manager.get(`/accounts/${maria.accountId}/statement?from=${yesterday}`)
    expect(cents(body.opening)).toBe(-2_000)
    expect(cents(body.charges)).toBe(12_500)
    expect(cents(body.payments)).toBe(9_000)
    expect(cents(body.closing)).toBe(1_500)
    const told = body.data.map((line: { words: string; change: Money; balance: Money }) => [
      line.words,
      line.change.amount,
      line.balance.amount,
    ])
    expect(told).toEqual([
      ['Payment R-1002, Cash', -1_500, -3_500],
      ['Invoice INV-101', 12_500, 9_000],
      ['Payment R-1003, Cash', -500, 8_500],
      ['Payment R-1004, Check', -3_000, 5_500],
      ['Payment R-1005, Visa 4242', -4_000, 1_500],
    ])
    expect(body.open).toMatchObject([{ number: 'INV-101', due: { amount: 3_500 } }])
    expect(cents(body.aging.total)).toBe(3_500)
    // Owed less held is the balance: 35.00 of the invoice, 20.00 of credit.
    const billing = (await manager.get(`/clients/${maria.clientId}/billing`)).body
    expect(billing.balance.amount - billing.credit.amount).toBe(body.closing.amount)
  })

  test('goes on page by page, and a period that ends before it begins is refused', async () => {
    const path = `/accounts/${maria.accountId}/statement`
    const first = (await manager.get(`${path}?from=${yesterday}&limit=3`)).body
    const rest = (await manager.get(`${path}?from=${yesterday}&limit=3&cursor=${first.nextCursor}`))
      .body
    expect(rest.data.map(({ balance }: { balance: Money }) => balance.amount)).toEqual([
      5_500, 1_500,
    ])
    expect((await manager.get(`${path}?from=${today}&to=${yesterday}`)).body.field).toBe('from')
  })

  test('is printed, mailed with itself beside it, and taken away as a file', async () => {
    const path = `/accounts/${maria.accountId}/statement`
    const pdf = await manager.get(`${path}/pdf?from=${yesterday}`)
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
    expect(pdf.body.slice(0, 5)).toBe('%PDF-')

    const mailed = await manager.post(`${path}/emails`, { from: yesterday })
    expect(mailed.status).toBe(200)
    expect(mailed.body.mailings).toMatchObject([{ about: 'statement', to: 'maria@example.com' }])
    const { id } = mailed.body.mailings[0]
    await expect
      .poll(async () => (await studio.as('owner').get(`/mails/${id}`)).body.subject, {
        timeout: 15_000,
      })
      .toBe('Statement from Harbor Studio: $15.00')
    const letter = (await studio.as('owner').get(`/mails/${id}`)).body
    expect(letter.attachments).toEqual([`statement-${yesterday}-${today}.pdf`])
    expect(letter.text).toContain('Paid and credited: $90.00')
    const desk = await studio.as('frontDesk').post(`${path}/emails`, {})
    expect(desk.status).toBe(403)

    const file = await manager.get(
      `/reports/statement/export?accountId=${maria.accountId}&from=${yesterday}`,
    )
    expect(cells(file.body)[1]).toEqual([yesterday, 'Payment R-1002, Cash', '-15.00', '-35.00'])
  })
})

describe('S3-1, S3-2 what a client ever paid', () => {
  test('how much, how often, since when, month by month', async () => {
    const { body } = await manager.get(`/accounts/${maria.accountId}/history`)
    expect(body).toMatchObject({
      lifetimeValue: { amount: 11_000 },
      count: 5,
      average: { amount: 2_200 },
      first: longAgo,
      last: today,
      everyDays: 10,
    })
    expect(body.months).toHaveLength(12)
    const collected = body.months.reduce(
      (sum: number, month: { collected: Money }) => sum + month.collected.amount,
      0,
    )
    expect(collected).toBe(11_000)
    const value = await manager.get(`/accounts/${maria.accountId}/entries?figure=lifetime`)
    expect(value.body.balance).toEqual(body.lifetimeValue)
  })
})

describe('reports', () => {
  test('transactions: what it earned in one column, what money moved in the other', async () => {
    const { body } = await manager.get(`/reports/transactions?from=${yesterday}&limit=3`)
    expect(cents(body.income)).toBe(12_500)
    expect(cents(body.cashflow)).toBe(9_000)
    expect(body.count).toBe(5)
    const rest = (
      await manager.get(`/reports/transactions?from=${yesterday}&limit=3&cursor=${body.nextCursor}`)
    ).body
    const rows = [...body.data, ...rest.data]
    expect(rows).toHaveLength(5)
    const add = (column: 'income' | 'cashflow') =>
      rows.reduce((sum, row) => sum + (row[column]?.amount ?? 0), 0)
    expect([add('income'), add('cashflow')]).toEqual([12_500, 9_000])
  })

  test('takings by day and tender add up across and down', async () => {
    const { body } = await manager.get(`/reports/takings?from=${yesterday}&to=${today}`)
    const names = body.tenders.map(({ kind }: { kind: string }) => kind)
    expect(names.sort()).toEqual(['card', 'cash', 'check'])
    expect(
      body.days.map((day: { day: string; paid: Money }) => [day.day, day.paid.amount]),
    ).toEqual([
      [today, 7_500],
      [yesterday, 1_500],
    ])
    expect(cents(body.totals.net)).toBe(9_000)
    const across = body.totals.byTender.reduce((sum: number, cell: Money) => sum + cell.amount, 0)
    expect(across).toBe(9_000)
  })

  test('aging: now and at the end of a past day', async () => {
    const now = (await manager.get('/reports/aging')).body
    expect(now).toMatchObject({ accounts: 1, invoices: 1, totals: { total: { amount: 3_500 } } })
    expect(now.data[0]).toMatchObject({
      account: { name: 'Maria Alvarez' },
      total: { amount: 3_500 },
    })
    const then = (await manager.get(`/reports/aging?asOf=${yesterday}`)).body
    // The invoice is of today: yesterday nobody owed anything.
    expect(then).toMatchObject({ accounts: 0, data: [], totals: { total: { amount: 0 } } })
    const later = (await manager.get('/reports/aging?asOf=2027-02-15')).body
    expect(later.totals.days90.amount).toBe(3_500)
  })

  test('the dashboard says what came in, is open, failed and is on its way', async () => {
    await manager.post('/scheduled-payments', {
      accountId: maria.accountId,
      amount: 700,
      currency: 'USD',
      dueOn: addDays(today, 3),
      tenderId: tenders.cash,
    })
    const { body } = await manager.get(`/reports/dashboard?from=${yesterday}&to=${today}`)
    expect(body).toMatchObject({
      collected: { amount: 9_000 },
      invoiced: { amount: 12_500 },
      outstanding: { amount: 3_500 },
      openInvoices: 1,
      failed: { amount: { amount: 3_100 }, count: 1 },
      upcoming: { amount: { amount: 700 }, count: 1 },
    })
    expect(body.months).toHaveLength(12)
    expect((await studio.as('frontDesk').get('/reports/dashboard')).status).toBe(403)
  })

  test('a table that is taken away harms no spreadsheet', async () => {
    const evil = await clientOwing(studio, { owed: 900, name: '=HYPERLINK("x")' })
    const file = await manager.get(`/reports/aging/export?asOf=${today}`)
    expect(file.headers.get('content-disposition')).toBe(
      `attachment; filename="aging-${today}.csv"`,
    )
    expect(file.body).toContain(`"'=HYPERLINK(""x"")"`)
    expect(evil.accountId).toMatch(/^acc_/)
    expect((await studio.as('frontDesk').get('/reports/aging/export')).status).toBe(403)
    expect((await manager.get('/reports/nothing/export')).status).toBe(422)
  })
})

describe('the end of a day', () => {
  test('says what must lie in the drawer, what cards took, and who took what', async () => {
    const { body } = await manager.get(`/reports/day?day=${today}`)
    const cash = body.places.find(({ place }: { place: string }) => place === 'cash')
    expect([cash.opening, cash.cameIn, cash.expected].map(cents)).toEqual([3_500, 500, 4_000])
    expect(body.processors).toMatchObject([{ name: 'Sandbox', count: 1, gross: { amount: 4_000 } }])
    expect(body.staff).toMatchObject([{ name: 'Bea Billing', count: 3, total: { amount: 7_500 } }])
  })

  test('what was counted stays with its difference and its reason', async () => {
    const short = { day: today, place: 'cash', counted: 3_990 }
    expect((await manager.post('/reports/day/counts', short)).body.field).toBe('note')
    const counted = await manager.post('/reports/day/counts', {
      ...short,
      note: 'Ten cents are gone',
    })
    const cash = counted.body.places.find(({ place }: { place: string }) => place === 'cash')
    expect(cash.count).toMatchObject({
      counted: { amount: 3_990 },
      difference: { amount: -10 },
      note: 'Ten cents are gone',
      by: 'Bea Billing',
    })
  })

  test('what is brought to the bank leaves the drawer, line by line, once', async () => {
    const hand = (await manager.get('/deposits?place=cash')).body
    expect(cents(hand.amount)).toBe(4_000)
    const [first, second] = hand.inHand.map(({ line }: { line: string }) => line)
    const made = await manager.post('/deposits', { place: 'cash', lines: [first, second] })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ amount: { amount: 3_500 }, name: 'Cash in the drawer' })
    expect(made.body.lines.map(({ words }: { words: string }) => words)).toEqual([
      'Payment R-1001, Cash',
      'Payment R-1002, Cash',
    ])
    const again = await manager.post('/deposits', { place: 'cash', lines: [first] })
    expect(again).toMatchObject({ status: 409, body: { code: 'deposit_state' } })
    const day = (await manager.get(`/reports/day?day=${today}`)).body
    const cash = day.places.find(({ place }: { place: string }) => place === 'cash')
    expect([cash.deposited, cash.expected].map(cents)).toEqual([3_500, 500])
    expect((await manager.get(`/deposits/${made.body.id}`)).body.lines).toHaveLength(2)
    const bank = (await manager.get('/books/ledger-accounts/bank')).body
    expect(cents(bank.closing)).toBe(3_500)
  })

  test('a deposit that was a mistake is undone once: its cash lies in the drawer again', async () => {
    const [made] = (await manager.get('/deposits?place=cash')).body.data
    const path = `/deposits/${made.id}/undo`
    expect((await manager.post(path, { why: ' ' })).status).toBe(422)
    const undone = await manager.post(path, { why: 'Wrong day' })
    expect(undone.body).toMatchObject({ undone: { why: 'Wrong day', on: today } })
    expect(undone.body.lines).toHaveLength(2)
    const again = await manager.post(path, { why: 'Twice' })
    expect(again).toMatchObject({ status: 409, body: { code: 'deposit_state' } })
    const hand = (await manager.get('/deposits?place=cash')).body
    expect(cents(hand.amount)).toBe(4_000)
    const day = (await manager.get(`/reports/day?day=${today}`)).body
    const cash = day.places.find(({ place }: { place: string }) => place === 'cash')
    expect([cash.deposited, cash.expected].map(cents)).toEqual([0, 4_000])
    const bank = (await manager.get('/books/ledger-accounts/bank')).body
    expect(cents(bank.closing)).toBe(0)
    expect(bank.data.map(({ words }: { words: string }) => words)).toContain('Deposit undone: cash')

    // What was undone is brought to the bank anew.
    const lines = hand.inHand.slice(0, 2).map(({ line }: { line: string }) => line)
    expect((await manager.post('/deposits', { place: 'cash', lines })).status).toBe(201)
  })
})

describe('the accounting export', () => {
  const month = `from=${longAgo}&to=${today}`
  const minor = (text: string) => Math.round(Number(text || '0') * 100)

  test.each(['line', 'day'] as const)(
    're-adds to nothing in every form, an entry a %s',
    async (by) => {
      for (const [form, sums] of [
        ['journal', (row: string[]) => minor(row[4] ?? '') - minor(row[5] ?? '')],
        ['quickbooks', (row: string[]) => minor(row[3] ?? '') - minor(row[4] ?? '')],
        ['xero', (row: string[]) => minor(row[5] ?? '')],
      ] as const) {
        const file = await manager.get(`/reports/${form}/export?${month}&by=${by}`)
        expect(file.status).toBe(200)
        const [, ...rows] = cells(file.body)
        expect(rows.length).toBeGreaterThan(5)
        expect(rows.reduce((sum, row) => sum + sums(row), 0)).toBe(0)
        const entry = form === 'journal' ? 1 : 0
        const entries = Map.groupBy(rows, (row) => row[entry])
        for (const halves of entries.values()) {
          expect(halves.reduce((sum, row) => sum + sums(row), 0)).toBe(0)
        }
      }
    },
  )

  test.each(['line', 'day'])(
    're-adds to nothing for QuickBooks Desktop, an entry a %s',
    async (by) => {
      const file = await manager.get(`/reports/quickbooksDesktop/export?${month}&by=${by}`)
      expect(file.headers.get('content-disposition')).toMatch(
        /filename="quickbooksDesktop.*\.iif"$/,
      )
      const [head, split, end, ...lines] = (file.body as string).trim().split('\r\n')
      expect([head?.split('\t')[0], split?.split('\t')[0], end]).toEqual([
        '!TRNS',
        '!SPL',
        '!ENDTRNS',
      ])
      const fields = head?.split('\t').slice(1)
      expect(fields).toEqual(['TRNSTYPE', 'DATE', 'ACCNT', 'AMOUNT', 'DOCNUM', 'MEMO'])
      const entries = lines
        .join('\n')
        .split(/ENDTRNS\n?/)
        .filter(Boolean)
      expect(entries.length).toBeGreaterThan(3)
      for (const entry of entries) {
        const halves = entry
          .trim()
          .split('\n')
          .map((line) => line.split('\t'))
        expect(halves.map(([kind, type]) => [kind, type])).toEqual([
          ['TRNS', 'GENERAL JOURNAL'],
          ['SPL', 'GENERAL JOURNAL'],
        ])
        expect(halves[0]?.[2]).toMatch(/^\d{2}\/\d{2}\/\d{4}$/)
        expect(halves.every((cells) => cells.length === 7)).toBe(true)
        expect(halves.reduce((sum, cells) => sum + minor(cells[4] ?? ''), 0)).toBe(0)
        expect(new Set(halves.map((cells) => cells[5])).size).toBe(1)
      }
    },
  )

  test('is the trial balance of its period, under the codes of the accountant', async () => {
    const owner = studio.as('owner')
    const changed = await owner.put('/books/account-codes', {
      data: [{ account: 'revenue', code: '4010', name: 'Lessons' }],
    })
    expect(changed.status).toBe(200)
    expect((await manager.put('/books/account-codes', { data: [] })).status).toBe(403)
    const [, ...rows] = cells((await manager.get(`/reports/journal/export?${month}`)).body)
    const revenue = rows.filter((row) => row[2] === '4010')
    expect(revenue[0]?.[3]).toBe('Lessons')
    const credited = revenue.reduce((sum, row) => sum + minor(row[5] ?? ''), 0)
    const { data } = (await manager.get('/books/trial-balance')).body
    const booked = data.find(({ account }: { account: string }) => account === 'revenue')
    expect(credited).toBe(booked.credit.amount)
  })
})
