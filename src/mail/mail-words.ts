import type { Mail } from './mail.ts'

/** What became of a mail, in a sentence. */
export function mailSentence(mail: Pick<Mail, 'state' | 'tries' | 'lastError' | 'to'>): string {
  switch (mail.state) {
    case 'sent':
      return `Handed over for ${mail.to}.`
    case 'kept':
      return 'Written down only: no mail server is set up.'
    case 'failed':
      return `Not sent. ${mail.lastError ?? ''}`.trim()
    case 'sending':
      return 'It is being handed over now.'
    default:
      return mail.lastError ? `Not sent yet. ${mail.lastError}` : 'It goes in a moment.'
  }
}
