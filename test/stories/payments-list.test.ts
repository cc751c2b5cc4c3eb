import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
let tenders: Record<string, string>
const paid: Record<string, { id: string; receipt: { number: string } }> = {}

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
  manager = studio.as('billingManager')
  const { tenders: all } = (await manager.get('/organization')).body
  tenders = Object.fromEntries(all.map((one: { kind: string; id: string }) => [one.kind, one.id]))
  const maria = await clientOwing(studio, { name: 'Maria Alvarez', owed: 50_000 })
  const leo = await clientOwing(studio, { name: '=HYPERLINK("x")', owed: 50_000 })
  const card = async (name: string, accountId: string, amount: number, token: string) => {
    paid[name] = (
      await manager.pay({
        accountId,
        amount,
        currency: 'USD',
        duplicateReason: 'Another lesson',
        receiptEmail: 'maria@example.com',
        method: {
          kind: 'new',
          save: false,
          confirmationToken: await cardToken(studio.stripe, token),
        },
      })
    ).body
  }
  const recorded = async (
    name: string,
    accountId: string,
    kind: string,
    amount: number,
    more = {},
  ) => {
    const answer = await manager.pay({
      accountId,
      amount,
      currency: 'USD',
      duplicateReason: 'Another lesson',
      method: { kind: 'tender', tenderId: tenders[kind] },
      ...more,
    })
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
    paid[name] = answer.body
  }
  await card('visa', maria.accountId, 8_500, 'pm_card_visa')
  await card('declined', maria.accountId, 9_900, 'pm_card_visa_chargeDeclined')
  await card('mastercard', leo.accountId, 7_000, 'pm_card_mastercard')
  await recorded('cash', leo.accountId, 'cash', 1_250, { description: '@SUM(1+1)' })
  await recorded('old', maria.accountId, 'check', 2_000, {
    postedOn: '2026-01-31',
    reference: '20260131-1000-check',
  })
})
afterAll(() => world.stop())

async function found(query: string, by: Browser = manager): Promise<string[]> {
  const names = new Map(Object.entries(paid).map(([name, { id }]) => [id, name]))
  const ids: string[] = []
  let cursor = ''
  do {
    const page = await by.get(`/payments?limit=2&${query}${cursor}`)
    if (page.status !== 200) throw new Error(JSON.stringify(page.body))
    ids.push(...page.body.data.map((payment: { id: string }) => payment.id))
    cursor = page.body.nextCursor ? `&cursor=${page.body.nextCursor}` : ''
  } while (cursor)
  return ids.map((id) => names.get(id) ?? id)
}

const search = (text: string) => found(`search=${encodeURIComponent(text)}`)

