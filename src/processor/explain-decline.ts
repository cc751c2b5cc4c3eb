import {
  bankOutOfReach,
  checkDetail,
  DECLINES,
  type Decline,
  notForThisCard,
  refusedForGood,
  sensitive,
  stoppedByClient,
  unexplained,
} from './declines.ts'

/** What Stripe said about a card that was declined, as it came (`last_payment_error`). */
export interface DeclineFacts {
  code?: string | null
  declineCode?: string | null
  /** Of Stripe: `confirm_card_data`, `do_not_try_again`, `try_again_later`. */
  adviceCode?: string | null
  /** Of the card network: Mastercard's merchant advice code. */
  networkAdviceCode?: string | null
  /** Of the card network: the response code of ISO 8583. */
  networkDeclineCode?: string | null
}

const WHEN_ALLOWED = 'Take another card, or try this one again when the bank allows it.'
const ASKED_NOT_TO = 'Your bank asks us not to use this card again. Would you like to use another?'

/** Visa's category 1, "the issuer will never approve": what it is called where Stripe says less. */
const VISA_NEVER: Record<string, Decline> = {
  '04': sensitive('The bank wants this card kept: it may be lost or stolen.'),
  '07': sensitive('The bank wants this card kept and suspects fraud.'),
  '12': notForThisCard('The bank does not take such a payment from this card.'),
  '14': notForThisCard('The bank knows no such card.'),
  '15': notForThisCard('No bank stands behind this card number.'),
  '41': sensitive('The card was reported lost.'),
  '43': sensitive('The card was reported stolen.'),
  '46': notForThisCard('The account behind this card is closed.'),
  '57': notForThisCard('The bank does not allow such a payment on this card.'),
  R0: stoppedByClient('The client asked the bank to stop this payment.'),
  R1: stoppedByClient('The client told the bank to stop these payments.'),
  R3: stoppedByClient('The client told the bank to stop all payments of this kind.'),
}

/** Mastercard's merchant advice: do not try again; payments stopped by the client. */
const MASTERCARD_NEVER: Record<string, Decline> = {
  '03': refusedForGood,
  '21': stoppedByClient('The client told the bank to stop these payments.'),
}

/** Mastercard's merchant advice to wait, in minutes. */
const MASTERCARD_WAIT: Record<string, number> = {
  '02': 72 * 60,
  '24': 60,
  '25': 24 * 60,
  '26': 2 * 24 * 60,
  '27': 4 * 24 * 60,
  '28': 6 * 24 * 60,
  '29': 8 * 24 * 60,
  '30': 10 * 24 * 60,
}
/** Mastercard's merchant advice: the bank has given out a new number or date. */
const MASTERCARD_NEW_CARD = '01'
/** A fault in passing is over in a moment, even where Stripe says "later". */
const MOMENT_MINUTES = 1

/** Stripe's and the network's advice goes above the table where it is stricter; it never loosens. */
export function explainDecline(facts: DeclineFacts): Decline {
  const decline = lookUp(facts)
  if (decline.retry === 'never') return decline
  const forbidden = forbiddenBy(facts)
  if (forbidden) return asCause(decline) ? { ...forbidden, cause: decline.cause } : forbidden
  if (facts.adviceCode === 'do_not_try_again') {
    // A new number or a new date is another card, which nobody has forbidden.
    return isAsSaved(facts)
      ? { ...decline, retry: 'never' }
      : { ...refusedForGood, cause: decline.cause, say: ASKED_NOT_TO }
  }
  if (decline.retry === 'afterUpdate') return decline
  if (facts.networkAdviceCode === MASTERCARD_NEW_CARD) {
    return DECLINES.new_account_information_available ?? decline
  }
  if (facts.adviceCode === 'confirm_card_data') {
    return { ...checkDetail(decline.cause, 'the card details'), sensitive: decline.sensitive }
  }
  return waitingFor(decline, facts)
}

function forbiddenBy({ networkDeclineCode, networkAdviceCode }: DeclineFacts): Decline | undefined {
  return own(VISA_NEVER, networkDeclineCode) ?? own(MASTERCARD_NEVER, networkAdviceCode)
}

/** Whether Stripe's own cause says more than that there was a no. */
function asCause(decline: Decline): boolean {
  return decline !== unexplained
}

function waitingFor(decline: Decline, facts: DeclineFacts): Decline {
  const advised = own(MASTERCARD_WAIT, facts.networkAdviceCode) ?? 0
  if (decline.retry === 'now') {
    if (advised > 0) {
      return { ...bankOutOfReach(decline.cause), ...later({ next: WHEN_ALLOWED }, advised) }
    }
    if (facts.adviceCode !== 'try_again_later') return decline
    return { ...decline, ...later(decline, MOMENT_MINUTES) }
  }
  return advised > (decline.retryAfterMinutes ?? 0)
    ? { ...decline, ...later(decline, advised) }
    : decline
}

function later({ next }: Pick<Decline, 'next'>, minutes: number) {
  const words = minutes > 24 * 60 ? next.replace('tomorrow', 'in some days') : next
  return { retry: 'later' as const, retryAfterMinutes: minutes, next: words }
}

function lookUp({ code, declineCode }: DeclineFacts): Decline {
  const byDecline = own(DECLINES, declineCode)
  // The bank's catch-all beside a code that says more, such as a security code that is wrong.
  if (!byDecline || byDecline === unexplained)
    return own(DECLINES, code) ?? byDecline ?? unexplained
  return byDecline
}

function own<T>(table: Record<string, T>, code: string | null | undefined): T | undefined {
  return code && Object.hasOwn(table, code) ? table[code] : undefined
}

/** Who may not know a sensitive cause reads the neutral sentence instead. */
export function declineCause(decline: Decline, seesSensitive: boolean): string {
  return decline.sensitive && !seesSensitive ? 'The bank declined this card.' : decline.cause
}

/** They hold for the card as it is saved: a new number or a new date is another card. */
const NEVER_AS_SAVED = ['expired_card', 'incorrect_number', 'invalid_number']

function isAsSaved({ code, declineCode }: DeclineFacts): boolean {
  return NEVER_AS_SAVED.includes(declineCode ?? '') || NEVER_AS_SAVED.includes(code ?? '')
}

/** Whether the rules of the card networks forbid ever charging this card again as it is saved. */
export function neverRetry(facts: DeclineFacts): boolean {
  return forbidsTheCard(facts) || isAsSaved(facts)
}

/** Whether they forbid the card itself, wherever it is saved. */
export function forbidsTheCard(facts: DeclineFacts): boolean {
  return explainDecline(facts).retry === 'never' && !isAsSaved(facts)
}
