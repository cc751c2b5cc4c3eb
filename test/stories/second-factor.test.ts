import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authenticator, setUpApp } from '../support/authenticator.ts'
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

describe('an authenticator app', () => {
  test('is asked for after the password, from its first code on', async () => {
    const { person, email } = await joined()
    const begun = await person.post('/me/totp', { password: PASSWORD })
    expect(begun.body.uri).toContain(`secret=${begun.body.secret}`)
    // Not yet: nothing shows that the app has it.
    expect((await signedIn(email)).body.secondFactor).toBeUndefined()

    const app = authenticator(world, begun.body.secret)
    const confirmed = await person.post('/me/totp/confirm', { code: app.code() })
    expect(confirmed.body.recoveryCodes).toHaveLength(10)
    expect((await person.get('/me/second-factor')).body).toMatchObject({
      totpSince: expect.any(String),
      recoveryCodesLeft: 10,
    })

    const asked = await signedIn(email)
    expect(asked.body.secondFactor.ways).toEqual(['totp'])
    expect(asked.headers.getSetCookie()).toEqual([])
    const { token } = asked.body.secondFactor
    const proven = await prove(token, app.code())
    expect((await entered(proven).get('/clients')).status).toBe(200)
    // The step is over; the password has to be typed again.
    expect((await prove(token, app.code())).status).toBe(410)
  })

  test('is not asked for when the password is wrong', async () => {
    const { person, email } = await joined()
    await setUpApp(world, person, PASSWORD)
    const wrong = await signedIn(email, 'not my password')
    expect(wrong.status).toBe(401)
    expect(JSON.stringify(wrong.body)).not.toContain('secondFactor')
    // Whether there is one is not told: the answer is that of somebody who has none.
    const without = await joined()
    const { status, body } = await signedIn(without.email, 'not my password')
    expect(wrong).toMatchObject({ status, body })
    expect(Object.keys(wrong.body)).toEqual(Object.keys(body))
  })

  test('gives codes that serve once, also to two who type it at once', async () => {
    const { person, email } = await joined()
    const { app } = await setUpApp(world, person, PASSWORD)
    const code = app.code()
    const tokens = await Promise.all([asked(email), asked(email)])
    const answers = await Promise.all(tokens.map((token) => prove(token, code)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
    expect((await prove(await asked(email), code)).body).toMatchObject({
      code: 'code_wrong',
      field: 'code',
    })
  })

  test('cannot be guessed', async () => {
    const { person, email } = await joined()
    await setUpApp(world, person, PASSWORD)
    const token = await asked(email)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => prove(token, String(n).padStart(6, '0'))),
    )
    expect(answers.filter(({ status }) => status === 422).length).toBeLessThanOrEqual(5)
    expect(answers.map(({ status }) => status)).toContain(429)
    // A right recovery code does not get past it either.
    expect((await prove(token, 'aaaa-aaaa-aaaa-aaaa')).status).toBe(429)
  })

  test('is removed with the password only, and the recovery codes with it', async () => {
    const { person, email } = await joined()
    await setUpApp(world, person, PASSWORD)
    expect(await person.post('/me/totp/remove', {})).toMatchObject({
      status: 422,
      body: { field: 'password' },
    })
    expect((await person.post('/me/totp/remove', { password: 'wrong' })).status).toBe(422)
    const left = await person.post('/me/totp/remove', { password: PASSWORD })
    expect(left.body).toMatchObject({ totpSince: null, recoveryCodesLeft: 0 })
    entered(await signedIn(email))
  })

  test('a second one waits until the first is removed', async () => {
    const { person } = await joined()
    await setUpApp(world, person, PASSWORD)
    expect(await person.post('/me/totp', { password: PASSWORD })).toMatchObject({
      status: 409,
      body: { code: 'second_factor_state' },
    })
  })

  test('leaves nothing readable in the database', async () => {
    const { person } = await joined()
    const begun = await person.post('/me/totp', { password: PASSWORD })
    const app = authenticator(world, begun.body.secret)
    const { recoveryCodes } = (await person.post('/me/totp/confirm', { code: app.code() })).body
    const stored = await everythingStored(world.server.app.db)
    expect(stored).toContain('secret_sealed')
    expect(stored).not.toContain(begun.body.secret)
    for (const code of recoveryCodes) {
      expect(stored).not.toContain(code)
      expect(stored).not.toContain(code.replaceAll('-', ''))
    }
  })
})

