/**
 * When the same card may be charged again: `now`; `later`, after `retryAfterMinutes`;
 * `afterUpdate`, when the client has done something (corrected the details, approved, spoken with
 * the bank); `never`.
 */
export type DeclineRetry = 'now' | 'later' | 'never' | 'afterUpdate'

/**
 * What may be done next. `retry`: the same card as it is; `typeAgain`: the same card, its details
 * typed anew with the client present.
 */
export type DeclineStep =
  | 'otherMethod'
  | 'smallerAmount'
  | 'typeAgain'
  | 'retry'
  | 'askForLink'
  | 'callBank'

/** What staff read when a bank declines a card. Sentences, without codes. */
export interface Decline {
  cause: string
  /** Words to say to the client. */
  say: string
  /** What to do now. */
  next: string
  /** The same as data, best first. */
  steps: DeclineStep[]
  retry: DeclineRetry
  /** With `later` only. */
  retryAfterMinutes?: number
  /** The cause is for managers: a client at the counter must not learn it from the screen. */
  sensitive?: boolean
}

const HOUR = 60
const DAY = 24 * HOUR

const OTHER_WAY = 'Ask for another card or another way to pay.'
const NOT_AGAIN = 'Take another card or another way to pay. This card cannot be charged again.'
const NO_REASON = 'Your bank did not say why. Would you like to use another card?'

export const unexplained: Decline = {
  cause: 'The bank declined the card and gave no reason.',
  say: NO_REASON,
  next: `${OTHER_WAY} The client can ask the bank; try this card again tomorrow at the earliest.`,
  steps: ['otherMethod', 'callBank', 'retry'],
  retry: 'later',
  retryAfterMinutes: DAY,
}

export const refusedForGood: Decline = {
  cause: 'The bank declined the card and asked us not to charge it again.',
  say: NO_REASON,
  next: NOT_AGAIN,
  steps: ['otherMethod'],
  retry: 'never',
}

/** What the client hears must be the same for all of these. */
export function sensitive(cause: string): Decline {
  const steps: DeclineStep[] = ['otherMethod']
  return { cause, say: NO_REASON, next: NOT_AGAIN, steps, retry: 'never', sensitive: true }
}

function bankMustAllow(cause: string): Decline {
  return {
    cause,
    say: 'Your bank did not allow this payment. You could call the number on your card, or use another one.',
    next: `${OTHER_WAY} Charge this card again after the client has spoken with the bank.`,
    steps: ['otherMethod', 'callBank', 'retry'],
    retry: 'afterUpdate',
  }
}

function overLimit(cause: string): Decline {
  return {
    cause,
    say: 'Your bank did not allow this amount today. Would you like another card, or part of it?',
    next: 'Take another card or a smaller amount, or try this card again tomorrow.',
    steps: ['otherMethod', 'smallerAmount', 'retry'],
    retry: 'later',
    retryAfterMinutes: DAY,
  }
}

export function checkDetail(cause: string, detail: string): Decline {
  return {
    cause,
    say: `Could you check ${detail} with me once more?`,
    next: `Correct ${detail} and charge again.`,
    steps: ['typeAgain', 'otherMethod'],
    retry: 'afterUpdate',
  }
}

export function bankOutOfReach(cause: string): Decline {
  return {
    cause,
    say: 'Your bank is not answering right now. I can try again later, or take another card.',
    next: 'Try again in an hour, or take another card.',
    steps: ['otherMethod', 'retry'],
    retry: 'later',
    retryAfterMinutes: HOUR,
  }
}

function passingTrouble(cause: string): Decline {
  return {
    cause,
    say: 'That did not go through, and it is nothing you did. Shall I try once more?',
    next: 'Wait a moment, then charge once more. If it is declined again, take another card.',
    steps: ['retry', 'otherMethod'],
    retry: 'now',
  }
}

export function notForThisCard(cause: string): Decline {
  return {
    cause,
    say: 'Your card cannot be used for this payment. Would you like to use another one?',
    next: NOT_AGAIN,
    steps: ['otherMethod'],
    retry: 'never',
  }
}

export function stoppedByClient(cause: string): Decline {
  return {
    cause,
    say: 'Your bank tells us that these payments were stopped. Would you like to pay another way?',
    next: 'Do not charge this card again. Talk with the client before the next payment is due.',
    steps: ['otherMethod'],
    retry: 'never',
  }
}

function approvalNeeded(cause: string): Decline {
  return {
    cause,
    say: 'Your bank would like you to approve this payment. It takes a minute on your phone.',
    next: 'Type the card again while the client is here to approve it.',
    steps: ['typeAgain', 'askForLink', 'otherMethod'],
    retry: 'afterUpdate',
  }
}

function needsPin(cause: string): Decline {
  return {
    cause,
    say: 'Your bank wants this card used with its PIN. Would you like to use another card?',
    next: `${OTHER_WAY} A PIN works only on a card reader.`,
    steps: ['otherMethod'],
    retry: 'afterUpdate',
  }
}

function testCard(cause: string, next: string): Decline {
  return {
    cause,
    say: 'Would you like to use another card?',
    next,
    steps: ['otherMethod'],
    retry: 'never',
  }
}

/**
 * The decline playbook, by Stripe's `decline_code`, or `code` where there is none
 * (docs.stripe.com/declines/codes, docs.stripe.com/error-codes).
 */
