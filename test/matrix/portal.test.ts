import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS } from '../support/address.ts'
import { PORTAL, portalPerson } from '../support/portal.ts'
import { newWord } from '../support/word.ts'
import {
  type Answer,
  type Browser,
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'
import { rowHashes } from '../tenancy/row-hashes.ts'
import { PORTAL_TABLE, type PortalRow, type PortalThings } from './portal-table.ts'

/**
 * Who may do what in the portal, for every route of it: the owner of an account, representatives
 * with and without rights, other clients here and elsewhere, staff, those whose access was ended.
 */
let world: World
let things: PortalThings
/** A payment of another account, under which the caller's own account id stands in the path. */
let foreign: PortalThings
const actors = new Map<string, Browser>()

const INSIDE = ['owner', 'payer', 'keeper', 'onlooker'] as const
const OUTSIDE = ['other client', 'client elsewhere', 'staff', 'ended', 'nobody'] as const

beforeAll(async () => {
  world = await startWorld()
  const heron = await world.organization('Heron House')
  const zebra = await world.organization('Zebra Zone')
  things = await portalThings(heron)
  foreign = await portalThings(heron)
  const elsewhere = await portalThings(zebra)
  const person = async (of: PortalThings, rights: Partial<Parameters<typeof portalPerson>[2]>) =>
    portalPerson(world, of.organization, {
      accountId: of.accountId,
      email: `p-${newWord()}@example.com`,
      ...rights,
    })
  const representative = (mayPay: boolean, mayManageWallet: boolean) =>
    person(things, { role: 'representative', mayPay, mayManageWallet })
  actors.set('owner', (await person(things, {})).browser)
  actors.set('payer', (await representative(true, false)).browser)
  actors.set('keeper', (await representative(false, true)).browser)
  actors.set('onlooker', (await representative(false, false)).browser)
  actors.set('other client', (await person(foreign, {})).browser)
  actors.set('client elsewhere', (await person(elsewhere, {})).browser)
  const ended = await representative(true, true)
  await heron.as('owner').delete(`/account-people/${ended.id}`)
  actors.set('ended', ended.browser)
  actors.set('staff', heron.as('owner'))
  actors.set('nobody', world.nobody)
})
afterAll(async () => {
  await world.expectBooksInOrder()
  await world.stop()
})

describe.each(PORTAL_TABLE.map((row) => ({ name: `${row.route}`, row })))('$name', ({ row }) => {
  test('answers everybody as their access says, and writes only if allowed', async () => {
    const wanted: Record<string, number> = {}
    const got: Record<string, number> = {}
    const written: string[] = []
    for (const name of [...INSIDE, ...OUTSIDE]) {
      const before = await rowHashes(world.server.app.db)
      wanted[name] = expected(row, name)
      got[name] = (await ask(row, name, things)).status
      if (wanted[name] !== row.ok && !isEqual(before, await rowHashes(world.server.app.db))) {
        written.push(name)
      }
    }
    expect(got).toEqual(wanted)
    expect(written).toEqual([])
  })

  test('shows nothing of another account under one’s own', async () => {
    if (!row.route.includes('/:id')) return
    const mixed = { ...foreign, accountId: things.accountId }
    expect((await ask(row, 'owner', mixed)).status).toBe(404)
  })
})

test('a route of the portal is one of the portal', () => {
  expect(PORTAL_TABLE.filter(({ route }) => !route.includes(PORTAL))).toEqual([])
})

function expected(row: PortalRow, name: string) {
  if (row.needs === 'anybody' || row.needs === 'link') return row.ok
  if (name === 'staff' || name === 'nobody') return 401
  if (row.needs === 'person') return name === 'ended' ? (row.ended ?? row.ok) : row.ok
  if (!(INSIDE as readonly string[]).includes(name)) return 404
  if (row.needs === 'mayPay' && name !== 'owner' && name !== 'payer') return 403
  if (row.needs === 'mayManageWallet' && name !== 'owner' && name !== 'keeper') return 403
  return row.ok
}

async function ask(row: PortalRow, name: string, of: PortalThings): Promise<Answer> {
  const browser = actors.get(name)
  if (!browser) throw new Error(`nobody is ${name}`)
  const isTheirs = of === things && expected(row, name) === row.ok
  const made = isTheirs ? await row.fresh?.(of) : {}
  const { path, body, headers } = await row.call({ ...of, ...made })
  const [method = ''] = row.route.split(' ')
  // A sign-out ends the session, which others of this table still need.
  const asked = row.route.endsWith('/sign-out') ? world.nobody : browser
  if (method === 'GET') return asked.get(path, headers)
  if (method === 'DELETE') return asked.delete(path, headers)
  return method === 'PATCH' ? asked.patch(path, body, headers) : asked.post(path, body, headers)
}

async function portalThings(organization: TestOrganization): Promise<PortalThings> {
  const { accountId, clientId, invoiceId, methodId } = await clientOwing(organization, {
    owed: 100_000,
    savedCard: 'pm_card_visa',
  })
  const desk = organization.as('billingManager')
  const paid = await desk.pay({
    accountId,
    amount: 1_000,
    currency: 'USD',
    method: {
      kind: 'new',
      save: false,
      confirmationToken: await cardToken(organization.stripe, 'pm_card_visa'),
    },
  })
  const setup = await desk.post('/method-setups', {
    accountId,
    confirmationToken: await cardToken(organization.stripe, 'pm_card_amex'),
    billingAddress: ADDRESS,
  })
  const billing = await desk.get(`/clients/${clientId}/billing`)
  const method = billing.body.methods.find((one: { id: string }) => one.id === methodId)
  return {
    organization,
    accountId,
    paymentId: paid.body.id,
    receiptId: paid.body.receipt.id,
    invoiceId,
    methodId,
    authorizationId: method.authorization.id,
    setupId: setup.body.id,
  }
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
