/** What an issuer, or the processor's own fraud rules, can answer instead of the money. */
export interface Decline {
  code: string
  declineCode?: string
  message: string
  param?: string
  adviceCode: 'try_again_later' | 'do_not_try_again' | 'confirm_card_data' | null
  networkDeclineCode: string | null
  outcomeType: 'issuer_declined' | 'blocked'
  sellerMessage: string
}

const DECLINED = 'Your card was declined.'
const ISSUER = 'The bank did not return any further details with this decline.'

function declined(
  declineCode: string,
  network: string | null,
  more: Partial<Decline> = {},
): Decline {
  return {
    code: 'card_declined',
    declineCode,
    message: DECLINED,
    adviceCode: 'try_again_later',
    networkDeclineCode: network,
    outcomeType: 'issuer_declined',
    sellerMessage: ISSUER,
    ...more,
  }
}

export const DECLINES = {
  generic: declined('generic_decline', '05'),
  insufficientFunds: declined('insufficient_funds', '51', {
    message: 'Your card has insufficient funds.',
    sellerMessage: 'The bank returned the decline code `insufficient_funds`.',
  }),
  lostCard: declined('lost_card', '41', {
    adviceCode: 'do_not_try_again',
    sellerMessage: 'The bank returned the decline code `lost_card`.',
  }),
  stolenCard: declined('stolen_card', '43', {
    adviceCode: 'do_not_try_again',
    sellerMessage: 'The bank returned the decline code `stolen_card`.',
  }),
  velocity: declined('card_velocity_exceeded', '65', {
    message:
      'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
    sellerMessage: 'The bank returned the decline code `card_velocity_exceeded`.',
  }),
  blocked: declined('fraudulent', null, {
    adviceCode: 'do_not_try_again',
    outcomeType: 'blocked',
    sellerMessage: 'Stripe blocked this payment as too risky.',
  }),
  expiredCard: {
    code: 'expired_card',
    message: 'Your card has expired.',
    param: 'exp_month',
    adviceCode: 'do_not_try_again',
    networkDeclineCode: '54',
    outcomeType: 'issuer_declined',
    sellerMessage: 'The bank returned the decline code `expired_card`.',
  },
  incorrectCvc: {
    code: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
    param: 'cvc',
    adviceCode: 'confirm_card_data',
    networkDeclineCode: 'N7',
    outcomeType: 'issuer_declined',
    sellerMessage: 'The bank returned the decline code `incorrect_cvc`.',
  },
  processingError: {
    code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
    adviceCode: 'try_again_later',
    networkDeclineCode: null,
    outcomeType: 'issuer_declined',
    sellerMessage: 'The bank returned the decline code `processing_error`.',
  },
  authenticationRequired: {
    code: 'authentication_required',
    declineCode: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
    adviceCode: null,
    networkDeclineCode: '1A',
    outcomeType: 'issuer_declined',
    sellerMessage: 'The bank returned the decline code `authentication_required`.',
  },
} as const satisfies Record<string, Decline>

export type DeclineName = keyof typeof DECLINES

export function declineOf(name: DeclineName): Decline {
  return DECLINES[name]
}
