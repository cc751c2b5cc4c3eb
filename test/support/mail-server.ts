import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface ReceivedMail {
  from: string
  to: string[]
  /** Whether it came by TLS. */
  encrypted: boolean
  /** As it came, byte for byte. */
  raw: string
  email: Email
}

/** A real SMTP server on this machine that keeps what it is given. */
export interface MailServer {
  port: number
  received: ReceivedMail[]
  /** The settings that reach it, as PUT /mail-server takes them. */
  settings(more?: Record<string, unknown>): Record<string, unknown>
  stop(): Promise<void>
}

export const MAIL_USER = 'desk@studio.example'
export const MAIL_PASSWORD = 'open sesame 7'

export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const received: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth(auth, _session, done) {
      const isRight = auth.username === MAIL_USER && auth.password === MAIL_PASSWORD
      if (isRight) done(null, { user: auth.username })
      else done(new Error(`Invalid login of ${auth.password}`))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks).toString('utf8')
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map((one) => one.address),
          encrypted: session.secure,
          raw,
          email: await PostalMime.parse(raw),
        })
        done(null, 'taken')
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    received,
    settings: (more = {}) => ({
      host: '127.0.0.1',
      port,
      security: 'none',
      username: null,
      fromName: 'Harbor Studio',
      fromAddress: 'desk@studio.example',
      replyTo: null,
      ...more,
    }),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
