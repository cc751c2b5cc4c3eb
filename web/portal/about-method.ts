import type { Method } from '../api/contract.ts'
import { portal as t } from '../messages/en/portal.ts'

/** What a client must know of a method before choosing it. */
export function aboutMethod(method: Method): string {
  const { bank, unusable, authorization, expired, expMonth, expYear } = method
  if (bank) {
    if (bank.verification.state === 'pending') return t.bankPending
    if (bank.verification.state === 'failed') return t.bankUnconfirmed
    if (unusable) return t.bankClosed
    return authorization ? t.eCheck : t.bankNotAllowed
  }
  if (expired || expMonth === null || expYear === null) return t.expired
  return t.expires(expMonth, expYear)
}

/** A bank account is debited under the consent to do so, whoever asks for it. */
export function mayBeUsed({ bank, unusable, authorization, expired }: Method): boolean {
  if (!bank) return !expired
  return bank.verification.state === 'verified' && !unusable && authorization !== null
}
