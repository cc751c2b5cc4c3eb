import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inOrganization, rows } from '../../src/database/transaction.ts'
import { PERMISSION_NAMES, PERMISSIONS } from '../../src/staff/roles.ts'
import { permissionNames } from '../../web/messages/en/permission-names.ts'
import { permissions as explained } from '../../web/messages/en/permissions.ts'
import { newWord } from '../support/word.ts'
import {
  type Browser,
  browser,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
})
afterAll(() => world.stop())

test('S1-1 an administrator grants electronic payments by editing roles, at once', async () => {
  const { accountId, methodId } = await clientOwing(studio, {
    owed: 10_000,
    savedCard: 'pm_card_visa',
  })
  const charge = () =>
    reader.pay({ accountId, amount: 500, currency: 'USD', method: { kind: 'saved', methodId } })
  const reader = studio.as('readOnly')
  expect(await charge()).toMatchObject({
    status: 403,
    body: {
      code: 'forbidden',
      detail: 'Ask an administrator for "Take electronic payments".',
      missingPermission: 'payments.charge',
      moneyMoved: 'no',
    },
  })

  const { permissions } = await roleOf('readOnly')
  const granted = [...permissions, 'payments.charge']
  const edited = await studio
    .as('administrator')
    .patch('/roles/readOnly', { permissions: granted, chargeLimit: 20_000 })
  expect(edited.status).toBe(200)

  const { me } = (await reader.get('/organization')).body
  expect(me.permissions).toContain('payments.charge')
  expect(me.chargeLimit).toEqual({ amount: 20_000, currency: 'USD' })
  expect((await charge()).body.state).toBe('succeeded')

  await studio.as('administrator').patch('/roles/readOnly', { permissions, chargeLimit: null })
  expect((await charge()).status).toBe(403)
  expect((await reader.get('/organization')).body.me.chargeLimit).toBeNull()
})

test('a business begins with five roles, and says how many people have each', async () => {
  const fresh = await world.organization()
  const { data } = (await fresh.as('billingManager').get('/roles')).body
  expect(data.map((role: { id: string; people: number }) => [role.id, role.people])).toEqual(
    ['owner', 'administrator', 'billingManager', 'frontDesk', 'readOnly'].map((id) => [id, 1]),
  )
  expect(data[0]).toMatchObject({ isOwner: true, permissions: PERMISSIONS, chargeLimit: null })
})

