import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Browser,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

async function newDesk(): Promise<{ studio: TestOrganization; desk: Browser }> {
  const studio = await world.organization()
  return { studio, desk: studio.as('frontDesk') }
}

/** Names of a list, through all its pages. */
async function namesOf(desk: Browser, query: string, limit = 3): Promise<string[]> {
  const names: string[] = []
  let cursor = ''
  do {
    const page = await desk.get(`/clients?limit=${limit}&${query}${cursor}`)
    expect(page.status).toBe(200)
    expect(page.body.data.length).toBeLessThanOrEqual(limit)
    names.push(...page.body.data.map((client: { name: string }) => client.name))
    cursor = page.body.nextCursor ? `&cursor=${page.body.nextCursor}` : ''
  } while (cursor)
  return names
}

describe('a client', () => {
  test('is added with an account of the same name, and changed', async () => {
    const { desk } = await newDesk()
    const added = await desk.post('/clients', {
      name: '  Maria   Alvarez ',
      email: 'maria@example.com',
      phone: '+1 555 0100',
    })
    expect(added).toMatchObject({
      status: 201,
      body: {
        id: expect.stringMatching(/^cli_/),
        email: 'maria@example.com',
        phone: '+1 555 0100',
        account: { id: expect.stringMatching(/^acc_/) },
        archived: false,
      },
    })
    const { id } = added.body
    const changed = await desk.patch(`/clients/${id}`, { name: 'María Álvarez', phone: null })
    expect(changed.body).toMatchObject({
      name: 'María Álvarez',
      email: 'maria@example.com',
      phone: null,
      account: { name: 'María Álvarez' },
    })
    expect((await desk.get(`/clients/${id}`)).body).toEqual(changed.body)
  })

  test('may share an account, which keeps its name', async () => {
    const { desk } = await newDesk()
    const parent = await desk.post('/clients', { name: 'Pat Parent' })
    const { account } = parent.body
    const child = await desk.post('/clients', { name: 'Kim Kid', accountId: account.id })
    expect(child.body.account).toEqual(account)
    await desk.patch(`/clients/${child.body.id}`, { name: 'Kim Grown' })
    expect((await desk.get(`/clients/${parent.body.id}`)).body.account.name).toBe('Pat Parent')
  })

  test.each([
    ['no name', { name: '  ' }, 422, 'field_required', 'name'],
    ['a name that is too long', { name: 'x'.repeat(121) }, 422, 'text_too_long', 'name'],
    ['an e-mail that is none', { name: 'A', email: 'maria' }, 422, 'field_invalid', 'email'],
    [
      'an account that is not there',
      { name: 'A', accountId: 'acc_x' },
      404,
      'not_found',
      undefined,
    ],
  ])('is not added with %s', async (_, body, status, code, field) => {
    const { desk } = await newDesk()
    const answer = await desk.post('/clients', body)
    expect(answer).toMatchObject({ status, body: { code } })
    expect(answer.body.field).toBe(field)
    expect(await namesOf(desk, '')).toEqual([])
  })

  test('is archived and restored; nothing is lost and nothing can be charged meanwhile', async () => {
    const { studio, desk } = await newDesk()
    const client = await clientOwing(studio, {
      name: 'Archie',
      owed: 2_000,
      savedCard: 'pm_card_visa',
    })
    const charge = {
      accountId: client.accountId,
      amount: 2_000,
      currency: 'USD',
      method: { kind: 'saved', methodId: client.methodId },
    }
    for (let n = 0; n < 2; n++) {
      const archived = await desk.post(`/clients/${client.clientId}/archive`)
      expect(archived.body).toMatchObject({ archived: true })
    }
    expect(await namesOf(desk, 'view=all')).toEqual([])
    expect(await namesOf(desk, 'view=owing')).toEqual([])
    expect(await namesOf(desk, 'view=archived')).toEqual(['Archie'])
    expect((await desk.pay(charge)).body.code).toBe('client_archived')

    await desk.post(`/clients/${client.clientId}/restore`)
    expect(await namesOf(desk, 'view=all')).toEqual(['Archie'])
    expect(await namesOf(desk, 'view=archived')).toEqual([])
    expect((await desk.pay(charge)).body.state).toBe('succeeded')
  })
})

