import { acrossOrganizations, inOrganization, type Transaction } from '../database/transaction.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import {
  type Attachment,
  type Letter,
  MAIL_LEASE_SECONDS,
  type Mail,
  type MailAbout,
  nextTry,
  TRIES_MAX,
} from './mail.ts'
import { type MailServer, openMailServer } from './mail-server.ts'
import { type Handover, handOver } from './smtp.ts'
import {
  claimMail,
  endTry,
  type Fate,
  findMailServer,
  mailsToLookAt,
  writeLetter,
} from './store.ts'

/** Puts a mail into words when its turn comes. What is slow to make is made by `attach`. */
export type Composer = (
  tx: Transaction,
  mail: Pick<Mail, 'id' | 'orgId' | 'aboutId' | 'to' | 'createdAt'>,
  /** Under which the link that a mail carries is made. */
  secret: string,
) => Promise<{ letter: Letter; attachments: string[]; attach: () => Promise<Attachment[]> }>

export type Composers = Partial<Record<MailAbout, Composer>>

const MAILS_AT_ONCE = 4
const MAILS_PER_TURN_MAX = 100

/** Hands over every mail that is due, in all organizations. Answers how many there were. */
export async function sendMails(app: App, secret: string, composers: Composers): Promise<number> {
  const due = await acrossOrganizations(app.db, (tx) =>
    mailsToLookAt(tx, app.clock.now(), MAILS_PER_TURN_MAX),
  )
  const waiting = [...due]
  const failures: unknown[] = []
  const worker = async () => {
    for (let ref = waiting.shift(); ref; ref = waiting.shift()) {
      // One that cannot be sent must not keep the others from being sent.
      await sendMail(app, secret, composers, ref).catch((error: unknown) => failures.push(error))
    }
  }
  await Promise.all(Array.from({ length: MAILS_AT_ONCE }, worker))
  if (failures.length > 0) throw failures[0]
  return due.length
}

interface MailRef {
  orgId: string
  mailId: string
}

/**
 * One try. Two may come at once: the claim lets one pass. Who dies after the server took the
 * letter leaves it to be sent again under the same Message-ID.
 */
async function sendMail(app: App, secret: string, composers: Composers, ref: MailRef) {
  const now = app.clock.now()
  const lease = new Date(now.getTime() + MAIL_LEASE_SECONDS * 1000)
  const taken = await inOrganization(app.db, ref.orgId, (tx) =>
    claimMail(tx, ref.mailId, now, lease),
  )
  if (!taken) return
  if (taken.tries > TRIES_MAX) return end(app, taken, { is: 'given up' })
  const ready = await inOrganization(app.db, ref.orgId, (tx) =>
    compose(tx, secret, composers, taken),
  )
  if (!ready.server) return end(app, taken, { is: 'kept' })
  const envelope = {
    messageId: messageId(taken, ready.server),
    to: taken.to,
    letter: ready.letter,
    attachments: await ready.attach(),
    at: taken.createdAt,
  }
  await end(app, taken, await handOver(openMailServer(secret, ready.server), envelope))
}

async function compose(tx: Transaction, secret: string, composers: Composers, mail: Mail) {
  const [server, composed] = [
    await findMailServer(tx),
    await composers[mail.about]?.(tx, mail, secret),
  ]
  const written = letterOf(mail)
  const letter = written ?? composed?.letter
  if (!letter) throw new Error(`Nobody puts a mail about ${mail.about} into words`)
  if (!written && composed) await writeLetter(tx, mail.id, letter, composed.attachments)
  return { server, letter, attach: composed?.attach ?? (async () => []) }
}

function letterOf({ subject, text, html }: Mail): Letter | null {
  return subject === null || text === null || html === null ? null : { subject, text, html }
}

function messageId(mail: Mail, server: Pick<MailServer, 'fromAddress'>): string {
  return `<${toTypeId('eml', mail.id)}@${server.fromAddress.split('@').at(-1)}>`
}

/** What was private is not kept once it is gone. */
const WIPED: Pick<Letter, 'text' | 'html'> = {
  text: 'This mail held a link for one use. Its words were not kept.',
  html: '<p>This mail held a link for one use. Its words were not kept.</p>',
}

async function end(
  app: App,
  mail: Mail,
  outcome: Handover | { is: 'kept' } | { is: 'given up' },
): Promise<void> {
  const at = app.clock.now()
  await inOrganization(app.db, mail.orgId, async (tx) => {
    await endTry(tx, mail.id, mail.tries, fateOf(mail, outcome, at))
  })
  app.changed(mail.orgId)
}

function fateOf(
  mail: Mail,
  outcome: Handover | { is: 'kept' } | { is: 'given up' },
  at: Date,
): Fate {
  const fate: Fate = { state: 'failed', at, lookAt: null, error: null, said: null, wiped: null }
  switch (outcome.is) {
    case 'kept':
      return { ...fate, state: 'kept' }
    case 'accepted':
      return {
        ...fate,
        state: 'sent',
        said: outcome.said,
        wiped: mail.private ? { subject: mail.subject ?? '', ...WIPED } : null,
      }
    case 'given up':
      return { ...fate, error: mail.lastError ?? 'It could not be sent.' }
    default: {
      const lookAt = outcome.is === 'refused' ? null : nextTry(mail.tries, at)
      const state = lookAt ? 'queued' : 'failed'
      return { ...fate, state, lookAt, error: outcome.sentence, said: outcome.said }
    }
  }
}
