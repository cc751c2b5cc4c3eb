import { toTypeId } from '../kit/id.ts'
import { type Mail, whyNotAgain } from '../mail/mail.ts'
import { mailSentence } from '../mail/mail-words.ts'

/** A mail as lists show it: on the Outbox page, and where what it is about is shown. */
export function mailRowJson(mail: Mail) {
  const reason = whyNotAgain(mail)
  return {
    id: toTypeId('eml', mail.id),
    about: mail.about,
    to: mail.to,
    subject: mail.subject,
    state: mail.state,
    sentence: mailSentence(mail),
    tries: mail.tries,
    nextTryAt: mail.state === 'queued' && mail.tries > 0 ? instant(mail.lookAt) : null,
    attachments: mail.attachments,
    by: mail.byName,
    createdAt: mail.createdAt.toISOString(),
    changedAt: mail.changedAt.toISOString(),
    sentAt: instant(mail.sentAt),
    again: { allowed: reason === null, reason },
  }
}

function instant(at: Date | null): string | null {
  return at?.toISOString() ?? null
}
