import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Browser,
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

/** What moves money is asked under a key: asked again it answers the same and does nothing more. */
let world: World
let studio: TestOrganization
let manager: Browser

beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  studio = await world.organization()
  manager = studio.as('billingManager')
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

interface Case {
  /** The request, and another that might be meant by mistake under the same key. */
  ask(): Promise<{ path: string; body: Record<string, unknown>; other: Record<string, unknown> }>
}

async function owing() {
  return clientOwing(studio, { owed: 10_000 })
}

async function holding() {
  const { accountId } = await owing()
  const body = { accountId, amount: 5_000, currency: 'USD', reason: 'Goodwill' }
  const given = await manager.post('/credits', body, { 'idempotency-key': randomUUID() })
  expect(given.status).toBe(201)
  return accountId
}

const CASES: Record<string, Case> = {
  'a credit note': {
    async ask() {
      const { invoiceId } = await owing()
      const body = { lines: [{ position: 0, amount: 1_000 }], reason: 'Not held' }
      const path = `/invoices/${invoiceId}/credit-notes`
      return { path, body, other: { ...body, reason: 'Held elsewhere' } }
    },
  },
  'a write-off': {
    async ask() {
      const { invoiceId } = await owing()
      const body = { amount: 1_000, reason: 'Moved away' }
      return { path: `/invoices/${invoiceId}/write-offs`, body, other: { ...body, amount: 2_000 } }
    },
  },
  'a refund': {
    async ask() {
      const { accountId } = await owing()
      const confirmationToken = await cardToken(studio.stripe, 'pm_card_visa')
      const method = { kind: 'new', confirmationToken, save: false }
      const paid = await manager.pay({ accountId, amount: 10_000, currency: 'USD', method })
      const body = { amount: 1_000, reason: 'requested' }
      const path = `/payments/${paid.body.id}/refunds`
      return { path, body, other: { ...body, amount: 2_000 } }
    },
  },
  'a credit': {
    async ask() {
      const { accountId } = await owing()
      const body = { accountId, amount: 1_000, currency: 'USD', reason: 'Goodwill' }
      return { path: '/credits', body, other: { ...body, amount: 2_000 } }
    },
  },
  'a transfer': {
    async ask() {
      const [fromAccountId, { accountId: toAccountId }] = [await holding(), await owing()]
      const body = {
        fromAccountId,
        toAccountId,
        amount: 1_000,
        currency: 'USD',
        reason: 'Same family',
      }
      return { path: '/transfers', body, other: { ...body, amount: 2_000 } }
    },
  },
}

describe.each(Object.entries(CASES))('%s', (_name, { ask }) => {
  test('under the same key is made once, and another request under it is refused', async () => {
    const { path, body, other } = await ask()
    const key = { 'idempotency-key': randomUUID() }

    const first = await manager.post(path, body, key)
    const again = await manager.post(path, body, key)

    expect(first.status).toBeLessThan(300)
    expect(first.headers.get('idempotent-replayed')).toBeNull()
    expect(again).toMatchObject({ status: first.status, body: first.body })
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await manager.post(path, other, key)).toMatchObject({
      status: 422,
      body: { code: 'key_reused', moneyMoved: 'no' },
    })
  })

  test('many times at once is made once', async () => {
    const { path, body } = await ask()
    const key = { 'idempotency-key': randomUUID() }
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => manager.post(path, body, key)),
    )
    const firsts = answers.filter(
      ({ status, headers }) => status < 300 && !headers.has('idempotent-replayed'),
    )
    expect(firsts).toHaveLength(1)
  })
})
