import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asAuditor, rows } from '../../src/database/transaction.ts'
import type { Role } from '../../src/staff/roles.ts'
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

describe('an invitation', () => {
  test('is a link, shown once, that makes whoever holds it a member and signs them in', async () => {
    const { token, email } = await invited('frontDesk')
    const seen = await world.nobody.get(`/invitations/${token}`)
    expect(seen.body).toMatchObject({ email, roleName: 'Front desk', hasLogin: false })

    const accepted = await accept(token)
    expect(accepted).toMatchObject({ status: 200, body: { slug: studio.slug } })
    const person = entered(accepted)
    const me = (await person.get('/organization')).body.me
    expect(me).toMatchObject({ email, name: 'Nina New', role: 'frontDesk' })
    expect((await person.get('/clients')).status).toBe(200)
    expect((await person.get('/staff')).status).toBe(403)
  })

  test('is kept as a hash: the link cannot be read out of the database', async () => {
    const { token } = await invited('frontDesk')
    const stored = await everythingStored(world.server.app.db)
    expect(stored).toContain('token_hash')
    expect(stored).not.toContain(token)
    expect(stored).not.toContain(Buffer.from(token, 'base64url').toString('hex'))
  })

  test('serves once', async () => {
    const { token } = await invited('readOnly')
    await accept(token)
    for (const answer of [await world.nobody.get(`/invitations/${token}`), await accept(token)]) {
      expect(answer).toMatchObject({ status: 410, body: { code: 'invitation_used' } })
    }
  })

  test('serves once, also for two at once', async () => {
    const { token, email } = await invited('readOnly')
    const answers = await Promise.all([accept(token), accept(token), accept(token)])
    expect(answers.filter((answer) => answer.status === 200).length).toBe(1)
    for (const answer of answers) expect([200, 401, 409, 410]).toContain(answer.status)
    const staff = (await studio.as('owner').get('/staff')).body.data
    expect(staff.filter((member: { email: string }) => member.email === email).length).toBe(1)
  })

  test('is replaced by a newer one for the same address, and withdrawn by a manager', async () => {
    const email = `Twice-${newWord()}@Example.com`
    const older = await invited('readOnly', email)
    const newer = await invited('billingManager', email)
    expect((await accept(older.token)).status).toBe(410)
    const withdrawn = await studio.as('administrator').delete(`/staff/invitations/${newer.id}`)
    expect(withdrawn.status).toBe(200)
    expect((await accept(newer.token)).status).toBe(410)

    const third = await invited('readOnly', email)
    expect((await accept(third.token)).status).toBe(200)
    const again = await studio
      .as('owner')
      .post('/staff/invitations', { email: email.toUpperCase(), role: 'readOnly' })
    expect(again).toMatchObject({ status: 409, body: { code: 'email_taken' } })
  })

  test('is taken up by somebody who works elsewhere, with the password they have', async () => {
    const other = await world.organization('Second Studio')
    const first = await invited('readOnly')
    const cookieHere = entered(await accept(first.token))
    const made = await other
      .as('owner')
      .post('/staff/invitations', { email: first.email, role: 'administrator' })
    const token = tokenOf(made)
    expect((await world.nobody.get(`/invitations/${token}`)).body.hasLogin).toBe(true)

    const wrong = await accept(token, 'not my password')
    expect(wrong).toMatchObject({ status: 401, body: { code: 'sign_in_failed' } })
    expect((await accept(token)).body).toEqual({ slug: other.slug })
    const session = await cookieHere.get('/session')
    expect(session.body.organizations.map((one: { slug: string }) => one.slug).sort()).toEqual(
      [studio.slug, other.slug].sort(),
    )
    // Each tab names its organization; the role is that organization's.
    const there = browser(world.base, other.slug, cookieHere.cookie)
    expect((await there.get('/staff')).status).toBe(200)
    expect((await cookieHere.get('/staff')).status).toBe(403)
  })

  test.each([
    ['a password that is too short', { name: 'Nina New', password: 'short' }, 'field_invalid'],
    ['no name', { password: PASSWORD }, 'field_required'],
  ])('is not taken up with %s, and can be after', async (_, body, code) => {
    const { token } = await invited('readOnly')
    const refused = await world.nobody.post(`/invitations/${token}/accept`, body)
    expect(refused).toMatchObject({ status: 422, body: { code } })
    expect((await accept(token)).status).toBe(200)
  })
})