export const DECLINES: Record<string, Decline> = {
  generic_decline: unexplained,
  do_not_honor: unexplained,
  no_action_taken: unexplained,
  do_not_try_again: refusedForGood,
  previously_declined_do_not_retry: refusedForGood,

  insufficient_funds: overLimit('Not enough money or credit on the card today.'),
  withdrawal_count_limit_exceeded: overLimit('The card has reached its limit.'),
  card_velocity_exceeded: overLimit('The card was used too often, or above its limit.'),
  invalid_amount: {
    ...bankMustAllow('The bank does not allow this amount on this card.'),
    next: 'Check the amount. Take another card, or charge again after the client has spoken with the bank.',
    steps: ['smallerAmount', 'otherMethod', 'callBank', 'retry'],
  },
  card_decline_rate_limit_exceeded: {
    ...unexplained,
    cause: 'This card was declined too often in a short time.',
  },
  duplicate_transaction: {
    cause: 'The bank has just seen a payment of the same amount from this card.',
    say: 'Your bank thinks that this was paid a moment ago. Let me check before we do anything.',
    next: 'Look at the payments of this client first. Charge again only if none of them was paid.',
    steps: ['retry'],
    retry: 'later',
    retryAfterMinutes: HOUR,
  },

  lost_card: sensitive('The card was reported lost.'),
  stolen_card: sensitive('The card was reported stolen.'),
  pickup_card: sensitive('The bank wants this card kept: it may be lost or stolen.'),
  restricted_card: sensitive('The bank has blocked this card: it may be lost or stolen.'),
  fraudulent: sensitive('The bank or Stripe suspects fraud.'),
  highest_risk_level: sensitive('Stripe blocked this charge: it saw the highest risk of fraud.'),
  merchant_blacklist: sensitive('This card is on the list of cards that the business has blocked.'),
  security_violation: sensitive('The bank saw a breach of its security rules.'),

  stop_payment_order: stoppedByClient('The client asked the bank to stop this payment.'),
  revocation_of_authorization: stoppedByClient('The client told the bank to stop these payments.'),
  revocation_of_all_authorizations: stoppedByClient(
    'The client told the bank to stop all payments of this kind.',
  ),

  expired_card: {
    ...checkDetail('The card has expired.', 'the expiry date'),
    say: 'Your card has expired. Has your bank sent you a new one?',
    next: 'Take the new card, or correct the expiry date.',
  },
  incorrect_cvc: checkDetail('The security code did not match.', 'the security code'),
  invalid_cvc: checkDetail('The security code is not complete.', 'the security code'),
  incorrect_number: checkDetail('The card number is not right.', 'the card number'),
  invalid_number: checkDetail('The card number is not right.', 'the card number'),
  invalid_expiry_month: checkDetail('The month of expiry does not exist.', 'the expiry date'),
  invalid_expiry_year: checkDetail('The year of expiry is in the past.', 'the expiry date'),
  incorrect_zip: checkDetail('The postal code is not the one the bank has.', 'the postal code'),
  incorrect_address: checkDetail('The address is not the one the bank has.', 'the billing address'),
  new_account_information_available: {
    ...checkDetail('The bank has given the client a new card or account.', 'the card details'),
    say: 'Your bank tells us that you have a new card. Do you have it with you?',
    next: 'Take the new card and save it in place of this one.',
  },
  invalid_account: notForThisCard('The account behind this card is closed or does not exist.'),
  card_not_supported: notForThisCard('This kind of card cannot be used for such a payment.'),
  currency_not_supported: notForThisCard('This card cannot be charged in this currency.'),
  transaction_not_allowed: notForThisCard('The bank does not allow such a payment on this card.'),

  call_issuer: bankMustAllow('The bank wants to speak with the client first.'),
  not_permitted: bankMustAllow('The bank does not permit this payment.'),
  service_not_allowed: bankMustAllow('The bank does not allow this kind of payment yet.'),

  processing_error: passingTrouble('The card network had a fault while charging.'),
  reenter_transaction: passingTrouble(
    'The bank could not handle the payment and wants it sent again.',
  ),
  approve_with_id: passingTrouble('The bank could not approve the payment at once.'),
  try_again_later: bankOutOfReach('The bank could not decide now and wants us to try again later.'),
  issuer_not_available: bankOutOfReach('The bank could not be reached.'),

  authentication_required: approvalNeeded('The bank wants the client to approve this payment.'),
  mobile_device_authentication_required: approvalNeeded(
    'The bank wants the client to approve this payment on a phone.',
  ),
  payment_intent_authentication_failure: approvalNeeded(
    'The approval that the bank asked for was not given.',
  ),
  setup_intent_authentication_failure: {
    ...approvalNeeded('The approval that the bank asked for was not given.'),
    say: 'Your bank would like you to approve saving this card. It takes a minute on your phone.',
    next: 'Save the card again while the client is here to approve it.',
  },

  incorrect_pin: needsPin('The PIN did not match.'),
  invalid_pin: needsPin('The PIN did not match.'),
  offline_pin_required: needsPin('The card wants a PIN.'),
  online_or_offline_pin_required: needsPin('The card wants a PIN.'),
  pin_try_exceeded: needsPin('The PIN was typed wrongly too often.'),

  testmode_decline: testCard('This is a test card.', 'Use a real card.'),
  live_mode_test_card: testCard('This is a test card.', 'Use a real card.'),
  test_mode_live_card: testCard(
    'This is a real card, and the business is in test mode.',
    'Use a test card. Real cards can be charged once the business has gone live.',
  ),
}
