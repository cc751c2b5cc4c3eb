import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedOrganization } from '../src/start/seed-command.ts'
import { browser, SECRET, signIn, startWorld, type World } from '../test/support/world.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

test('a crowd is an organization like any other: the books add up, people are found and numbered on', async () => {
  const { slug, email } = await seedOrganization(
    { url: world.databaseUrl, secret: SECRET },
    { clients: 300, payments: 400 },
    () => {},
  )
  await world.expectBooksInOrder()
  const owner = browser(world.base, slug, await signIn(world.server, email))
  const [client] = (await owner.get('/clients?search=1042')).body.data
  expect(client).toMatchObject({ number: 1042 })
  expect((await owner.get('/clients/totals?view=archived')).body.count).toBeLessThan(20)
  expect((await owner.post('/clients', { name: 'Next' })).body.number).toBe(1300)
  const [payment] = (await owner.get('/payments?limit=1')).body.data
  expect((await owner.get(`/payments/${payment.id}`)).status).toBe(200)
})
