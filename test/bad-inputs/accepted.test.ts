import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CARD_MINIMUM, CHARGE_MAXIMUM, parseAmount } from '../../src/kit/money.ts'
import { clientOwing, startWorld, type TestOrganization, type World } from '../support/world.ts'

let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
})
afterAll(() => world.stop())

describe('amounts as they are typed', () => {
  const TOO_SMALL = 'Enter an amount of at least $0.50.'
  const LIKE = 'Enter an amount like 125.00.'
  const LARGEST = 'The largest single charge is $999,999.99.'
  test.each<[number, string, string, bigint | [string, string]]>([
    [1, 'USD', '0', ['amount_too_small', TOO_SMALL]],
    [
      2,
      'USD',
      '-5.00',
      ['amount_negative', 'Enter a positive amount. To give money back, use Refund.'],
    ],
    [3, 'USD', '10.005', ['amount_precision', 'US dollars have 2 decimals. Enter 10.00 or 10.01.']],
    [4, 'JPY', '10.5', ['amount_precision', 'Yen have no decimals. Enter 10 or 11.']],
    [5, 'USD', '1,000.00', 100_000n],
    [6, 'USD', '1.000,00', ['amount_ambiguous', 'Write one thousand as 1000.00 or 1,000.00.']],
    [6, 'USD', '1,00', ['amount_ambiguous', 'Write one thousand as 1000.00 or 1,000.00.']],
    ...['NaN', 'Infinity', '1e5', '0x10', 'ten', ''].map(
      (text): [number, string, string, [string, string]] => [
        7,
        'USD',
        text,
        ['amount_format', LIKE],
      ],
    ),
    [8, 'USD', '0.49', ['amount_too_small', 'The smallest card charge is $0.50.']],
    [9, 'USD', '1,000,000.00', ['amount_too_large', LARGEST]],
    [10, 'USD', String(2n ** 53n), ['amount_too_large', LARGEST]],
    [10, 'USD', '9'.repeat(400), ['amount_too_large', LARGEST]],
    [12, 'USD', '١٠', ['amount_format', 'Use the digits 0-9.']],
    [12, 'USD', '１０', ['amount_format', 'Use the digits 0-9.']],
  ])('row %i: %s %s', (_, currency, text, wanted) => {
    const minimum = currency === 'USD' ? { minimum: CARD_MINIMUM.USD } : { minimum: 1n }
    const result = parseAmount(text, currency, { ...minimum, maximum: CHARGE_MAXIMUM } as never)
    expect(result).toEqual(
      typeof wanted === 'bigint'
        ? { ok: true, amount: wanted }
        : { ok: false, code: wanted[0], message: wanted[1] },
    )
  })
})

const TEMPLATES = `{{7*7}} $${'{7*7}'}`

