import { createTransport } from 'nodemailer'
import { assertNoTransactionOpen } from '../database/transaction.ts'
import type { Attachment, Letter } from './mail.ts'
import type { MailServer } from './mail-server.ts'
import { type MailTrouble, troubleOf } from './smtp-trouble.ts'

/** One letter to one address, as it is handed over. */
export interface Envelope {
  /** Names the mail for good: a letter that arrives twice is one letter. */
  messageId: string
  to: string
  letter: Letter
  attachments: Attachment[]
  at: Date
}

/** What the mail server said. `talk`: every line, with secrets hidden. */
export type Handover =
  | { is: 'accepted'; said: string; talk: string[] }
  | ({ is: 'refused' | 'notNow'; talk: string[] } & MailTrouble)

export interface Patience {
  connectMs: number
  /** Between two lines. */
  silenceMs: number
  totalMs: number
}

/** A server that is well answers in a second; all of it ends within the lease of a mail. */
const PATIENCE: Patience = { connectMs: 10_000, silenceMs: 20_000, totalMs: 60_000 }

/** Hands a letter over and waits for the server's last word. Never while a transaction is open. */
export async function handOver(
  server: MailServer,
  envelope: Envelope,
  patience: Patience = PATIENCE,
): Promise<Handover> {
  assertNoTransactionOpen('A mail server is asked')
  const talk: string[] = []
  const transport = openTransport(server, patience, (line) => talk.push(hideSecrets(line, server)))
  const late = timer(patience.totalMs, () => transport.close())
  try {
    const sent = await Promise.race([transport.sendMail(messageOf(server, envelope)), late.over])
    return { is: 'accepted', said: hideSecrets(sent.response, server), talk }
  } catch (error) {
    const trouble = troubleOf(error, server)
    return {
      ...trouble,
      said: trouble.said && hideSecrets(trouble.said, server),
      is: trouble.forGood ? 'refused' : 'notNow',
      talk,
    }
  } finally {
    late.stop()
    transport.close()
  }
}

function openTransport(server: MailServer, patience: Patience, note: (line: string) => void) {
  const { host, port, security, username, password } = server
  return createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(username === null ? {} : { auth: { user: username, pass: password ?? '' } }),
    connectionTimeout: patience.connectMs,
    greetingTimeout: patience.connectMs,
    dnsTimeout: patience.connectMs,
    socketTimeout: patience.silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    transactionLog: true,
    logger: talkLogger(note),
  })
}

function messageOf(server: MailServer, { messageId, to, letter, attachments, at }: Envelope) {
  return {
    messageId,
    date: at,
    // As objects, so that nothing typed can add an address or a header.
    from: { name: server.fromName, address: server.fromAddress },
    to: { name: '', address: to },
    ...(server.replyTo === null ? {} : { replyTo: { name: '', address: server.replyTo } }),
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments: attachments.map(({ filename, contentType, content, cid }) => ({
      filename,
      contentType,
      content,
      ...(cid === undefined ? {} : { cid, contentDisposition: 'inline' as const }),
    })),
  }
}

/** Only the lines of the talk: `> ` is ours, `< ` is the server's. The letter itself is not in it. */
function talkLogger(note: (line: string) => void) {
  const hear = (data: unknown, text?: unknown) => {
    const { tnx } = (data ?? {}) as { tnx?: string }
    if (typeof text !== 'string' || (tnx !== 'client' && tnx !== 'server')) return
    for (const line of text.split(/\r?\n/)) note(`${tnx === 'client' ? '>' : '<'} ${line}`)
  }
  return {
    level: () => {},
    trace: hear,
    debug: hear,
    info: hear,
    warn: hear,
    error: hear,
    fatal: hear,
  }
}

const HIDDEN = '(hidden)'

/** What follows AUTH is a secret in one code or another, and a server may repeat it. */
function hideSecrets(line: string, { username, password }: MailServer): string {
  let shown = line.replace(/^(> AUTH \S+) .+$/i, `$1 ${HIDDEN}`)
  for (const secret of [password, username && password && `\0${username}\0${password}`]) {
    if (!secret) continue
    shown = shown.replaceAll(secret, HIDDEN)
    shown = shown.replaceAll(Buffer.from(secret).toString('base64'), HIDDEN)
  }
  // The lines between AUTH LOGIN and its answer carry nothing but the name and the password.
  return shown.replace(/^> [A-Za-z0-9+/]{4,}={0,2}$/, `> ${HIDDEN}`)
}

function timer(ms: number, end: () => void) {
  let stop = () => {}
  const over = new Promise<never>((_, reject) => {
    const handle = setTimeout(() => {
      end()
      reject(Object.assign(new Error('It took too long.'), { code: 'ETIMEDOUT' }))
    }, ms)
    stop = () => clearTimeout(handle)
  })
  over.catch(() => {})
  return { over, stop }
}
