import { createServer, type Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inOrganization } from '../../src/database/transaction.ts'
import { plainLetter } from '../../src/mail/letter.ts'
import { type MailToQueue, queueMail } from '../../src/mail/queue-mail.ts'
import { sendMails } from '../../src/mail/send-mails.ts'
import { handOver } from '../../src/mail/smtp.ts'
import {
  MAIL_PASSWORD,
  MAIL_USER,
  type MailServer,
  startMailServer,
} from '../support/mail-server.ts'
import { OWN_CERTIFICATE } from '../support/own-certificate.ts'
import { SECRET, startWorld, type TestOrganization, type World } from '../support/world.ts'
import { everythingStored } from '../tenancy/row-hashes.ts'

let world: World
let studio: TestOrganization
let server: MailServer

beforeAll(async () => {
  world = await startWorld()
  server = await startMailServer()
})
beforeEach(async () => {
  studio = await world.organization('Harbor Studio')
  server.received.length = 0
})
afterAll(async () => {
  await server.stop()
  await world.stop()
})

const head = { name: 'Harbor Studio', accent: null, hasLogo: false, foot: [] }

async function queued(more: Partial<MailToQueue> = {}): Promise<string> {
  const { app } = world.server
  const id = app.newId()
  await inOrganization(app.db, studio.orgId, (tx) =>
    queueMail(tx, {
      orgId: studio.orgId,
      id,
      to: 'maria@example.com',
      about: 'securityNotice',
      aboutId: null,
      letter: plainLetter(head, { subject: 'A word', paragraphs: ['Hello.'] }),
      byName: 'Onfile',
      now: app.clock.now(),
      ...more,
    }),
  )
  return id
}

const owner = () => studio.as('owner')
const mails = async () => (await owner().get('/mails')).body.data

/** Waits for the job, which looks every second. */
function becomes(state: string) {
  return expect
    .poll(async () => (await mails())[0]?.state, { timeout: 20_000, interval: 50 })
    .toBe(state)
}

describe('without a mail server', () => {
  test('a mail is kept in the outbox, with its words, and goes when one is set up', async () => {
    await queued()
    await becomes('kept')
    const [mail] = await mails()
    expect(mail).toMatchObject({
      to: 'maria@example.com',
      subject: 'A word',
      sentence: 'Written down only: no mail server is set up.',
      again: { allowed: true },
    })
    const seen = await owner().get(`/mails/${mail.id}`)
    expect(seen.body.text).toContain('Hello.')

    await owner().put('/mail-server', server.settings())
    await owner().post(`/mails/${mail.id}/send-again`)
    await becomes('sent')
    expect(server.received.map((one) => one.to)).toEqual([['maria@example.com']])
    expect((await mails()).length).toBe(1)
  })

  test('a link that signs in is read by an owner alone', async () => {
    await queued({ private: true })
    await becomes('kept')
    const [mail] = await mails()
    expect((await owner().get(`/mails/${mail.id}`)).body.text).toContain('Hello.')
    const other = await studio.as('administrator').get(`/mails/${mail.id}`)
    expect(other.body).toMatchObject({ hidden: true, text: null })
    const letter = await studio.as('administrator').get(`/mails/${mail.id}/letter`)
    expect(letter.status).toBe(404)
  })
})