describe('a role of its own', () => {
  test('is made, given, counted, and removed when nobody has it', async () => {
    const role = await made({ permissions: ['clients.read', 'payments.read'], chargeLimit: 12_345 })
    expect(role).toMatchObject({
      people: 0,
      chargeLimit: { amount: 12_345, currency: 'USD' },
      isOwner: false,
    })
    const { person, id } = await joined(role.id)
    const { me } = (await person.get('/organization')).body
    expect(me).toMatchObject({
      role: role.id,
      roleName: role.name,
      permissions: ['clients.read', 'payments.read'],
      chargeLimit: { amount: 12_345 },
    })
    expect((await person.post('/clients', { name: 'Ann' })).status).toBe(403)
    expect((await roleOf(role.id)).people).toBe(1)

    const administrator = studio.as('administrator')
    expect(await administrator.delete(`/roles/${role.id}`)).toMatchObject({
      status: 409,
      body: {
        code: 'role_in_use',
        detail: '1 person has this role. Give them another one first.',
      },
    })
    await administrator.patch(`/staff/${id}`, { role: 'readOnly' })
    expect((await administrator.delete(`/roles/${role.id}`)).status).toBe(200)
    expect(await roleOf(role.id)).toBeUndefined()
    for (const answer of [
      await administrator.patch(`/roles/${role.id}`, { name: 'Back again' }),
      await administrator.delete(`/roles/${role.id}`),
    ]) {
      expect(answer.status).toBe(404)
    }
    expect(await administrator.patch(`/staff/${id}`, { role: role.id })).toMatchObject({
      status: 422,
      body: { detail: 'Choose one of the roles.', field: 'role' },
    })
    // Its name is free again.
    expect((await made({ name: role.name })).name).toBe(role.name)
  })

  test('stays while somebody is invited to it', async () => {
    const role = await made()
    const owner = studio.as('owner')
    const invitation = await owner.post('/staff/invitations', {
      email: `i-${newWord()}@example.com`,
      role: role.id,
    })
    expect(invitation.body.roleName).toBe(role.name)
    expect(await owner.delete(`/roles/${role.id}`)).toMatchObject({
      status: 409,
      body: {
        detail: 'Somebody is invited to this role. Withdraw the invitation first.',
      },
    })
    await owner.delete(`/staff/invitations/${invitation.body.id}`)
    expect((await owner.delete(`/roles/${role.id}`)).status).toBe(200)
  })

  test('is not both removed and given at once', async () => {
    const role = await made()
    const owner = studio.as('owner')
    const { id } = await joined('readOnly')
    const [removed, given] = await Promise.all([
      owner.delete(`/roles/${role.id}`),
      owner.patch(`/staff/${id}`, { role: role.id }),
    ])
    expect([removed.status, given.status].sort()).not.toEqual([200, 200])
  })

  test.each([
    [{ name: '' }, 'field_required', 'The name cannot be empty.'],
    [{ name: 'front DESK' }, 'name_taken', 'There is a role of this name. Choose another.'],
    [{ permissions: ['payments.steal'] }, 'field_invalid', /must be one of/],
    [{ chargeLimit: 0 }, 'amount_too_small', /./],
    [{ chargeLimit: -5 }, 'amount_negative', /./],
    [{ chargeLimit: '500.00' }, 'amount_format', 'Send a whole number of minor units, e.g. 50000.'],
  ])('with %j is refused', async (wrong, code, detail) => {
    const asked = { name: `Role ${randomUUID()}`, permissions: ['clients.read'], ...wrong }
    const answer = await studio.as('owner').post('/roles', asked)
    expect(answer.body.code).toBe(code)
    expect(answer.body.detail).toMatch(detail)
  })
})

test('who may record payments only mails their receipt: by the address typed, and by the button', async () => {
  const role = await made({
    permissions: ['clients.read', 'invoices.read', 'payments.read', 'payments.record'],
  })
  const { person } = await joined(role.id)
  const { accountId } = await clientOwing(studio, { owed: 2_000 })
  const { tenders } = (await person.get('/organization')).body
  const { id: tenderId } = tenders.find((one: { kind: string }) => one.kind === 'cash')
  const paid = await person.pay({
    accountId,
    amount: 2_000,
    currency: 'USD',
    method: { kind: 'tender', tenderId },
    receiptEmail: 'maria@example.com',
  })
  expect(paid).toMatchObject({ status: 201, body: { mailings: [{ to: 'maria@example.com' }] } })
  const again = await person.post(`/receipts/${paid.body.receipt.id}/emails`, {
    to: 'grandma@example.com',
  })
  expect(again.status).toBe(200)
  const seen = await person.get(`/payments/${paid.body.id}`)
  expect(seen.body.mailings.map(({ to }: { to: string }) => to)).toEqual([
    'maria@example.com',
    'grandma@example.com',
  ])
})

