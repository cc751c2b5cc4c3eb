import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { clientOwing, startWorld, type TestOrganization, type World } from '../support/world.ts'

/** Invoices and credit notes on paper, in the mail and in the list of all. */
let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization('Heron House')
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

async function credited() {
  const { accountId, clientId, invoiceId } = await clientOwing(studio, { owed: 10_000 })
  const owner = studio.as('owner')
  await owner.patch(`/clients/${clientId}`, { email: 'maria@example.com' })
  const path = `/invoices/${invoiceId}`
  const answer = await owner.post(
    `${path}/credit-notes`,
    { reason: 'One lesson less', lines: [{ position: 0, amount: 2_500 }] },
    { 'idempotency-key': crypto.randomUUID() },
  )
  return { accountId, path, notePath: `/credit-notes/${answer.body.creditNotes[0].id}` }
}

test('both are a PDF', async () => {
  const { path, notePath } = await credited()
  for (const address of [path, notePath]) {
    const file = await studio.as('readOnly').get(`${address}/pdf`)
    expect(file.status).toBe(200)
    expect(file.headers.get('content-type')).toBe('application/pdf')
    expect(file.headers.get('content-disposition')).toMatch(/^inline; filename=".*\d+\.pdf"$/)
    expect(file.body.slice(0, 5)).toBe('%PDF-')
  }
})

test('both are mailed to the address on file, or the one that is typed, with the PDF', async () => {
  const { path, notePath } = await credited()
  const desk = studio.as('frontDesk')
  expect((await desk.get(path)).body.sendTo).toBe('maria@example.com')
  const mailed = await desk.post(`${path}/emails`, {})
  expect(mailed.body.mailings).toMatchObject([{ to: 'maria@example.com', about: 'invoice' }])
  await desk.post(`${path}/emails`, { to: 'grandma@example.com' })
  await desk.post(`${notePath}/emails`, {})

  const written = () =>
    expect.poll(async () => (await desk.get(path)).body.mailings, { timeout: 20_000 })
  await written().toMatchObject([
    {
      state: 'kept',
      subject: expect.stringMatching(/^Invoice INV-\d+ from Heron House: \$75\.00 due by /),
      attachments: [expect.stringMatching(/^invoice-INV-\d+\.pdf$/)],
    },
    { to: 'grandma@example.com', state: 'kept' },
  ])
  await expect
    .poll(async () => (await desk.get(notePath)).body.mailings, { timeout: 20_000 })
    .toMatchObject([{ subject: expect.stringMatching(/^Credit note CN-\d+ from Heron House/) }])
  const { history } = (await desk.get(path)).body
  expect(history.filter(({ verb }: { verb: string }) => verb === 'invoice.mailed')).toHaveLength(3)
})

test('an address is needed when none is on file', async () => {
  const { invoiceId } = await clientOwing(studio, { owed: 1_000 })
  const answer = await studio.as('frontDesk').post(`/invoices/${invoiceId}/emails`, {})
  expect(answer).toMatchObject({ status: 422, body: { code: 'field_required', field: 'to' } })
})

test('S4-9 the list finds invoices by number, amount, client and state, and adds them up', async () => {
  const own = await world.organization()
  const owner = own.as('owner')
  const line = (unitAmount: number) => ({ description: 'Lessons', quantity: 1, unitAmount })
  const issue = async (accountId: string, amount: number, dueOn: string) =>
    (await owner.post('/invoices', { accountId, dueOn, lines: [line(amount)] })).body
  const ada = await clientOwing(own, { name: 'Ada Late' })
  const bob = await clientOwing(own, { name: 'Bob Early' })
  const late = await issue(ada.accountId, 7_000, '2020-01-31')
  const open = await issue(bob.accountId, 5_000, '2099-01-31')
  const void_ = await issue(bob.accountId, 900, '2099-01-31')
  const key = { 'idempotency-key': crypto.randomUUID() }
  await owner.post(`/invoices/${void_.id}/credit-notes`, { void: true, reason: 'Wrong' }, key)
  await owner.post('/invoice-drafts', { accountId: ada.accountId, lines: [line(1)] })

  const list = async (query: string) =>
    (await owner.get(`/invoices?${query}`)).body.data.map(({ id }: { id: string }) => id)
  expect(await list('')).toEqual([void_.id, open.id, late.id])
  expect(await list('state=overdue')).toEqual([late.id])
  expect(await list('state=owing')).toEqual([open.id, late.id])
  expect(await list('state=void')).toEqual([void_.id])
  expect(await list('state=paid')).toEqual([])
  expect(await list(`search=${open.number}`)).toEqual([open.id])
  expect(await list('search=70.00')).toEqual([late.id])
  expect(await list('search=Bob')).toEqual([void_.id, open.id])
  expect(await list('search=nobody')).toEqual([])
  expect(await list('amountFrom=5000&dueTo=2021-01-01')).toEqual([late.id])
  expect(await list(`accountId=${ada.accountId}`)).toEqual([late.id])
  expect((await owner.get('/invoices?state=draft')).body).toMatchObject({
    data: [{ state: 'draft', number: null, description: 'Lessons', client: { name: 'Ada Late' } }],
  })
  expect((await owner.get('/invoices/totals')).body).toMatchObject({
    count: 3,
    total: { amount: 12_900 },
    due: { amount: 12_000 },
    overdue: { amount: 7_000 },
    drafts: 1,
  })
  const file = await owner.get('/invoices/export?state=overdue')
  expect(file.headers.get('content-type')).toMatch(/^text\/csv/)
  expect(file.body.split('\r\n')[1]).toContain('"70.00","70.00","USD"')
  expect(file.body.trim().split('\r\n')).toHaveLength(2)
  const first = (await owner.get('/invoices?limit=2')).body
  const second = (await owner.get(`/invoices?limit=2&cursor=${first.nextCursor}`)).body
  expect([first.data.length, second.data.length, second.nextCursor]).toEqual([2, 1, null])
})
