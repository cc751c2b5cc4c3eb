import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS } from '../support/address.ts'
import { linkPage, sentLink } from '../support/links.ts'
import { portalPerson } from '../support/portal.ts'
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
import { LINK_TABLE, type LinkRow, type LinkThings, type Purpose } from './link-table.ts'
import { PORTAL_TABLE, type PortalThings } from './portal-table.ts'

/**
 * What a link opens, for every route of links: whoever holds it, whoever holds one for something
 * else, for another account, of another organization, a withdrawn one; the client signed in, staff.
 */
const PURPOSES: Purpose[] = ['pay_balance', 'add_method', 'confirm_payment']

let world: World
let things: LinkThings
/** Token by holder. */
const holders = new Map<string, string>()
const others = new Map<string, Browser>()

beforeAll(async () => {
  world = await startWorld()
  const heron = await world.organization('Heron House')
  const zebra = await world.organization('Zebra Zone')
  const mine = await linkThings(heron)
  things = mine.things
  for (const purpose of PURPOSES) holders.set(purpose, mine.tokens[purpose])
  for (const [name, organization] of [
    ['other account', heron],
    ['elsewhere', zebra],
  ] as const) {
    const { tokens } = await linkThings(organization)
    for (const purpose of PURPOSES) holders.set(`${purpose}, ${name}`, tokens[purpose])
  }
  const withdrawn = await sentLink(world, heron, {
    accountId: things.accountId,
    purpose: 'add_method',
  })
  await heron.as('owner').post(`/links/${withdrawn.id}/revoke`)
  holders.set('withdrawn', withdrawn.token)
  others.set('staff', heron.as('owner'))
  others.set('nobody', world.nobody)
  const email = `p-${newWord()}@example.com`
  const { browser } = await portalPerson(world, heron, { accountId: things.accountId, email })
  others.set('the client', browser)
})
afterAll(async () => {
  await world.expectBooksInOrder()
  await world.stop()
})

describe.each(LINK_TABLE.map((row) => ({ name: row.route, row })))('$name', ({ row }) => {
  test('opens to the link that is for it, and to nobody else', async () => {
    const wanted: Record<string, number> = {}
    const got: Record<string, number> = {}
    const written: string[] = []
    for (const name of [...holders.keys(), ...others.keys()]) {
      const before = await rowHashes(world.server.app.db)
      wanted[name] = expected(row, name)
      got[name] = (await ask(row, name)).status
      const after = await rowHashes(world.server.app.db)
      if (wanted[name] !== row.ok && JSON.stringify(before) !== JSON.stringify(after)) {
        written.push(name)
      }
    }
    expect(got).toEqual(wanted)
    expect(written).toEqual([])
  })
})

test('a link signs nobody in to the portal', async () => {
  const of = things as unknown as PortalThings
  for (const row of PORTAL_TABLE.filter(({ needs }) => needs !== 'anybody' && needs !== 'link')) {
    const { path, body } = await row.call({ ...of, ...NOTHING })
    const [method = ''] = row.route.split(' ')
    const answer = await send(world.nobody, method, path, body, {
      'onfile-link': holders.get('pay_balance') ?? '',
    })
    expect({ route: row.route, status: answer.status }).toEqual({ route: row.route, status: 401 })
  }
})

const NOTHING = { invoiceId: 'inv_none', methodId: 'pm_none', authorizationId: 'aut_none' }

function expected(row: LinkRow, name: string): number {
  if (others.has(name)) return 404
  if (name === 'withdrawn') return 410
  if (row.needs === 'any') return row.ok
  const [purpose, whose] = name.split(', ')
  // A path without an id is about the link's own account.
  const isTheirs = whose === undefined || !row.route.includes('/:id')
  if (purpose === row.needs) return isTheirs ? row.ok : 404
  return row.otherwise
}

async function ask(row: LinkRow, name: string): Promise<Answer> {
  const { path, body, headers } = await row.call(things)
  const [method = ''] = row.route.split(' ')
  const token = holders.get(name)
  return send(others.get(name) ?? world.nobody, method, path, body, {
    ...headers,
    ...(token ? { 'onfile-link': token } : {}),
  })
}

function send(
  browser: Browser,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Answer> {
  if (method === 'GET') return browser.get(path, headers)
  if (method === 'DELETE') return browser.delete(path, headers)
  return method === 'PATCH'
    ? browser.patch(path, body ?? {}, headers)
    : browser.post(path, body ?? {}, headers)
}

async function linkThings(
  organization: TestOrganization,
): Promise<{ things: LinkThings; tokens: Record<Purpose, string> }> {
  const { accountId } = await clientOwing(organization, { owed: 2_000 })
  const paying = await sentLink(world, organization, { accountId, purpose: 'pay_balance' })
  const saving = await sentLink(world, organization, { accountId, purpose: 'add_method' })
  const paid = await linkPage(world, organization, paying.token).pay({ amount: 2_000 })
  if (paid.status !== 201) throw new Error(JSON.stringify(paid.body))
  const waits = await organization.as('frontDesk').pay({
    accountId,
    amount: 900,
    currency: 'USD',
    invoiceIds: [],
    keepCredit: true,
    method: {
      kind: 'new',
      save: false,
      confirmationToken: await cardToken(organization.stripe, 'pm_card_threeDSecure2Required'),
    },
  })
  const waiting = await sentLink(world, organization, {
    accountId,
    purpose: 'confirm_payment',
    paymentId: waits.body.id,
  })
  const setup = await saving.post('/method-setups', {
    billingAddress: ADDRESS,
    confirmationToken: await cardToken(organization.stripe, 'pm_card_mastercard'),
  })
  return {
    things: {
      organization,
      accountId,
      paymentId: paid.body.id,
      receiptId: paid.body.receipt.id,
      setupId: setup.body.id,
      waitingId: waits.body.id,
    },
    tokens: {
      pay_balance: paying.token,
      add_method: saving.token,
      confirm_payment: waiting.token,
    },
  }
}