describe('roles', () => {
  test('change at once', async () => {
    const { id, person } = await joined('readOnly')
    expect((await person.post('/clients', { name: 'Ann' })).status).toBe(403)
    const changed = await studio.as('administrator').patch(`/staff/${id}`, { role: 'frontDesk' })
    expect(changed.body.data).toContainEqual(expect.objectContaining({ id, role: 'frontDesk' }))
    expect((await person.post('/clients', { name: 'Ann' })).status).toBe(201)
  })

  test('of owners are the owners’ own affair', async () => {
    const { id } = await joined('frontDesk')
    const administrator = studio.as('administrator')
    const refused = { status: 403, body: { detail: 'Only an owner can do this.' } }
    expect(await administrator.patch(`/staff/${id}`, { role: 'owner' })).toMatchObject(refused)
    await studio.as('owner').patch(`/staff/${id}`, { role: 'owner' })
    expect(await administrator.patch(`/staff/${id}`, { role: 'readOnly' })).toMatchObject(refused)
    expect(await administrator.post(`/staff/${id}/disable`)).toMatchObject(refused)
    expect((await studio.as('owner').patch(`/staff/${id}`, { role: 'frontDesk' })).status).toBe(200)
  })

  test('leave one owner at least', async () => {
    const owner = studio.as('owner')
    const { staffId } = (await owner.get('/organization')).body.me
    const last = {
      status: 409,
      body: { detail: 'This is the only owner. Make somebody else an owner first.' },
    }
    expect(await owner.patch(`/staff/${staffId}`, { role: 'administrator' })).toMatchObject(last)
    expect(await owner.post(`/staff/${staffId}/disable`)).toMatchObject({
      status: 409,
      body: { detail: 'You cannot end your own access. Ask another administrator.' },
    })
  })

  test('leave one owner at least, also when two step back at once', async () => {
    const business = await world.organization('Two Owners')
    const owner = business.as('owner')
    const staff = (await owner.get('/staff')).body.data
    const second = staff.find((member: { role: string }) => member.role === 'administrator')
    await owner.patch(`/staff/${second.id}`, { role: 'owner' })
    const first = (await owner.get('/organization')).body.me.staffId
    const partner = business.as('administrator')

    const answers = await Promise.all([
      owner.patch(`/staff/${first}`, { role: 'readOnly' }),
      partner.patch(`/staff/${second.id}`, { role: 'readOnly' }),
      owner.patch(`/staff/${second.id}`, { role: 'readOnly' }),
      partner.patch(`/staff/${first}`, { role: 'readOnly' }),
    ])
    for (const answer of answers) expect([200, 403, 409]).toContain(answer.status)
    const left = await asAuditor(world.server.app.db, (tx) =>
      rows(
        tx,
        sql`select id from staff_member where org_id = ${business.orgId} and role = 'owner' and disabled_at is null`,
      ),
    )
    expect(left.length).toBeGreaterThanOrEqual(1)
  })
})

test('access ends at once, in every window, and comes back when it is given back', async () => {
  const { id, email, person } = await joined('administrator')
  const window = entered(await signedIn(email))
  for (const one of [person, window]) expect((await one.get('/staff')).status).toBe(200)

  expect((await studio.as('owner').post(`/staff/${id}/disable`)).status).toBe(200)
  for (const one of [person, window]) expect((await one.get('/clients')).status).toBe(401)
  const backIn = entered(await signedIn(email))
  expect((await backIn.get('/clients')).status).toBe(401)
  expect((await backIn.get('/session')).body.organizations).toEqual([])

  await studio.as('owner').post(`/staff/${id}/enable`)
  expect((await backIn.get('/clients')).status).toBe(200)
})

