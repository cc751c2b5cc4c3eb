import type { Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import type { PlainDate } from '../kit/time.ts'
import type { CreditUse } from './contract.ts'
import { findOrganization } from './store.ts'

/** One business; the tenant. */
export interface Organization {
  id: string
  slug: string
  name: string
  /** ISO 4217 */
  currency: string
  /** IANA name; its dates and times of day are the organization's. */
  timeZone: string
  isSample: boolean
  /** Whether account credit pays new invoices: never by itself, after asking, or at once. */
  creditUse: CreditUse
  /** Clinical codes are kept out of what leaves: descriptions, receipts, mails. */
  healthMode: boolean
  /** The last closed day: nothing is booked for it or an earlier one any more. */
  booksClosedUntil: PlainDate | null
}

/** The organization this transaction is in; it is there, since the caller was let in. */
export async function theOrganization(tx: Transaction): Promise<Organization> {
  const organization = await findOrganization(tx)
  assert(organization, 'the organization of a caller exists')
  return organization
}

const SLUG = /^[a-z0-9][a-z0-9-]{0,60}$/

export function isSlug(text: string): boolean {
  return SLUG.test(text)
}

/** Letters and digits of the name with hyphens between: `harbor-center`. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return slug || 'business'
}

export type { CreditUse } from './contract.ts'
export {
  hasOrganizations,
  insertOrganization,
  organizationOfSlug,
  sampleOrganization,
  setCreditUse,
  setHealthMode,
  takeNumber,
  takeNumbers,
} from './store.ts'
