import type { Decline, DeclineStep } from '../processor/declines.ts'
import { type DeclineFacts, declineCause, explainDecline } from '../processor/explain-decline.ts'
import type { Payment } from './payment.ts'
import { retryFrom } from './retry-lock.ts'

/** Why a bank said no and what may be done, for somebody who may or may not see why. */
export function declineJson(payment: Payment, seesSensitive: boolean) {
  const decline = payment.problem?.decline
  if (!decline) return null
  const explained = explainDecline(decline)
  // The raw codes name the reason as well as words do.
  const hidden = explained.sensitive === true && !seesSensitive
  const from = retryFrom(explained, payment.settledAt ?? payment.changedAt)
  return {
    cause: declineCause(explained, seesSensitive),
    say: explained.say,
    next: explained.next,
    retry: explained.retry,
    actions: actionsOf(explained, from),
    code: hidden ? null : decline.code,
    declineCode: hidden ? null : decline.declineCode,
    adviceCode: hidden ? null : decline.adviceCode,
    networkAdviceCode: hidden ? null : decline.networkAdviceCode,
    networkDeclineCode: hidden ? null : decline.networkDeclineCode,
  }
}

/** Whether the same method may be tried again after a decline, and from when. */
export function retryOfDecline(decline: DeclineFacts, at: Date) {
  const explained = explainDecline(decline)
  return { reason: whyNot('retry', explained), from: retryFrom(explained, at) }
}

/** What the playbook offers, best first; trying the same card again is always named, or why not. */
function actionsOf(explained: Decline, from: Date | null) {
  const { steps } = explained
  const named: DeclineStep[] = steps.includes('retry') ? steps : [...steps, 'retry']
  return named.map((action) => {
    const reason = whyNot(action, explained)
    return {
      action,
      allowed: reason === null,
      reason,
      from: (action === 'retry' && from?.toISOString()) || null,
    }
  })
}

function whyNot(action: DeclineStep, { retry, steps }: Decline): string | null {
  if (action === 'askForLink') return 'Onfile cannot send payment links yet.'
  if (action !== 'retry' || steps.includes('retry')) return null
  if (steps.includes('typeAgain')) return 'Not as it is: the card has to be typed again.'
  if (retry === 'never') return 'This card cannot be charged again.'
  return 'Not as it is: another card or another way to pay is needed.'
}