describe('with a mail server', () => {
  beforeEach(async () => {
    await owner().put(
      '/mail-server',
      server.settings({ username: MAIL_USER, password: MAIL_PASSWORD }),
    )
  })

  test('a mail arrives as it was written, under a name of its own', async () => {
    await owner().put(
      '/mail-server',
      server.settings({ username: MAIL_USER, replyTo: 'office@studio.example' }),
    )
    await queued({ to: 'zoë@exämple.com' })
    await becomes('sent')
    const [mail] = await mails()
    const [came] = server.received
    expect(came?.email).toMatchObject({
      subject: 'A word',
      from: { name: 'Harbor Studio', address: 'desk@studio.example' },
      replyTo: [{ address: 'office@studio.example' }],
      messageId: `<${mail.id}@studio.example>`,
    })
    expect(came?.email.text).toContain('Hello.')
    expect(came?.email.html).toContain('Hello.')
    expect(mail).toMatchObject({ sentence: 'Handed over for zoë@exämple.com.', nextTryAt: null })
  })

  test('two workers at once hand it over once', async () => {
    const { app } = world.server
    for (let n = 0; n < 5; n++) await queued({ to: `to-${n}@example.com` })
    await Promise.all([sendMails(app, SECRET, {}), sendMails(app, SECRET, {})])
    await expect
      .poll(async () => (await mails()).every((mail: { state: string }) => mail.state === 'sent'))
      .toBe(true)
    expect(server.received.map((one) => one.to[0]).sort()).toEqual(
      [0, 1, 2, 3, 4].map((n) => `to-${n}@example.com`),
    )
  })

  test('an automatic mail exists once, however often it is asked for', async () => {
    const aboutId = world.server.app.newId()
    await queued({ automatic: true, aboutId })
    await queued({ automatic: true, aboutId })
    await becomes('sent')
    expect((await mails()).length).toBe(1)
    expect(server.received.length).toBe(1)
  })

  test('a sent mail goes again as another one, which says so', async () => {
    await queued()
    await becomes('sent')
    const [first] = await mails()
    const again = await owner().post(`/mails/${first.id}/send-again`)
    expect(again.body).toMatchObject({ againOf: first.id, by: 'Olivia Owner' })
    await becomes('sent')
    const ids = server.received.map((one) => one.email.messageId)
    expect(new Set(ids).size).toBe(2)
  })

  test('a link for one use is wiped when it is gone', async () => {
    const letter = plainLetter(head, {
      subject: 'Sign in',
      paragraphs: ['Once.'],
      action: { label: 'Sign in', url: 'https://onfile.example/x?token=very-secret-token' },
    })
    await queued({ private: true, letter })
    await becomes('sent')
    expect(server.received[0]?.email.text).toContain('very-secret-token')
    expect(await everythingStored(world.server.app.db)).not.toContain('very-secret-token')
    const [mail] = await mails()
    const again = await owner().post(`/mails/${mail.id}/send-again`)
    expect(again).toMatchObject({ status: 409, body: { code: 'mail_state' } })
  })

  test('script in what is typed is text, in the letter and in the frame that shows it', async () => {
    const name = '<script>alert(1)</script> "&\' {{7*7}} %{7*7}'
    await queued({
      letter: plainLetter({ ...head, name }, { subject: name, paragraphs: [name] }),
    })
    await becomes('sent')
    const [mail] = await mails()
    expect(server.received[0]?.email.html).not.toContain('<script')
    expect(server.received[0]?.email.subject).toBe(name)
    const frame = await owner().get(`/mails/${mail.id}/letter`)
    expect(frame.body).not.toContain('<script')
    expect(frame.headers.get('content-security-policy')).toContain('sandbox')
  })

  test('an address that is refused for good has failed; another try is a person’s', async () => {
    const picky = await startMailServer({
      onRcptTo: (_address, _session, done) =>
        done(Object.assign(new Error('No such user'), { responseCode: 550 })),
    })
    await owner().put('/mail-server', picky.settings())
    await queued()
    await becomes('failed')
    const [mail] = await mails()
    expect(mail.sentence).toContain('refuses this address')
    expect((await owner().get(`/mails/${mail.id}`)).body.serverSaid).toContain('No such user')
    await owner().put('/mail-server', server.settings())
    await owner().post(`/mails/${mail.id}/send-again`)
    await becomes('sent')
    await picky.stop()
  })

  test('a server that is away is tried again, at once when the settings change', async () => {
    const gone = await startMailServer()
    await owner().put('/mail-server', gone.settings())
    await gone.stop()
    await queued()
    await expect.poll(async () => (await mails())[0]?.nextTryAt, { timeout: 20_000 }).not.toBeNull()
    expect((await mails())[0].sentence).toContain('does not take connections')
    await owner().put('/mail-server', server.settings())
    await becomes('sent')
  })
})

