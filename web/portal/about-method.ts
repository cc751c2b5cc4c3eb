import type { Method } from '../api/contract.ts'
import { portal as t } from '../messages/en/portal.ts'

/** What a client must know of a method before choosing it. */
export function aboutMethod({ bank, expired, expMonth, expYear }: Method): string {
  if (bank) {
    if (bank.verification.state === 'pending') return t.bankPending
    return bank.verification.state === 'failed' ? t.bankUnconfirmed : t.eCheck
  }
  if (expired || expMonth === null || expYear === null) return t.expired
  return t.expires(expMonth, expYear)
}

export function mayBeUsed({ bank, expired }: Method): boolean {
  return bank ? bank.verification.state === 'verified' : !expired
}