describe('the list', () => {
  test('goes by name, as people sort, page by page, each client once', async () => {
    const { desk } = await newDesk()
    const names = ['Zoë', 'adam', 'Éva', 'Bob', 'bob', 'Eve', '李雷', 'Ömer', 'Anna', 'Adam', 'Bob']
    for (const name of names) await desk.post('/clients', { name })
    const all = await namesOf(desk, '', 100)
    expect(all.toSorted()).toEqual(names.toSorted())
    expect(all.indexOf('Éva')).toBeLessThan(all.indexOf('Ömer'))
    expect(all.indexOf('adam')).toBeLessThan(all.indexOf('Bob'))
    for (const limit of [1, 2, 3, 5]) expect(await namesOf(desk, '', limit)).toEqual(all)
  })

  test('keeps its place while clients come and go', async () => {
    const { desk } = await newDesk()
    for (const name of ['A', 'B', 'C', 'D', 'E']) await desk.post('/clients', { name })
    const first = await desk.get('/clients?limit=2')
    await desk.post('/clients', { name: 'AA' })
    const last = first.body.data[1].id
    await desk.post(`/clients/${last}/archive`)
    const second = await desk.get(`/clients?limit=10&cursor=${first.body.nextCursor}`)
    expect(second.body.data.map((client: { name: string }) => client.name)).toEqual(['C', 'D', 'E'])
  })

  test('counts, and adds up what is owed once per account', async () => {
    const { studio, desk } = await newDesk()
    const parent = await clientOwing(studio, { name: 'Pat Parent', owed: 7_000 })
    await desk.post('/clients', { name: 'Kim Kid', accountId: parent.accountId })
    await clientOwing(studio, { name: 'Sam Solo', owed: 1_000 })
    await desk.post('/clients', { name: 'Nora Nothing' })
    expect((await desk.get('/clients/totals')).body).toEqual({
      count: 4,
      isMore: false,
      totalOwed: { amount: 8_000, currency: 'USD' },
    })
    const owing = await desk.get('/clients/totals?view=owing')
    expect(owing.body).toMatchObject({ count: 3, totalOwed: { amount: 8_000 } })
  })

  test('shows what an account owes, what is on file, and the last payment', async () => {
    const { studio, desk } = await newDesk()
    await clientOwing(studio, { name: 'Maria', owed: 12_500, savedCard: 'pm_card_visa' })
    const [row] = (await desk.get('/clients')).body.data
    expect(row).toMatchObject({
      balance: { amount: 12_500, currency: 'USD' },
      credit: { amount: 100 },
      oldestDueOn: '2026-12-01',
      onFile: [{ brand: 'visa', last4: '4242' }],
      lastPayment: { state: 'succeeded', amount: { amount: 100 } },
      charging: null,
    })
  })

  test('has views', async () => {
    const { studio, desk } = await newDesk()
    await clientOwing(studio, { name: 'Owes', owed: 500 })
    await clientOwing(studio, { name: 'Has card', savedCard: 'pm_card_visa' })
    await clientOwing(studio, { name: 'Neither' })
    expect(await namesOf(desk, 'view=owing')).toEqual(['Owes'])
    expect(await namesOf(desk, 'view=cardOnFile')).toEqual(['Has card'])
    expect(await namesOf(desk, 'view=all')).toEqual(['Has card', 'Neither', 'Owes'])
  })
})