describe('a recovery code', () => {
  test('signs in once, however it is typed', async () => {
    const { person, email } = await joined()
    const { recoveryCodes } = await setUpApp(world, person, PASSWORD)
    const code = recoveryCodes[3] ?? ''
    const typed = ` ${code.toUpperCase().replaceAll('-', ' ')} `
    const back = entered(await prove(await asked(email), typed))
    expect((await back.get('/me/second-factor')).body.recoveryCodesLeft).toBe(9)
    expect((await prove(await asked(email), code)).status).toBe(422)
  })

  test('is void when new ones are made', async () => {
    const { person, email } = await joined()
    const { recoveryCodes } = await setUpApp(world, person, PASSWORD)
    const renewed = await person.post('/me/recovery-codes', { password: PASSWORD })
    expect(renewed.body.recoveryCodes).toHaveLength(10)
    const token = await asked(email)
    expect((await prove(token, recoveryCodes[0] ?? '')).status).toBe(422)
    entered(await prove(token, renewed.body.recoveryCodes[0]))
  })
})

test('an invitation taken up with the password alone opens no session past a second factor', async () => {
  const { person, email } = await joined()
  await setUpApp(world, person, PASSWORD)
  const other = await world.organization()
  const invited = await other.as('owner').post('/staff/invitations', { email, role: 'readOnly' })
  const token = new URL(invited.body.url).pathname.replace('/invitation/', '')
  const accepted = await world.nobody.post(`/invitations/${token}/accept`, { password: PASSWORD })
  expect(accepted.body).toEqual({ slug: other.slug })
  expect(accepted.headers.getSetCookie()).toEqual([])
})

describe('an organization that asks a second factor of who may change settings', () => {
  test('leads them to it before any settings call works, and nobody else', async () => {
    const business = await world.organization()
    const owner = business.as('owner')
    const required = { secondFactorRequired: true }
    expect(await owner.patch('/organization/security', required)).toMatchObject({
      status: 403,
      body: {
        code: 'second_factor_required',
        detail: 'Set up a second factor for yourself first, under My account.',
      },
    })
    await setUpApp(world, owner)
    expect((await owner.patch('/organization/security', required)).body).toEqual(required)

    const administrator = business.as('administrator')
    const refused = { status: 403, body: { code: 'second_factor_required' } }
    for (const answer of [
      await administrator.patch('/roles/readOnly', { description: 'Looks' }),
      await administrator.post('/staff/invitations', { email: 'x@example.com', role: 'readOnly' }),
      await administrator.patch('/organization/security', { secondFactorRequired: false }),
    ]) {
      expect(answer).toMatchObject(refused)
      expect(answer.body.detail).toMatch(/My account/)
    }
    const { me } = (await administrator.get('/organization')).body
    expect(me.needsSecondFactor).toBe(true)
    expect((await administrator.post('/clients', { name: 'Ann' })).status).toBe(201)

    const desk = business.as('frontDesk')
    expect((await desk.get('/organization')).body.me.needsSecondFactor).toBe(false)
    expect((await desk.post('/clients', { name: 'Bob' })).status).toBe(201)

    await setUpApp(world, administrator)
    expect((await administrator.patch('/roles/readOnly', { description: 'Looks' })).status).toBe(
      200,
    )
    expect((await administrator.get('/organization')).body.me.needsSecondFactor).toBe(false)
  })
})

async function joined() {
  const email = `nina-${newWord()}@example.com`
  const made = await studio.as('owner').post('/staff/invitations', { email, role: 'frontDesk' })
  const token = new URL(made.body.url).pathname.replace('/invitation/', '')
  const accepted = await world.nobody.post(`/invitations/${token}/accept`, {
    name: 'Nina New',
    password: PASSWORD,
  })
  return { email, person: entered(accepted) }
}

function signedIn(email: string, password = PASSWORD): Promise<Answer> {
  return world.nobody.post('/api/auth/sign-in/email', { email, password })
}

/** The token of a sign-in whose password was right. */
async function asked(email: string): Promise<string> {
  return (await signedIn(email)).body.secondFactor.token
}

function prove(token: string, code: string): Promise<Answer> {
  return world.nobody.post('/sign-in/code', { token, code })
}

function entered(answer: Answer): Browser {
  expect(answer.status).toBe(200)
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0])
  expect(cookie).not.toEqual([])
  return browser(world.base, studio.slug, cookie.join('; '))
}
