import { unseal } from '../processor/seal.ts'

/** `tls`: encrypted from the first byte. `starttls`: encrypted after a word, or not at all sent. */
export type MailSecurity = 'tls' | 'starttls' | 'none'

/** Where an organization's mail is handed over, and under whose name it goes. */
export interface MailServer {
  host: string
  port: number
  security: MailSecurity
  username: string | null
  password: string | null
  fromName: string
  fromAddress: string
  replyTo: string | null
}

/** As it is stored. */
export interface MailServerRow extends Omit<MailServer, 'password'> {
  passwordSealed: Buffer | null
  changedAt: Date
  changedBy: string
}

export function openMailServer(secret: string, stored: MailServerRow): MailServer {
  const { passwordSealed, ...server } = stored
  return { ...server, password: passwordSealed && unseal(secret, passwordSealed) }
}
