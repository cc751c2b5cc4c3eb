import { createHmac } from 'node:crypto'
import type { RefusalCode } from '../http/problem.ts'
import type { LinkPurpose } from './contract.ts'

export type { LinkPurpose } from './contract.ts'

/** What came of what was made with a link. `over`: there is nothing left to do with it. */
export type LinkUse = 'none' | 'underWay' | 'done' | 'over'

/** A link for one purpose. Nothing marks it as used: what was made with it says so. */
export interface Link {
  id: string
  orgId: string
  tokenHash: Buffer
  accountId: string
  purpose: LinkPurpose
  invoiceId: string | null
  /** The payment that waits for the client, of `confirm_payment`. */
  paymentId: string | null
  mailId: string | null
  sentTo: string | null
  origin: string
  createdByName: string
  createdAt: Date
  expiresAt: Date
  openedAt: Date | null
  revokedAt: Date | null
  revokedByName: string | null
  use: LinkUse
}

export const LINK_DAYS_MAX = 90

/**
 * The token of a link. It can be made again for whoever may send it, and is written down nowhere: a
 * copy of the database opens nothing.
 */
export function linkToken(secret: string, link: Pick<Link, 'orgId' | 'id'>): string {
  return createHmac('sha256', secret).update(`link ${link.orgId} ${link.id}`).digest('base64url')
}

/** The token stands behind the hash of the address, which no server and no log sees. */
export function linkUrl(secret: string, link: Pick<Link, 'orgId' | 'id' | 'origin'>): string {
  return `${link.origin}/portal/link#${linkToken(secret, link)}`
}

export type LinkState = 'sent' | 'opened' | 'used' | 'expired' | 'revoked' | 'over'

/** As staff see it. What was done with it counts more than what became of it afterwards. */
export function linkState(link: Link, now: Date): LinkState {
  if (link.use === 'done') return 'used'
  if (link.revokedAt) return 'revoked'
  if (link.use === 'over') return 'over'
  if (link.use === 'none' && link.expiresAt <= now) return 'expired'
  return link.openedAt ? 'opened' : 'sent'
}

/** Why nobody is let in by it any more, and what to do now; null: it opens. */
export function whyClosed(
  link: Link,
  organizationName: string,
  now: Date,
): { code: RefusalCode; sentence: string } | null {
  if (link.revokedAt && link.use !== 'underWay') {
    return {
      code: 'link_revoked',
      sentence: `${organizationName} withdrew this link. Ask them for a new one. Nothing was charged with it.`,
    }
  }
  // Who has begun may finish, and see how it ended.
  if (link.expiresAt > now || link.use === 'underWay') return null
  return link.use === 'done'
    ? { code: 'link_used', sentence: 'This link was used, and what it was for is done.' }
    : {
        code: 'link_expired',
        sentence: `This link is too old. Ask ${organizationName} for a new one. Nothing was charged.`,
      }
}
