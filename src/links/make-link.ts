import type { Transaction } from '../database/transaction.ts'
import { hashOfToken } from '../staff/secret-token.ts'
import { type Link, linkToken } from './link.ts'
import { insertLink } from './store.ts'

export type NewLink = Omit<
  Link,
  'tokenHash' | 'openedAt' | 'revokedAt' | 'revokedByName' | 'use'
> & {
  createdBy: string
}

/** Writes a link down, in the transaction that sends it. */
export function writeLink(tx: Transaction, secret: string, link: NewLink): Promise<void> {
  return insertLink(tx, { ...link, tokenHash: hashOfToken(linkToken(secret, link)) })
}