describe('search', () => {
  test('finds by any part of name, e-mail or telephone, whatever the case', async () => {
    const { desk } = await newDesk()
    await desk.post('/clients', { name: 'Maria Alvarez', email: 'MARIA@example.com' })
    await desk.post('/clients', { name: 'Marc Ober', phone: '555 0142' })
    await desk.post('/clients', { name: 'Éva Nagy' })
    const search = (text: string) => namesOf(desk, `search=${encodeURIComponent(text)}`)
    expect(await search('mar')).toEqual(['Marc Ober', 'Maria Alvarez'])
    expect(await search('ALVAREZ')).toEqual(['Maria Alvarez'])
    expect(await search('mar alv')).toEqual(['Maria Alvarez'])
    expect(await search('maria@ex')).toEqual(['Maria Alvarez'])
    expect(await search('0142')).toEqual(['Marc Ober'])
    expect(await search('éVA')).toEqual(['Éva Nagy'])
    expect(await search('eva')).toEqual(['Éva Nagy'])
    expect(await search('555-0142')).toEqual(['Marc Ober'])
    expect(await search('maria@example.com')).toEqual(['Maria Alvarez'])
    expect(await search('n')).toEqual(['Éva Nagy'])
    expect(await search('alvarez, m')).toEqual(['Maria Alvarez'])
    expect(await search('nobody')).toEqual([])
    expect(await search('1001')).toEqual(['Marc Ober'])
    expect(await search('  ')).toEqual(['Éva Nagy', 'Marc Ober', 'Maria Alvarez'])
  })

  test('takes signs as letters', async () => {
    const { desk } = await newDesk()
    for (const name of ['100% Fit', 'a_b', 'ab', 'back\\slash', `O'Neil`]) {
      await desk.post('/clients', { name })
    }
    const search = (text: string) => namesOf(desk, `search=${encodeURIComponent(text)}`)
    expect(await search('0% f')).toEqual([])
    expect(await search('00% fit')).toEqual(['100% Fit'])
    expect(await search('a_b')).toEqual(['a_b'])
    expect(await search('k\\sla')).toEqual(['back\\slash'])
    expect(await search(`'neil`)).toEqual([`O'Neil`])
  })

  test('finds names that are nearly what was typed, only when nobody else is found', async () => {
    const { desk } = await newDesk()
    for (const name of ['Maria Alvarez', 'Marc Ober', 'Wolfgang Schneider']) {
      await desk.post('/clients', { name })
    }
    expect(await namesOf(desk, 'search=alvraez')).toEqual(['Maria Alvarez'])
    expect(await namesOf(desk, 'search=shneider')).toEqual(['Wolfgang Schneider'])
    expect(await namesOf(desk, 'search=marc')).toEqual(['Marc Ober'])
    expect(await namesOf(desk, 'search=qqqqqq')).toEqual([])
  })

  test('puts those first whose name begins so, then last names, then any part', async () => {
    const { desk } = await newDesk()
    for (const name of ['Oscar Palmer', 'Alma Reyes', 'Bo Almond', 'Al Costa']) {
      await desk.post('/clients', { name })
    }
    expect(await namesOf(desk, 'search=alm', 1)).toEqual([
      'Alma Reyes',
      'Bo Almond',
      'Oscar Palmer',
    ])
  })

  test('finds the best 200, and says that there are more', async () => {
    const { desk } = await newDesk()
    const names = Array.from({ length: 203 }, (_, n) => `Tessa ${String(n).padStart(3, '0')}`)
    for (const name of names) await desk.post('/clients', { name })
    expect(await namesOf(desk, 'search=tess', 100)).toEqual(names.slice(0, 200))
    expect((await desk.get('/clients/totals?search=tess')).body).toMatchObject({
      count: 200,
      isMore: true,
    })
  })

  test('pages, counts and views what it found', async () => {
    const { studio, desk } = await newDesk()
    for (let n = 1; n <= 7; n++) await desk.post('/clients', { name: `Maria ${n}` })
    await clientOwing(studio, { name: 'Maria owes', owed: 300 })
    await desk.post('/clients', { name: 'Zora' })
    expect((await namesOf(desk, 'search=maria', 2)).length).toBe(8)
    expect(await namesOf(desk, 'search=maria&view=owing')).toEqual(['Maria owes'])
    expect((await desk.get('/clients/totals?search=maria')).body).toMatchObject({
      count: 8,
      isMore: false,
      totalOwed: { amount: 300 },
    })
  })
})

describe('S2-12 saved cards', () => {
  test('are not shown to who may not see them, nor found, nor filtered by', async () => {
    const { studio } = await newDesk()
    await clientOwing(studio, { name: 'Maria', savedCard: 'pm_card_visa' })
    const owner = studio.as('owner')
    const roles = await owner.post('/roles', { name: 'Greeter', permissions: ['clients.read'] })
    const role = roles.body.data.find((one: { name: string }) => one.name === 'Greeter').id
    const { data: staff } = (await owner.get('/staff')).body
    const rita = staff.find((member: { name: string }) => member.name === 'Rita Reader')
    const moved = await owner.patch(`/staff/${rita.id}`, { role })
    expect(moved.status).toBe(200)

    const hers = studio.as('readOnly')
    const list = await hers.get('/clients')
    expect(list.body.data).toMatchObject([{ name: 'Maria', onFile: null }])
    expect(JSON.stringify(list.body)).not.toContain('4242')
    expect(await namesOf(hers, 'search=4242')).toEqual([])
    for (const path of ['/clients', '/clients/totals']) {
      expect(await hers.get(`${path}?view=cardOnFile`)).toMatchObject({
        status: 403,
        body: { detail: 'Ask an administrator for "See saved cards".' },
      })
    }
    expect(await namesOf(studio.as('frontDesk'), 'search=4242')).toEqual(['Maria'])
  })
})
