import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plainPng } from '../support/pictures.ts'
import { startWorld, type TestOrganization, type World } from '../support/world.ts'

let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization('Harbor Studio')
})
afterAll(() => world.stop())

const BUSINESS = {
  name: 'Harbor Studio',
  addressLines: ['12 Lake Road', ''],
  city: 'Salem',
  region: 'MA',
  postalCode: '01970',
  phone: '555-0134',
  email: 'desk@harbor.example',
  website: 'https://harbor.example/contact',
  receiptPolicy: 'Refunds within 30 days.\nAsk at the desk.',
  accent: '#1F5FA8',
}
const put = (more: Record<string, unknown> = {}, role: 'owner' | 'frontDesk' = 'owner') =>
  studio.as(role).put('/business', { ...BUSINESS, ...more })

/** A body that is no JSON, as the page sends a file. */
function upload(bytes: Buffer, role: 'owner' | 'frontDesk' = 'owner') {
  return studio.as(role).send('PUT', '/business/logo', {
    headers: {
      origin: world.base,
      cookie: studio.as(role).cookie,
      'onfile-organization': studio.slug,
      'content-type': 'image/png',
    },
    body: new Uint8Array(bytes),
  })
}

describe('the business, as clients see it', () => {
  test('S2-58 the contact for questions about payments is set, and everybody at work sees it', async () => {
    expect((await put()).body).toEqual({
      ...BUSINESS,
      addressLines: ['12 Lake Road'],
      accent: '#1f5fa8',
      healthMode: false,
      logo: null,
    })
    const seen = await studio.as('frontDesk').get('/business')
    expect(seen.body).toMatchObject({ phone: '555-0134', email: 'desk@harbor.example' })
    const refused = await put({ name: 'Mine now' }, 'frontDesk')
    expect(refused).toMatchObject({ status: 403 })
    expect(refused.body.detail).toContain('Change settings')
  })

  test('another name is shown at once, under the old address', async () => {
    await put({ name: 'Harbor Dance & Swim' })
    const seen = await studio.as('owner').get('/organization')
    expect(seen.body).toMatchObject({ name: 'Harbor Dance & Swim', slug: studio.slug })
    await put()
  })

  test.each([
    ['no name', { name: ' ' }, 'name'],
    ['a card number in the policy', { receiptPolicy: '4242 4242 4242 4242' }, 'receiptPolicy'],
    ['a card number as the phone', { phone: '4242-4242-4242-4242' }, 'phone'],
    ['an e-mail that is none', { email: 'desk' }, 'email'],
    ['a website that runs', { website: 'javascript:alert(1)' }, 'website'],
    ['four lines', { addressLines: ['1', '2', '3', '4'] }, 'addressLines'],
    ['a colour that is style', { accent: 'red;background:url(x)' }, 'accent'],
    ['a colour white letters drown in', { accent: '#ffee00' }, 'accent'],
    ['letters that turn the line', { city: 'Sa\u202elem' }, 'city'],
    ['600 characters and one', { receiptPolicy: 'x'.repeat(601) }, 'receiptPolicy'],
  ])('refuses %s', async (_, more, field) => {
    expect(await put(more)).toMatchObject({ status: 422, body: { field } })
  })

  test('takes emoji, right to left, and script as the text it is', async () => {
    const name = 'מרפאה 🌊 <script>alert(1)</script>'
    expect((await put({ name })).body.name).toBe(name)
    await put()
  })
})

describe('the logo', () => {
  test('is stored, shown under a policy of its own, and taken away', async () => {
    const png = plainPng(240, 80)
    const stored = await upload(png)
    expect(stored.body.logo).toEqual({ width: 240, height: 80, version: 1 })
    const shown = await studio.as('readOnly').get('/business/logo')
    expect(shown.headers.get('content-type')).toBe('image/png')
    expect(shown.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await studio.as('owner').delete('/business/logo')).body.logo).toBeNull()
    expect((await studio.as('owner').get('/business/logo')).status).toBe(404)
  })

  test.each([
    ['a page called a picture', Buffer.from('<html><script>alert(1)</script>')],
    ['half a picture', plainPng(240, 80).subarray(0, 60)],
    ['a picture wider than anybody needs', plainPng(2_001, 1)],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['nothing', Buffer.alloc(0)],
  ])('is not %s', async (_, bytes) => {
    expect(await upload(bytes)).toMatchObject({ status: 422, body: { field: 'logo' } })
  })

  test('is not a picture that unpacks into more than it says', async () => {
    const bomb = plainPng(2_000, 2_000)
    bomb.writeUInt32BE(1, 16)
    expect((await upload(bomb)).status).toBe(422)
  })

  test('is at most 200 kB, and of those who may change settings', async () => {
    const large = Buffer.concat([plainPng(10, 10), Buffer.alloc(200_001)])
    expect(await upload(large)).toMatchObject({ status: 413 })
    expect((await upload(plainPng(10, 10), 'frontDesk')).status).toBe(403)
  })
})