describe('texts that look bad and are not', () => {
  test.each([
    [37, 'a tracking number', '4242 4242 4242 4241', '4242 4242 4242 4241'],
    [37, 'a long reference', 'ref 1234567890123456', 'ref 1234567890123456'],
    [40, 'emoji and four-byte letters', '👨‍👩‍👧 𠮷田 paid', '👨‍👩‍👧 𠮷田 paid'],
    [40, 'right to left', 'שלום مرحبا', 'שלום مرحبا'],
    [40, 'combining marks, stored as one', 'Cafe\u0301', 'Café'],
    [42, 'a script', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    [42, 'templates', TEMPLATES, TEMPLATES],
    [43, 'a formula', `=HYPERLINK("x")`, `=HYPERLINK("x")`],
    [43, 'another formula', '-1+1', '-1+1'],
  ])('row %i: %s', async (_, __, sent, kept) => {
    const desk = studio.as('frontDesk')
    const added = await desk.post('/clients', { name: sent })
    expect(added).toMatchObject({ status: 201, body: { name: kept } })
    expect(added.headers.get('content-type')).toMatch(/^application\/json/)
    expect(added.headers.get('x-content-type-options')).toBe('nosniff')
    const seen = await desk.get(`/clients/${added.body.id}`)
    expect(seen.body.name).toBe(kept)
  })

  test('row 40: a note of 1,000 characters as people count them', async () => {
    const { accountId, methodId } = await clientOwing(studio, { savedCard: 'pm_card_visa' })
    const note = '👨‍👩‍👧‍👦'.repeat(1000)
    const paid = await studio.as('frontDesk').pay({
      accountId,
      amount: 700,
      currency: 'USD',
      invoiceIds: [],
      note,
      method: { kind: 'saved', methodId },
    })
    expect(paid).toMatchObject({ status: 201, body: { state: 'succeeded', note } })
    const intent = await studio.stripe.paymentIntents.retrieve(paid.body.intentId)
    expect(JSON.stringify(intent)).not.toContain('👨')
  })
})

describe('idempotency keys', () => {
  test('row 47: the same key and the same body, in another order, is the first answer', async () => {
    const { accountId, methodId } = await clientOwing(studio, {
      owed: 3_000,
      savedCard: 'pm_card_visa',
    })
    const method = { kind: 'saved', methodId }
    const first = await studio
      .as('frontDesk')
      .pay({ accountId, amount: 3_000, currency: 'USD', method }, 'row 47')
    const again = await studio
      .as('frontDesk')
      .pay({ method, currency: 'USD', amount: 3_000, accountId }, 'row 47')
    expect(again).toEqual({ ...first, headers: expect.anything() })
    expect(first.headers.get('idempotent-replayed')).toBeNull()
    expect(again.headers.get('idempotent-replayed')).toBe('true')
  })

  test('row 48: the same key and another body', async () => {
    const { accountId, methodId } = await clientOwing(studio, {
      owed: 3_000,
      savedCard: 'pm_card_visa',
    })
    const request = {
      accountId,
      amount: 1_000,
      currency: 'USD',
      method: { kind: 'saved', methodId },
    }
    await studio.as('frontDesk').pay(request, 'row 48')
    const other = await studio.as('frontDesk').pay({ ...request, amount: 1_001 }, 'row 48')
    expect(other).toMatchObject({
      status: 422,
      body: {
        code: 'key_reused',
        detail: 'This key was used for a different request.',
        moneyMoved: 'no',
      },
    })
  })

  test('row 50: the same key of another user is another key', async () => {
    const { accountId, methodId } = await clientOwing(studio, {
      owed: 3_000,
      savedCard: 'pm_card_visa',
    })
    const request = {
      accountId,
      amount: 1_000,
      currency: 'USD',
      method: { kind: 'saved', methodId },
    }
    const first = await studio.as('frontDesk').pay(request, 'row 50')
    const second = await studio.as('billingManager').pay({ ...request, amount: 1_100 }, 'row 50')
    expect(second).toMatchObject({ status: 201, body: { state: 'succeeded' } })
    expect(second.body.id).not.toBe(first.body.id)
  })

  test('a random UUID whose digits happen to pass for a card number is a good key', async () => {
    const { accountId, methodId } = await clientOwing(studio, {
      owed: 3_000,
      savedCard: 'pm_card_visa',
    })
    const request = {
      accountId,
      amount: 3_000,
      currency: 'USD',
      method: { kind: 'saved', methodId },
    }
    const paid = await studio.as('frontDesk').pay(request, '358d088b-dbc4-4bfa-a421-3750030491ef')
    expect(paid).toMatchObject({ status: 201, body: { state: 'succeeded' } })
  })

  test('a key whose request was refused can be used again', async () => {
    const { accountId, methodId } = await clientOwing(studio, {
      owed: 3_000,
      savedCard: 'pm_card_visa',
    })
    const request = {
      accountId,
      amount: 9_000,
      currency: 'USD',
      method: { kind: 'saved', methodId },
    }
    expect((await studio.as('frontDesk').pay(request, 'once more')).status).toBe(409)
    const second = await studio.as('frontDesk').pay({ ...request, amount: 3_000 }, 'once more')
    expect(second).toMatchObject({ status: 201, body: { state: 'succeeded' } })
    await world.expectBooksInOrder()
  })
})