describe('S3-10 all transactions', () => {
  test('newest first by the day they count for, page by page, each once', async () => {
    expect(await found('')).toEqual(['cash', 'mastercard', 'declined', 'visa', 'old'])
  })

  test('S3-11 a row says whose it is, how it was paid and where its receipt is', async () => {
    const [row] = (await manager.get('/payments?search=maria&limit=100')).body.data.slice(-2)
    expect(row).toMatchObject({
      id: paid.visa?.id,
      client: { name: 'Maria Alvarez', number: 1000 },
      account: { name: 'Maria Alvarez' },
      amount: { amount: 8_500, currency: 'USD' },
      state: 'succeeded',
      paidWith: 'Visa 4242',
      receipt: { number: paid.visa?.receipt.number },
      receiptEmail: 'maria@example.com',
      by: 'Bea Billing',
    })
  })

  test('one box takes last four, receipt, e-mail, amount, id, reference and name', async () => {
    expect(await search('4242')).toEqual(['visa'])
    expect(await search(paid.mastercard?.receipt.number ?? '')).toEqual(['mastercard'])
    expect(await search('MARIA@example.com')).toEqual(['mastercard', 'declined', 'visa'])
    expect(await search('$85.00')).toEqual(['visa'])
    expect(await search('85')).toEqual(['visa'])
    expect(await search('12.50')).toEqual(['cash'])
    expect(await search(paid.declined?.id ?? '')).toEqual(['declined'])
    expect(await search('20260131-1000')).toEqual(['old'])
    expect(await search('alvarez')).toEqual(['declined', 'visa', 'old'])
    expect(await search('nobody at all')).toEqual([])
    expect(await search('100%_\\')).toEqual([])
  })

  test('filters by day, tender, state, person, amount and reference, and together', async () => {
    const today = (await manager.get(`/payments/${paid.cash?.id}`)).body.postedOn
    expect(await found('from=2026-01-01&to=2026-01-31')).toEqual(['old'])
    expect(await found(`from=${today}`)).toEqual(['cash', 'mastercard', 'declined', 'visa'])
    expect(await found(`tenderId=${tenders.cash}`)).toEqual(['cash'])
    expect(await found('state=failed')).toEqual(['declined'])
    expect(await found('state=review')).toEqual([])
    expect(await found('amountFrom=7000&amountTo=8500')).toEqual(['mastercard', 'visa'])
    expect(await found('reference=20260131')).toEqual(['old'])
    expect(await found(`tenderId=${tenders.card}&state=succeeded&search=alvarez`)).toEqual(['visa'])
    const { staff } = (await manager.get('/payments/totals')).body
    const [bea, fred] = ['Bea Billing', 'Fred Frontdesk'].map(
      (name) => staff.find((one: { name: string }) => one.name === name).id,
    )
    expect((await found(`staffId=${bea}`)).length).toBe(5)
    expect(await found(`staffId=${fred}`)).toEqual([])
  })

  test('totals come apart from the rows, tender by tender, of what was really taken', async () => {
    const { body } = await manager.get('/payments/totals')
    expect(body).toMatchObject({ count: 5, isMore: false, paid: { amount: 18_750 } })
    expect(body.tenders).toMatchObject([
      { kind: 'card', count: 3, paid: { amount: 15_500, currency: 'USD' } },
      { kind: 'cash', count: 1, paid: { amount: 1_250 } },
      { kind: 'check', count: 1, paid: { amount: 2_000 } },
    ])
    expect((await manager.get('/payments/totals?search=alvarez')).body).toMatchObject({
      count: 3,
      paid: { amount: 10_500 },
    })
  })

  test.each([
    [
      'a card number (35)',
      `search=${encodeURIComponent('4242 4242 4242 4242')}`,
      422,
      'card_number_in_text',
    ],
    [
      'one split by invisible signs (34)',
      `search=${encodeURIComponent('42424242\u200b42424242')}`,
      422,
      'card_number_in_text',
    ],
    ['a security code (36)', 'search=cvv%20123', 422, 'security_code_in_text'],
    ['a card number as a reference', 'reference=4242424242424242', 422, 'card_number_in_text'],
    ['a day that is none', 'from=2026-02-30', 422, 'date_format'],
    ['a tender that is none', 'tenderId=cash', 404, 'not_found'],
    ['an amount that is none', 'amountFrom=ten', 400, 'body_invalid'],
    ['a cursor of another list', 'cursor=WyJ4IiwieSJd', 422, 'field_invalid'],
  ])('refuses %s', async (_, query, status, code) => {
    const answer = await manager.get(`/payments?${query}`)
    expect(answer).toMatchObject({ status, body: { code } })
    expect(JSON.stringify(answer.body)).not.toContain('4242424242424242')
    if (!query.startsWith('cursor')) {
      expect(await manager.get(`/payments/totals?${query}`)).toMatchObject({ status })
    }
  })

  test('a tracking number of 16 digits is a reference like any other (37)', async () => {
    expect(await search('1234567890123456')).toEqual([])
  })
})

