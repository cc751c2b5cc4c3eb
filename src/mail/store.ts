import { type RawBuilder, sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { Letter, Mail, MailState } from './mail.ts'
import type { MailServerRow } from './mail-server.ts'
import type { MailToQueue } from './queue-mail.ts'

const MAIL = sql`m.id, m.org_id as "orgId", m.about, m.about_id as "aboutId", m.to_address as "to",
  m.subject, m.text_body as "text", m.html_body as "html", m.attachments, m.private, m.state, m.tries,
  m.look_at as "lookAt", m.last_error as "lastError", m.server_said as "serverSaid",
  m.by_name as "byName", m.again_of as "againOf", m.created_at as "createdAt",
  m.changed_at as "changedAt", m.sent_at as "sentAt"`

export async function insertMail(tx: Transaction, mail: MailToQueue): Promise<void> {
  const { letter } = mail
  await run(
    tx,
    sql`insert into mail (org_id, id, about, about_id, automatic, to_address, subject, text_body, html_body,
          private, state, look_at, by_id, by_name, created_at, changed_at)
        values (${mail.orgId}, ${mail.id}, ${mail.about}, ${mail.aboutId}, ${mail.automatic ?? false}, ${mail.to},
          ${letter?.subject ?? null}, ${letter?.text ?? null}, ${letter?.html ?? null}, ${mail.private ?? false},
          'queued', ${mail.now}, ${mail.byId ?? null}, ${mail.byName}, ${mail.now}, ${mail.now})
        on conflict (org_id, about, about_id) where automatic do nothing`,
  )
}

export function mailsToLookAt(
  tx: Transaction,
  now: Date,
  limit: number,
): Promise<{ orgId: string; mailId: string }[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", mail_id as "mailId" from mails_to_look_at(${now}, ${limit})`,
  )
}

/** Takes a due mail for one worker: whoever else comes finds it not due. */
export function claimMail(
  tx: Transaction,
  id: string,
  now: Date,
  lease: Date,
): Promise<Mail | undefined> {
  return row(
    tx,
    sql`update mail m set state = 'sending', tries = tries + 1, look_at = ${lease}, changed_at = ${now}
        where m.id = ${id} and m.look_at <= ${now} returning ${MAIL}`,
  )
}

export async function writeLetter(
  tx: Transaction,
  id: string,
  letter: Letter,
  attachments: string[],
): Promise<void> {
  await run(
    tx,
    sql`update mail set subject = ${letter.subject}, text_body = ${letter.text}, html_body = ${letter.html},
          attachments = ${attachments} where id = ${id}`,
  )
}

export interface Fate {
  state: MailState
  at: Date
  lookAt: Date | null
  error: string | null
  said: string | null
  /** What the letter is replaced by; null: it stays. */
  wiped: Letter | null
}

/** Ends one try. Only of a mail that is still being sent by this try. */
export async function endTry(
  tx: Transaction,
  id: string,
  tries: number,
  fate: Fate,
): Promise<boolean> {
  const { state, at, wiped } = fate
  const changed = await run(
    tx,
    sql`update mail set state = ${state}, look_at = ${fate.lookAt}, last_error = ${fate.error},
          server_said = ${fate.said}, changed_at = ${at}, sent_at = ${state === 'sent' ? at : null},
          subject = coalesce(${wiped?.subject ?? null}, subject),
          text_body = coalesce(${wiped?.text ?? null}, text_body),
          html_body = coalesce(${wiped?.html ?? null}, html_body)
        where id = ${id} and state = 'sending' and tries = ${tries}`,
  )
  return changed === 1
}

export function findMail(tx: Transaction, id: string): Promise<Mail | undefined> {
  return row(tx, sql`select ${MAIL} from mail m where m.id = ${id}`)
}

export function lockMail(tx: Transaction, id: string): Promise<Mail | undefined> {
  return row(tx, sql`select ${MAIL} from mail m where m.id = ${id} for update`)
}