describe('a password', () => {
  test('is changed with the old one, and every other session ends', async () => {
    const { email, person } = await joined('frontDesk')
    const elsewhere = entered(await signedIn(email))
    const change = (currentPassword: string) =>
      person.post('/api/auth/change-password', {
        currentPassword,
        newPassword: 'another long password',
        revokeOtherSessions: true,
      })
    expect((await change('not my password')).status).toBe(400)
    const changed = await change(PASSWORD)
    expect(changed.status).toBe(200)

    expect((await elsewhere.get('/clients')).status).toBe(401)
    expect((await signedIn(email)).status).toBe(401)
    expect((await signedIn(email, 'another long password')).status).toBe(200)
  })

  test('cannot be changed to one that is too short', async () => {
    const { person } = await joined('frontDesk')
    const changed = await person.post('/api/auth/change-password', {
      currentPassword: PASSWORD,
      newPassword: 'short',
    })
    expect(changed.status).toBe(400)
  })

  test('cannot be guessed through changing it', async () => {
    const { person } = await joined('frontDesk')
    const guesses = []
    for (let n = 0; n < 12; n++) {
      const answer = await person.post('/api/auth/change-password', {
        currentPassword: `guess number ${n}`,
        newPassword: 'another long password',
      })
      guesses.push(answer.status)
    }
    expect(guesses).toContain(429)
  })

  test('wrong, and an address nobody has, are the same answer', async () => {
    const { email } = await joined('frontDesk')
    const wrong = await signedIn(email, 'not my password')
    const nobody = await signedIn(`nobody-${newWord()}@example.com`)
    expect(wrong.status).toBe(401)
    expect(nobody.status).toBe(401)
    expect(nobody.body).toEqual(wrong.body)
  })
})

describe('guessing', () => {
  test('is over after ten tries, whatever address the caller claims to have', async () => {
    const { email } = await joined('frontDesk')
    const answers: Answer[] = []
    for (let n = 0; n < 12; n++) {
      answers.push(await signedIn(email, `guess number ${n}`, { 'x-forwarded-for': `10.0.0.${n}` }))
    }
    expect(answers.map((answer) => answer.status)).toEqual([...new Array(10).fill(401), 429, 429])
    const last = answers.at(-1)
    expect(last?.body).toMatchObject({ code: 'too_many_attempts', retryable: true })
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await signedIn(email.toUpperCase())).status).toBe(429)
  })

  test('does not lock out anybody else', async () => {
    const { email } = await joined('frontDesk')
    expect((await signedIn(email)).status).toBe(200)
  })

  test('is over after ten tries, also when they come at once', async () => {
    const { email } = await joined('frontDesk')
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => signedIn(email, `guess number ${n}`)),
    )
    expect(answers.filter((answer) => answer.status !== 429).length).toBeLessThanOrEqual(10)
  })

  test('goes no further through invitations', async () => {
    const { email } = await joined('frontDesk')
    const other = await world.organization('Guessers')
    const statuses: number[] = []
    for (let n = 0; n < 4; n++) {
      const made = await other.as('owner').post('/staff/invitations', { email, role: 'readOnly' })
      for (let m = 0; m < 4; m++) {
        statuses.push((await accept(tokenOf(made), `guess number ${n}.${m}`)).status)
      }
    }
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10)
  })
})

async function invited(role: Role, email = `nina-${newWord()}@example.com`) {
  const made = await studio.as('owner').post('/staff/invitations', { email, role })
  expect(made.status).toBe(201)
  return { id: made.body.id as string, token: tokenOf(made), email }
}

function tokenOf(made: Answer): string {
  return new URL(made.body.url).pathname.replace('/invitation/', '')
}

function accept(token: string, password = PASSWORD): Promise<Answer> {
  return world.nobody.post(`/invitations/${token}/accept`, { name: 'Nina New', password })
}

async function joined(role: Role) {
  const { token, email } = await invited(role)
  const person = entered(await accept(token))
  const id: string = (await person.get('/organization')).body.me.staffId
  return { id, email, person }
}

/** The browser of somebody whom an answer signed in. */
function entered(answer: Answer): Browser {
  expect(answer.status).toBe(200)
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0])
  return browser(world.base, studio.slug, cookie.join('; '))
}

function signedIn(
  email: string,
  password = PASSWORD,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return world.nobody.post('/api/auth/sign-in/email', { email, password }, headers)
}
