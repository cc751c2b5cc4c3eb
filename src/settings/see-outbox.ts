import { recordAudit } from '../audit/record.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { PAGE_ROWS_DEFAULT, page, readInstantCursor } from '../http/paging.ts'
import { refuse } from '../http/problem.ts'
import { toTypeId } from '../kit/id.ts'
import { type Mail, type MailState, whyNotAgain } from '../mail/mail.ts'
import { copyMail, findMail, listMails, lockMail, requeueMail } from '../mail/outbox.ts'
import { brandOf, logoOf } from '../organizations/brand.ts'
import type { App } from '../processor/app.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { mailRowJson } from './mail-json.ts'

interface OutboxQuery {
  state?: MailState | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

/** Every mail and its fate, newest first. */
export function seeOutbox(app: App, caller: Caller, query: OutboxQuery) {
  const after = readInstantCursor(query.cursor)
  const limit = query.limit ?? PAGE_ROWS_DEFAULT
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'organization.manage')
    const found = await listMails(tx, query.state ?? null, after, limit + 1)
    const { rows, nextCursor } = page(found, limit, (mail) => [
      mail.createdAt.toISOString(),
      mail.id,
    ])
    return { data: rows.map(mailRowJson), nextCursor }
  })
}

export function seeMail(app: App, caller: Caller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    const mail = (await findMail(tx, id)) ?? refuseUnknown('mail')
    return mailJson(mail, actor)
  })
}

function mailJson(mail: Mail, actor: StaffActor) {
  const hidden = isHiddenFrom(mail, actor)
  return {
    ...mailRowJson(mail),
    text: hidden ? null : mail.text,
    serverSaid: mail.serverSaid,
    againOf: mail.againOf && toTypeId('eml', mail.againOf),
    hidden,
  }
}

/** Whoever reads a link that signs in could sign in as somebody else. */
function isHiddenFrom(mail: Mail, actor: StaffActor): boolean {
  return mail.private && mail.state !== 'sent' && actor.role !== 'owner'
}

/** The letter as a page that does nothing, for a frame without scripts. */
export function seeLetter(app: App, caller: Caller, id: string): Promise<string> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    const mail = (await findMail(tx, id)) ?? refuseUnknown('mail')
    if (mail.html === null || isHiddenFrom(mail, actor)) refuseUnknown('mail')
    return withLogo(tx, mail.html)
  })
}

async function withLogo(tx: Transaction, html: string): Promise<string> {
  if (!html.includes('cid:logo') || !(await brandOf(tx)).logo) return html
  const png = await logoOf(tx)
  return png ? html.replaceAll('cid:logo', `data:image/png;base64,${png.toString('base64')}`) : html
}

/** Sends a mail again: what never left goes back into the queue, what was sent goes as a new mail. */
export function sendAgain(app: App, caller: Caller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    const mail = (await lockMail(tx, id)) ?? refuseUnknown('mail')
    return mailJson(await sendAgainBy(app, tx, mail, actor), actor)
  })
}

export async function sendAgainBy(
  app: App,
  tx: Transaction,
  mail: Mail,
  actor: StaffActor,
): Promise<Mail> {
  const reason = whyNotAgain(mail)
  if (reason) refuse('mail_state', reason)
  const now = app.clock.now()
  const id = mail.state === 'sent' ? app.newId() : mail.id
  if (mail.state === 'sent') {
    await copyMail(tx, mail.id, { id, byId: actor.id, byName: actor.name, now })
  } else await requeueMail(tx, id, now)
  await recordAudit(tx, {
    id: app.newId(),
    orgId: mail.orgId,
    at: now,
    actorId: actor.id,
    actorName: actor.name,
    verb: 'mail.sent_again',
    subjectId: id,
  })
  return (await findMail(tx, id)) ?? refuseUnknown('mail')
}
