import type { Transaction } from '../database/transaction.ts'
import type { Letter, MailAbout } from './mail.ts'
import { insertMail } from './store.ts'

export interface MailToQueue {
  orgId: string
  id: string
  to: string
  about: MailAbout
  /** The receipt, the staff member: what it is about. */
  aboutId: string | null
  /** Null: put into words by the composer of `about` when its turn comes. */
  letter: Letter | null
  /** Holds a link that signs in: its words are wiped when it is sent. */
  private?: boolean
  /** Written by an event: once for this `about` and `aboutId`, however often it is asked for. */
  automatic?: boolean
  byId?: string | null
  byName: string
  now: Date
}

/** Puts a mail into the outbox, in the caller's transaction: it goes if that commits. */
export async function queueMail(tx: Transaction, mail: MailToQueue): Promise<void> {
  await insertMail(tx, mail)
}