describe('S0-22 a doubtful charge', () => {
  test('is found in the list; a manager is shown the way to the processor, the desk is not', async () => {
    const query = `/payments?search=${paid.declined?.id}`
    const [row] = (await manager.get(query)).body.data
    expect(row.processorUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/_sandbox$/)
    const [seen] = (await studio.as('frontDesk').get(query)).body.data
    expect(seen).toMatchObject({ state: 'failed', moneyMoved: 'no', processorUrl: null })
    const path = `/payments/${paid.declined?.id}`
    expect((await manager.get(path)).body.processorUrl).toBe(row.processorUrl)
    expect((await studio.as('frontDesk').get(path)).body.processorUrl).toBeNull()
  })
})

describe('the export', () => {
  test('is a file of what is filtered, with no cell that a spreadsheet would run (43)', async () => {
    const file = await manager.get('/payments/export?amountTo=8500')
    expect(file.status).toBe(200)
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="payments.csv"')
    const lines = file.body
      .replace(/^\uFEFF/, '')
      .trimEnd()
      .split('\r\n')
    expect(lines.length).toBe(5)
    expect(lines[0]).toMatch(/^"Date posted","Payment","Receipt"/)
    expect(lines[1]).toContain(`"'=HYPERLINK(""x"")"`)
    expect(lines[1]).toContain(`"'@SUM(1+1)"`)
    expect(lines[1]).toContain('"12.50","USD"')
    expect(lines[4]).toContain('"2026-01-31"')
  })

  test('is for those who may', async () => {
    expect(await studio.as('frontDesk').get('/payments/export')).toMatchObject({
      status: 403,
      body: { detail: 'Ask an administrator for "Export payments".' },
    })
    expect((await manager.get('/payments/export?from=never')).body.code).toBe('date_format')
  })
})

describe('saved views', () => {
  const view = {
    page: 'payments',
    isShared: false,
    query: { state: 'failed' },
    columns: ['amount'],
  }

  test('are kept on the server: one’s own, and those shared with everybody', async () => {
    const desk = studio.as('frontDesk')
    const mine = await desk.post('/saved-views', { ...view, name: 'Declined' })
    expect(mine).toMatchObject({ status: 201, body: { isMine: true, query: { state: 'failed' } } })
    await desk.post('/saved-views', { ...view, name: 'Everybody’s', isShared: true })
    const seenBy = async (by: Browser) =>
      (await by.get('/saved-views?page=payments')).body.data.map(
        (one: { name: string }) => one.name,
      )
    expect(await seenBy(desk)).toEqual(['Declined', 'Everybody’s'])
    expect(await seenBy(manager)).toEqual(['Everybody’s'])

    const again = await desk.post('/saved-views', { ...view, name: 'declined', query: {} })
    expect(again.body).toMatchObject({ id: mine.body.id, name: 'declined', query: {} })
    expect(await seenBy(desk)).toEqual(['declined', 'Everybody’s'])
  })

  test('are taken away by who made them, shared ones also by who may change settings', async () => {
    const desk = studio.as('frontDesk')
    const own = (await desk.post('/saved-views', { ...view, name: 'Own' })).body.id
    const shared = (await desk.post('/saved-views', { ...view, name: 'Shared', isShared: true }))
      .body.id
    expect((await manager.delete(`/saved-views/${own}`)).status).toBe(404)
    expect((await manager.delete(`/saved-views/${shared}`)).status).toBe(403)
    expect((await studio.as('administrator').delete(`/saved-views/${shared}`)).status).toBe(200)
    expect((await desk.delete(`/saved-views/${own}`)).status).toBe(200)
    expect((await desk.delete(`/saved-views/${own}`)).status).toBe(404)
  })

  test('hold no card number (35)', async () => {
    const answer = await manager.post('/saved-views', { ...view, name: '4242424242424242' })
    expect(answer).toMatchObject({ status: 422, body: { code: 'card_number_in_text' } })
  })
})