describe('the mail server', () => {
  test('keeps its password to itself, sealed', async () => {
    const put = await owner().put(
      '/mail-server',
      server.settings({ username: MAIL_USER, password: MAIL_PASSWORD }),
    )
    expect(put.body.server).toMatchObject({ hasPassword: true, username: MAIL_USER })
    const seen = await owner().get('/mail-server')
    expect(JSON.stringify([put.body, seen.body])).not.toContain(MAIL_PASSWORD)
    expect(await everythingStored(world.server.app.db)).not.toContain(MAIL_PASSWORD)
    const elsewhere = await owner().put(
      '/mail-server',
      server.settings({ username: MAIL_USER, host: 'mail.example.com' }),
    )
    expect(elsewhere).toMatchObject({ status: 422, body: { field: 'password' } })
    const removed = await owner().delete('/mail-server')
    expect(removed.body.server).toBeNull()
  })

  test.each([
    ['a host with a scheme', { host: 'smtp://mail.example.com' }, 'host'],
    ['a host with a line break', { host: 'mail.example.com\r\nQUIT' }, 'host'],
    ['a port out of range', { port: 70_000 }, 'port'],
    [
      'an address with a second header',
      { fromAddress: 'a@b.example\r\nBcc: x@y.example' },
      'fromAddress',
    ],
    ['two addresses', { replyTo: 'a@b.example, c@d.example' }, 'replyTo'],
    ['an address in brackets', { fromAddress: 'Me <a@b.example>' }, 'fromAddress'],
    ['a card number as the name', { fromName: '4242 4242 4242 4242' }, 'fromName'],
    ['invisible control characters', { fromName: 'Har\u202ebor' }, 'fromName'],
  ])('refuses %s', async (_, more, field) => {
    const refused = await owner().put('/mail-server', server.settings(more))
    expect(refused).toMatchObject({ status: 422, body: { field } })
  })

  test('takes a name with an emoji, from right to left, and with a line break made a space', async () => {
    await owner().put('/mail-server', server.settings({ fromName: 'מרפאה 🌊\r\nBcc: x@y.example' }))
    await queued()
    await becomes('sent')
    expect(server.received[0]?.email.from?.name).toBe('מרפאה 🌊 Bcc: x@y.example')
    expect(server.received[0]?.email.bcc).toBeUndefined()
    expect(server.received[0]?.to).toEqual(['maria@example.com'])
  })
})

