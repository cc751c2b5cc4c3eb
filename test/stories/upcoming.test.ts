import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Answer,
  type Browser,
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

let world: World
let studio: TestOrganization
let desk: Browser
let cardId: string
let cashId: string

beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  studio = await world.organization()
  desk = studio.as('frontDesk')
  const { tenders } = (await desk.get('/organization')).body
  const idOf = (kind: string) => tenders.find((one: { kind: string }) => one.kind === kind).id
  cardId = idOf('card')
  cashId = idOf('cash')
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

/** A client who owes 50 dollars, and a payment of them for a later day. */
async function withUpcoming() {
  const client = await clientOwing(studio, { owed: 5_000, savedCard: 'pm_card_visa' })
  const { accountId, methodId } = client
  const made = await desk.post('/scheduled-payments', {
    accountId,
    amount: 5_000,
    currency: 'USD',
    dueOn: '2099-01-31',
    tenderId: cardId,
    methodId,
  })
  const { id } = made.body
  return {
    ...client,
    id,
    take: (more: Record<string, unknown> = {}): Promise<Answer> =>
      desk.pay({
        accountId,
        amount: 5_000,
        currency: 'USD',
        method: { kind: 'saved', methodId },
        scheduledId: id,
        ...more,
      }),
    cancel: () => desk.post(`/scheduled-payments/${id}/cancel`),
    upcoming: async () => (await desk.get(`/clients/${client.clientId}/billing`)).body.upcoming,
  }
}

describe('S2-33, S4-13 an upcoming payment', () => {
  test('is taken by a payment, once', async () => {
    const { take, cancel, upcoming, methodId } = await withUpcoming()
    expect(await upcoming()).toMatchObject([{ takenBy: null }])

    expect(await take()).toMatchObject({ status: 201, body: { state: 'succeeded' } })

    expect(await upcoming()).toEqual([])
    const again = await take({ keepCredit: true, duplicateReason: 'Two lessons' })
    expect(again).toMatchObject({ status: 409, body: { code: 'payment_state', moneyMoved: 'no' } })
    expect(again.body.detail).toContain('was taken already')
    expect(await cancel()).toMatchObject({ status: 409, body: { code: 'payment_state' } })
    const { scheduledPayments } = (await desk.get(`/payment-methods/${methodId}/dependents`)).body
    expect(scheduledPayments).toEqual([])
  })

  test('is taken by one of two who press at the same moment', async () => {
    const { take, accountId } = await withUpcoming()
    const more = { invoiceIds: [], keepCredit: true, duplicateReason: 'Asked twice' }

    const answers = await Promise.all([take(more), take(more)])

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    const { data } = (await desk.get(`/payments?accountId=${accountId}&amountFrom=5000`)).body
    expect(data).toHaveLength(1)
  })

  test('is upcoming again after a decline, and the next try takes it', async () => {
    const { take, upcoming, id } = await withUpcoming()
    const confirmationToken = await cardToken(studio.stripe, 'pm_card_chargeDeclined')
    const declined = await take({ method: { kind: 'new', confirmationToken, save: false } })
    expect(declined.body.state).toBe('failed')
    expect(await upcoming()).toMatchObject([{ id, takenBy: null }])

    const retryOf = declined.body.id
    const paid = await take({
      method: { kind: 'tender', tenderId: cashId },
      retryOf,
      scheduledId: undefined,
    })

    expect(paid.body.state).toBe('succeeded')
    expect(await upcoming()).toEqual([])
  })

  test('that was canceled is not taken, and one of another client is not there', async () => {
    const { take, cancel } = await withUpcoming()
    const other = await withUpcoming()
    await cancel()
    expect(await take()).toMatchObject({ status: 409, body: { code: 'payment_state' } })
    expect(await take({ scheduledId: other.id })).toMatchObject({ status: 404 })
    expect(await other.upcoming()).toHaveLength(1)
  })
})