export function listMails(
  tx: Transaction,
  state: MailState | null,
  after: { at: Date; id: string } | null,
  limit: number,
): Promise<Mail[]> {
  const only = state ? sql`and m.state = ${state}` : sql``
  const next = after ? sql`and (m.created_at, m.id) < (${after.at}, ${after.id})` : sql``
  return rows(
    tx,
    sql`select ${MAIL} from mail m where true ${only} ${next}
        order by m.created_at desc, m.id desc limit ${limit}`,
  )
}

/** Every mailing of one thing, oldest first; the thing may be named by a statement. */
export function mailsAbout(
  tx: Transaction,
  aboutId: string | RawBuilder<unknown>,
): Promise<Mail[]> {
  return rows(
    tx,
    sql`select ${MAIL} from mail m where m.about_id = ${aboutId} order by m.created_at, m.id`,
  )
}

/** Puts a mail that failed or was kept back into the queue. */
export async function requeueMail(tx: Transaction, id: string, now: Date): Promise<void> {
  await run(
    tx,
    sql`update mail set state = 'queued', tries = 0, look_at = ${now}, last_error = null, changed_at = ${now}
        where id = ${id} and state in ('failed', 'kept')`,
  )
}

/** A mail that was sent goes out once more, under a new name: servers drop what they saw before. */
export async function copyMail(
  tx: Transaction,
  of: string,
  copy: { id: string; byId: string; byName: string; now: Date },
): Promise<void> {
  await run(
    tx,
    sql`insert into mail (org_id, id, about, about_id, to_address, subject, text_body, html_body, attachments,
          private, state, look_at, by_id, by_name, again_of, created_at, changed_at)
        select org_id, ${copy.id}, about, about_id, to_address, subject, text_body, html_body, attachments,
          private, 'queued', ${copy.now}, ${copy.byId}, ${copy.byName}, id, ${copy.now}, ${copy.now}
        from mail where id = ${of}`,
  )
}

/** What waits for its next try is tried at once: the settings are others now. */
export async function hurryMails(tx: Transaction, now: Date): Promise<void> {
  await run(tx, sql`update mail set look_at = ${now} where state = 'queued' and look_at > ${now}`)
}

export function findMailServer(tx: Transaction): Promise<MailServerRow | undefined> {
  return row(
    tx,
    sql`select host, port, security, username, password_sealed as "passwordSealed", from_name as "fromName",
          from_address as "fromAddress", reply_to as "replyTo", changed_at as "changedAt",
          changed_by as "changedBy"
        from mail_server where disabled_at is null`,
  )
}

export async function putMailServer(
  tx: Transaction,
  orgId: string,
  server: MailServerRow,
): Promise<void> {
  await run(
    tx,
    sql`insert into mail_server (org_id, host, port, security, username, password_sealed, from_name, from_address,
          reply_to, changed_at, changed_by)
        values (${orgId}, ${server.host}, ${server.port}, ${server.security}, ${server.username},
          ${server.passwordSealed}, ${server.fromName}, ${server.fromAddress}, ${server.replyTo},
          ${server.changedAt}, ${server.changedBy})
        on conflict (org_id) do update set host = excluded.host, port = excluded.port,
          security = excluded.security, username = excluded.username,
          password_sealed = excluded.password_sealed, from_name = excluded.from_name,
          from_address = excluded.from_address, reply_to = excluded.reply_to,
          changed_at = excluded.changed_at, changed_by = excluded.changed_by, disabled_at = null`,
  )
}

/** No mail leaves any more; the password is forgotten. */
export async function disableMailServer(tx: Transaction, by: string, now: Date): Promise<void> {
  await run(
    tx,
    sql`update mail_server set disabled_at = ${now}, password_sealed = null, changed_at = ${now}, changed_by = ${by}
        where disabled_at is null`,
  )
}
