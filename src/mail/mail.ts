/** What became of a mail. `kept`: no mail server is set up, so it was only written down. */
export type MailState = 'queued' | 'sending' | 'sent' | 'failed' | 'kept'

/** What a mail is about: who wants it put into words, and where a person finds it. */
export type MailAbout =
  | 'receipt'
  | 'invoice'
  | 'creditNote'
  | 'refund'
  | 'statement'
  | 'passwordReset'
  | 'invitation'
  | 'securityNotice'
  | 'attentionDigest'
  | 'portalSignIn'
  | 'portalInvitation'
  | 'link'
  | 'method'
  | 'authorization'

/** What is read by whoever gets it. */
export interface Letter {
  subject: string
  text: string
  html: string
}

export interface Attachment {
  filename: string
  contentType: string
  content: Buffer
  /** Shown inside the letter as `cid:…`, not listed. */
  cid?: string
}

export interface Mail {
  id: string
  orgId: string
  about: MailAbout
  aboutId: string | null
  to: string
  subject: string | null
  text: string | null
  html: string | null
  attachments: string[]
  private: boolean
  state: MailState
  tries: number
  lookAt: Date | null
  lastError: string | null
  serverSaid: string | null
  byName: string
  againOf: string | null
  createdAt: Date
  changedAt: Date
  sentAt: Date | null
}

/** Longer than handing over may take, with what is made before it. */
export const MAIL_LEASE_SECONDS = 180

/** Minutes between tries: servers that are away are usually back within the hour. */
const PAUSES_MINUTES = [1, 5, 15, 60, 240, 720]
/** A mail whose worker dies at every try ends too. */
export const TRIES_MAX = PAUSES_MINUTES.length + 1

/** When a mail that could not be handed over is tried again; null: it has failed. */
export function nextTry(tries: number, now: Date): Date | null {
  const minutes = PAUSES_MINUTES[tries - 1]
  return minutes === undefined ? null : new Date(now.getTime() + minutes * 60_000)
}

/** Whether a person may send it again, and if not, why. */
export function whyNotAgain(mail: Pick<Mail, 'state' | 'private'>): string | null {
  if (mail.state === 'queued' || mail.state === 'sending') return 'It is on its way already.'
  if (mail.private && mail.state === 'sent') {
    return 'Its link was for one use and was not kept. Ask for a new one.'
  }
  return null
}
