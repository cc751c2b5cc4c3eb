import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setUpApp } from '../support/authenticator.ts'
import { newWord } from '../support/word.ts'
import {
  type Answer,
  type Browser,
  browser,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'
import { everythingStored } from '../tenancy/row-hashes.ts'

let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
})
afterAll(() => world.stop())

const PASSWORD = 'correct horse battery staple'
const NEXT = 'another long password'

test('a mailed link sets a new password once, and every session ends', async () => {
  const { email, person } = await joined(studio)
  const window = entered(await signedIn(email, PASSWORD))
  expect((await ask(email)).status).toBe(200)
  // Without a mail server it waits in the outbox, for an owner to read out.
  const token = await mailedToken(studio, email)
  expect((await world.nobody.get(`/password-resets/${token}`)).body).toEqual({ email })

  const short = await reset(token, 'short')
  expect(short).toMatchObject({ status: 422, body: { field: 'password' } })
  const answers = await Promise.all([reset(token, NEXT), reset(token, NEXT)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 410])
  expect(answers.flatMap(({ headers }) => headers.getSetCookie())).toEqual([])

  for (const one of [person, window]) expect((await one.get('/clients')).status).toBe(401)
  expect((await signedIn(email, PASSWORD)).status).toBe(401)
  entered(await signedIn(email, NEXT))
  for (const late of [
    await world.nobody.get(`/password-resets/${token}`),
    await reset(token, PASSWORD),
  ]) {
    expect(late).toMatchObject({ status: 410, body: { code: 'link_used' } })
  }
})

test('the newest link works beside an older one, and using one ends the other', async () => {
  const { email } = await joined(studio)
  await ask(email)
  const older = await mailedToken(studio, email)
  await ask(email)
  const tokens = await mailedTokens(studio, email)
  const newer = tokens.find((token) => token !== older) ?? ''
  expect((await reset(newer, NEXT)).status).toBe(200)
  expect((await reset(older, PASSWORD)).status).toBe(410)
})

test('is kept as a hash', async () => {
  const { email } = await joined(studio)
  await ask(email)
  const token = await mailedToken(studio, email)
  const stored = (await everythingStored(world.server.app.db))
    .split('\n')
    .filter((line) => line.includes('token_hash'))
    .join('\n')
  expect(stored).not.toContain(token)
  expect(stored).not.toContain(Buffer.from(token, 'base64url').toString('hex'))
})

describe('who asks', () => {
  test('learns nothing: an address that nobody has is answered alike', async () => {
    const { email } = await joined(studio)
    const known = await ask(email)
    const unknown = await ask(`nobody-${newWord()}@example.com`)
    expect(unknown.status).toBe(known.status)
    expect(unknown.body).toEqual(known.body)
  })

  test('cannot ask for ever', async () => {
    const { email } = await joined(studio)
    const answers: Answer[] = []
    for (let n = 0; n < 12; n++) answers.push(await ask(email))
    expect(answers.map(({ status }) => status)).toEqual([...new Array(10).fill(200), 429, 429])
  })

  test('gets no further than the second factor', async () => {
    const { email, person } = await joined(studio)
    await setUpApp(world, person, PASSWORD)
    await ask(email)
    await reset(await mailedToken(studio, email), NEXT)
    const asked = await signedIn(email, NEXT)
    expect(asked.body.secondFactor.ways).toEqual(['totp'])
    expect(asked.headers.getSetCookie()).toEqual([])
  })

  test('reaches nobody through an organization that is not their only one', async () => {
    const other = await world.organization()
    const { email } = await joined(studio)
    const invited = await other.as('owner').post('/staff/invitations', { email, role: 'owner' })
    const token = new URL(invited.body.url).pathname.replace('/invitation/', '')
    await world.nobody.post(`/invitations/${token}/accept`, { password: PASSWORD })
    expect((await ask(email)).status).toBe(200)
    expect(await mailedTokens(studio, email)).toEqual([])
    expect(await mailedTokens(other, email)).toEqual([])
  })
})

function ask(email: string): Promise<Answer> {
  return world.nobody.post('/password-resets', { email })
}

function reset(token: string, password: string): Promise<Answer> {
  return world.nobody.post(`/password-resets/${token}`, { password })
}

/** The links in the outbox for this address, as an owner reads them. */
async function mailedTokens(organization: TestOrganization, email: string): Promise<string[]> {
  const owner = organization.as('owner')
  const { data } = (await owner.get('/mails')).body
  const mails = data.filter((mail: { to: string }) => mail.to === email)
  return Promise.all(
    mails.map(async ({ id }: { id: string }) => {
      const mail = (await owner.get(`/mails/${id}`)).body
      return /\/new-password\/(\S+)/.exec(mail.text)?.[1] ?? ''
    }),
  )
}

async function mailedToken(organization: TestOrganization, email: string): Promise<string> {
  const [token = ''] = await mailedTokens(organization, email)
  expect(token).not.toBe('')
  return token
}

async function joined(organization: TestOrganization) {
  const email = `nina-${newWord()}@example.com`
  const made = await organization
    .as('owner')
    .post('/staff/invitations', { email, role: 'frontDesk' })
  const token = new URL(made.body.url).pathname.replace('/invitation/', '')
  const accepted = await world.nobody.post(`/invitations/${token}/accept`, {
    name: 'Nina New',
    password: PASSWORD,
  })
  return { email, person: entered(accepted) }
}

function signedIn(email: string, password: string): Promise<Answer> {
  return world.nobody.post('/api/auth/sign-in/email', { email, password })
}

function entered(answer: Answer): Browser {
  expect(answer.status).toBe(200)
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0])
  return browser(world.base, studio.slug, cookie.join('; '))
}