describe('a test mail', () => {
  const tryOut = (more: Record<string, unknown> = {}, of = server) =>
    owner().post('/mail-server/test', { ...of.settings(more), to: 'olivia@example.com' })

  test('uses the values on the screen, waits for the answer, and shows the talk', async () => {
    const tested = await tryOut({ username: MAIL_USER, password: MAIL_PASSWORD })
    expect(tested.body).toMatchObject({ ok: true, to: 'olivia@example.com' })
    expect(tested.body.sentence).toContain('olivia@example.com')
    expect(tested.body.talk.join('\n')).toContain('> RCPT TO:<olivia@example.com>')
    expect(tested.body.talk.join('\n')).toContain('AUTH PLAIN (hidden)')
    expect(server.received[0]?.email.subject).toBe('Test mail of Harbor Studio')
    expect((await owner().get('/mail-server')).body.server).toBeNull()
    expect(await mails()).toEqual([])
  })

  test('with the stored password where none is typed', async () => {
    await owner().put(
      '/mail-server',
      server.settings({ username: MAIL_USER, password: MAIL_PASSWORD }),
    )
    expect((await tryOut({ username: MAIL_USER })).body.ok).toBe(true)
  })

  test('with a wrong password says so, and shows no password even if the server does', async () => {
    const tested = await tryOut({ username: MAIL_USER, password: 'not the password' })
    expect(tested.body).toMatchObject({ ok: false })
    expect(tested.body.sentence).toContain('does not accept this user and password')
    expect(JSON.stringify(tested.body)).not.toContain('not the password')
    expect(JSON.stringify(tested.body)).not.toContain(
      Buffer.from(`\0${MAIL_USER}\0not the password`).toString('base64'),
    )
  })

  test('to a server whose certificate nobody vouches for sends nothing', async () => {
    const own = await startMailServer({ disabledCommands: [] })
    const tested = await tryOut({ security: 'starttls' }, own)
    expect(tested.body.sentence).toContain('cannot be trusted')
    expect(own.received).toEqual([])
    await own.stop()
  })

  test.each([
    ['tls', { secure: true, allowInsecureAuth: false }],
    ['starttls', { disabledCommands: [], allowInsecureAuth: false }],
  ])(
    'by %s, where the certificate is vouched for, goes out encrypted',
    async (security, options) => {
      const trusted = getCACertificates()
      const own = await startMailServer({ ...options, ...OWN_CERTIFICATE })
      try {
        // What NODE_EXTRA_CA_CERTS does when the process starts.
        setDefaultCACertificates([...trusted, OWN_CERTIFICATE.cert])
        const login = { security, username: MAIL_USER, password: MAIL_PASSWORD }
        expect((await tryOut(login, own)).body).toMatchObject({ ok: true })
        await owner().put('/mail-server', own.settings(login))
        await queued()
        await becomes('sent')
        expect(own.received.map(({ to }) => to)).toEqual([
          ['olivia@example.com'],
          ['maria@example.com'],
        ])
        expect(own.received.every(({ encrypted }) => encrypted)).toBe(true)
      } finally {
        setDefaultCACertificates(trusted)
        await own.stop()
      }
    },
  )

  test.each([
    ['tls', 'Try “STARTTLS”'],
    ['starttls', 'does not offer STARTTLS'],
  ])('with %s where the server does not speak it says what to try', async (security, words) => {
    expect((await tryOut({ security })).body.sentence).toContain(words)
  })

  test('to a place where nobody listens, and to a name nobody has', async () => {
    const gone = await startMailServer()
    await gone.stop()
    expect((await tryOut({}, gone)).body.sentence).toContain('does not take connections')
    const nobody = await tryOut({ host: 'mail.nobody.invalid' })
    expect(nobody.body.sentence).toContain('No server is called mail.nobody.invalid')
  })

  test('is the caller’s alone to see and to ask for', async () => {
    for (const role of ['billingManager', 'frontDesk', 'readOnly'] as const) {
      const refused = await studio.as(role).post('/mail-server/test', {
        ...server.settings(),
        to: 'x@example.com',
      })
      expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    }
  })
})

describe('a mail server that says nothing', () => {
  let silent: ReturnType<typeof createServer>
  const sockets = new Set<Socket>()
  beforeEach(async () => {
    silent = createServer((socket) => sockets.add(socket))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => {
    for (const socket of sockets) socket.destroy()
    silent.close()
  })

  test('is given up on, with a sentence that helps', async () => {
    const { port } = silent.address() as { port: number }
    const given = await handOver(
      {
        host: '127.0.0.1',
        port,
        security: 'none',
        username: null,
        password: null,
        fromName: 'A',
        fromAddress: 'a@b.example',
        replyTo: null,
      },
      {
        messageId: '<x@b.example>',
        to: 'c@d.example',
        letter: { subject: 's', text: 't', html: '<p>t</p>' },
        attachments: [],
        at: new Date(0),
      },
      { connectMs: 200, silenceMs: 200, totalMs: 400 },
    )
    expect(given).toMatchObject({ is: 'notNow' })
    expect(given.is !== 'accepted' && given.sentence).toContain('did not answer in time')
  })

  test('is never asked while a transaction is open', async () => {
    const { app } = world.server
    const asked = inOrganization(app.db, studio.orgId, () => handOver({} as never, {} as never))
    await expect(asked).rejects.toThrow('while a transaction is open')
  })
})