describe('nobody gives more than they have', () => {
  let keeper: Browser
  let keeperRole: string

  beforeAll(async () => {
    const role = await made({
      permissions: ['staff.read', 'staff.manage', 'roles.manage', 'clients.read'],
      chargeLimit: 10_000,
    })
    keeperRole = role.id
    keeper = (await joined(role.id)).person
  })

  test('no permission, in a new role, an old one or their own', async () => {
    const refused = {
      status: 403,
      body: {
        code: 'forbidden',
        detail: 'You cannot give "Refund": your own role does not have it. Ask an owner.',
        missingPermission: 'payments.refund',
      },
    }
    const asked = { permissions: ['payments.refund'], chargeLimit: 100 }
    const mine = (await roleOf(keeperRole)).permissions
    expect(await keeper.post('/roles', { name: 'Mine', ...asked })).toMatchObject(refused)
    expect(await keeper.patch('/roles/readOnly', asked)).toMatchObject(refused)
    expect(
      await keeper.patch(`/roles/${keeperRole}`, { permissions: [...mine, 'payments.refund'] }),
    ).toMatchObject(refused)
  })

  test('no higher limit', async () => {
    const limit = 'You cannot give a limit above your own, $100.00. Ask an owner.'
    const asked = { name: `Role ${randomUUID()}`, permissions: ['clients.read'] }
    for (const answer of [
      await keeper.post('/roles', { ...asked, chargeLimit: 10_001 }),
      await keeper.post('/roles', asked),
      await keeper.patch(`/roles/${keeperRole}`, { chargeLimit: null }),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { detail: limit, field: 'chargeLimit' } })
    }
    expect((await keeper.post('/roles', { ...asked, chargeLimit: 10_000 })).status).toBe(201)
  })

  test('no role that has more, to a guest, a colleague or themselves', async () => {
    const { id } = await joined('readOnly')
    const email = `i-${newWord()}@example.com`
    const own = (await keeper.get('/organization')).body.me.staffId
    for (const answer of [
      await keeper.post('/staff/invitations', { email, role: 'administrator' }),
      await keeper.patch(`/staff/${id}`, { role: 'frontDesk' }),
      await keeper.patch(`/staff/${own}`, { role: 'billingManager' }),
      await keeper.patch(`/staff/${own}`, { role: 'owner' }),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    }
  })

  test('and what others have already may stay', async () => {
    const renamed = await keeper.patch('/roles/billingManager', { description: 'The office' })
    expect(renamed.status).toBe(200)
  })
})

test('an owner’s role is neither changed nor removed', async () => {
  const fixed = { status: 409, body: { code: 'role_fixed' } }
  const owner = studio.as('owner')
  expect(await owner.patch('/roles/owner', { permissions: [] })).toMatchObject(fixed)
  expect(await owner.delete('/roles/owner')).toMatchObject(fixed)
})

test('every change is in the audit: who, what was added and what taken away', async () => {
  const role = await made({ permissions: ['clients.read', 'staff.read'] })
  const owner = studio.as('owner')
  await owner.patch(`/roles/${role.id}`, { permissions: ['clients.read', 'books.read'] })
  await owner.delete(`/roles/${role.id}`)
  const entries = await inOrganization(world.server.app.db, studio.orgId, (tx) =>
    rows(
      tx,
      sql`select verb, actor_name as who, detail->'added' as added, detail->'removed' as removed
          from audit_entry where detail->>'role' = ${role.id} order by at, id`,
    ),
  )
  expect(entries).toEqual([
    { verb: 'role.created', who: 'Olivia Owner', added: null, removed: null },
    { verb: 'role.changed', who: 'Olivia Owner', added: ['books.read'], removed: ['staff.read'] },
    { verb: 'role.removed', who: 'Olivia Owner', added: null, removed: null },
  ])
})

test('pages and refusals call a permission the same, and the page explains each', () => {
  expect(permissionNames).toEqual(PERMISSION_NAMES)
  expect(Object.keys(explained.explains).sort()).toEqual([...PERMISSIONS].sort())
  expect(explained.groups.flatMap((group) => group.permissions).sort()).toEqual(
    [...PERMISSIONS].sort(),
  )
})

async function made(more: Record<string, unknown> = {}) {
  const asked = { name: `Role ${randomUUID()}`, permissions: ['clients.read'], ...more }
  const answer = await studio.as('owner').post('/roles', asked)
  expect(answer.status).toBe(201)
  return answer.body.data.find((role: { name: string }) => role.name === asked.name)
}

async function roleOf(id: string) {
  const { data } = (await studio.as('owner').get('/roles')).body
  return data.find((role: { id: string }) => role.id === id)
}

/** Somebody new with this role. */
async function joined(role: string) {
  const email = `nina-${newWord()}@example.com`
  const invited = await studio.as('owner').post('/staff/invitations', { email, role })
  const token = new URL(invited.body.url).pathname.replace('/invitation/', '')
  const accepted = await world.nobody.post(`/invitations/${token}/accept`, {
    name: 'Nina New',
    password: 'correct horse battery staple',
  })
  const cookie = accepted.headers.getSetCookie().map((one) => one.split(';')[0])
  const person = browser(world.base, studio.slug, cookie.join('; '))
  return { person, id: (await person.get('/organization')).body.me.staffId as string }
}
