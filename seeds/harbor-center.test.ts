import { afterAll, beforeAll, expect, test } from 'vitest'
import { INVOICE_STATES } from '../src/invoices/invoice.ts'
import { browser, SECRET, signIn, startWorld, type World } from '../test/support/world.ts'
import { addSampleBusiness } from './harbor-center.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

test('the sample business has an invoice in every state, money that went back in every way, and books that agree', async () => {
  const { slug } = await addSampleBusiness({
    ...world.server,
    secret: SECRET,
    sandboxUrl: world.sandbox.url,
  })
  const manager = browser(world.base, slug, await signIn(world.server, 'ann@harbor.example'))
  const counts = new Map<string, number>()
  for (const state of ['draft', 'overdue', ...INVOICE_STATES]) {
    const { status, body } = await manager.get(`/invoices?state=${state}`)
    counts.set(state, status === 200 ? body.data.length : status)
  }
  expect([...counts].filter(([, count]) => count === 0 || count >= 400)).toEqual([])

  const { data } = (await manager.get('/payments?limit=100')).body
  const back = []
  for (const { id } of data.filter(({ state }: { state: string }) => state === 'succeeded')) {
    back.push((await manager.get(`/payments/${id}/money-back`)).body)
  }
  const refunds = back.flatMap((one) => one.refunds.map(({ to }: { to: string }) => to))
  expect(refunds).toHaveLength(4)
  expect(back.filter(({ returned }) => returned !== null)).toHaveLength(1)

  for (;;) {
    const disputes = await manager.get('/payments?limit=100')
    const id = disputes.body.data.find(
      ({ account }: { account: { name: string } }) => account.name === 'Hannah Goldberg',
    ).id
    const seen = (await manager.get(`/payments/${id}/money-back`)).body
    if (seen.disputes.length > 0 && seen.goneBack.amount > 0) break
  }
  for (;;) if ((await manager.get('/payouts')).body.data?.length > 0) break
  await world.expectBooksInOrder()
})
