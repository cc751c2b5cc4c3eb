import type { DeclineName } from './declines.ts'

/** How a test card behaves. What is not said: it attaches, pays, and is never challenged. */
export interface CardBehaviour {
  /** Refuses to be saved (attach, SetupIntent) as well as to pay. */
  decline?: DeclineName
  /** Saves, and then fails every charge. */
  chargeDecline?: DeclineName
  /** Asks for 3-D Secure in a payment with the client present. */
  challenge?: 'always' | 'whenAsked'
  /** What happens once the challenge is passed. */
  afterChallenge?: DeclineName
  /** Payments without the client: `setUp` pays only if it was saved with authentication. */
  offSession?: 'authenticationRequired' | 'setUp' | DeclineName
  /** Asks for 3-D Secure when it is saved for later. */
  setupChallenge?: boolean
  cvcCheck?: 'fail'
  line1Check?: 'fail' | 'unavailable'
  postalCodeCheck?: 'fail' | 'unavailable'
  risk?: 'elevated' | 'highest'
  /** Its money is in the balance without delay. */
  availableAtOnce?: true
  /** What becomes of a refund to it, some time after it was made. */
  refund?: 'pendsThenSucceeds' | 'succeedsThenFails'
  /** Its holder disputes every payment: for this reason, by an inquiry first, or twice. */
  dispute?: 'fraudulent' | 'product_not_received' | 'inquiry' | 'several'
}

export interface TestCard {
  number: string
  tokens: readonly string[]
  brand: 'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay'
  funding: 'credit' | 'debit' | 'prepaid'
  /** The name under which a stored card remembers how to behave; its number is not kept. */
  behaviour: string
  /** For people: what the card does. */
  does: string
}

type Details = Partial<Pick<TestCard, 'brand' | 'funding' | 'tokens' | 'behaviour'>>

function card(number: string, does: string, details: Details = {}): TestCard {
  return {
    number,
    does,
    tokens: [],
    brand: 'visa',
    funding: 'credit',
    behaviour: 'pays',
    ...details,
  }
}

const BEHAVIOURS: Record<string, CardBehaviour> = {
  pays: {},
  declinedGeneric: { decline: 'generic' },
  declinedInsufficientFunds: { decline: 'insufficientFunds' },
  declinedLost: { decline: 'lostCard' },
  declinedStolen: { decline: 'stolenCard' },
  declinedExpired: { decline: 'expiredCard' },
  declinedCvc: { decline: 'incorrectCvc' },
  declinedProcessing: { decline: 'processingError' },
  declinedVelocity: { decline: 'velocity' },
  blocked: { decline: 'blocked', risk: 'highest' },
  declinedAfterSaving: { chargeDecline: 'generic' },
  cvcCheckFails: { cvcCheck: 'fail' },
  postalCodeCheckFails: { postalCodeCheck: 'fail' },
  line1CheckFails: { line1Check: 'fail' },
  addressChecksFail: { line1Check: 'fail', postalCodeCheck: 'fail' },
  addressUnchecked: { line1Check: 'unavailable', postalCodeCheck: 'unavailable' },
  riskElevated: { risk: 'elevated' },
  riskHighest: { risk: 'highest' },
  challengeUnlessSetUp: { challenge: 'always', offSession: 'setUp', setupChallenge: true },
  challengeAlways: {
    challenge: 'always',
    offSession: 'authenticationRequired',
    setupChallenge: true,
  },
  challengeOnSession: { challenge: 'always' },
  challengeThenInsufficientFunds: {
    challenge: 'always',
    afterChallenge: 'insufficientFunds',
    offSession: 'insufficientFunds',
    setupChallenge: true,
  },
  challengeThenDeclined: {
    challenge: 'always',
    afterChallenge: 'generic',
    offSession: 'authenticationRequired',
    setupChallenge: true,
  },
  challengeLookupFails: { decline: 'generic' },
  challengeWhenAsked: { challenge: 'whenAsked' },
  disputed: { dispute: 'fraudulent' },
  disputedProductNotReceived: { dispute: 'product_not_received' },
  disputedInquiry: { dispute: 'inquiry' },
  fraudWarning: {},
  disputedSeveralTimes: { dispute: 'several' },
  refundPends: { refund: 'pendsThenSucceeds' },
  refundFails: { refund: 'succeedsThenFails' },
  fundsAvailableAtOnce: { availableAtOnce: true },
}

export const TEST_CARDS: readonly TestCard[] = [
  card('4242424242424242', 'Visa, pays', { tokens: ['pm_card_visa'] }),
  card('4000056655665556', 'Visa debit, pays', {
    tokens: ['pm_card_visa_debit'],
    funding: 'debit',
  }),
  card('5555555555554444', 'Mastercard, pays', {
    tokens: ['pm_card_mastercard'],
    brand: 'mastercard',
  }),
  card('2223003122003222', 'Mastercard (2-series), pays', { brand: 'mastercard' }),
  card('5200828282828210', 'Mastercard debit, pays', {
    tokens: ['pm_card_mastercard_debit'],
    brand: 'mastercard',
    funding: 'debit',
  }),
  card('5105105105105100', 'Mastercard prepaid, pays', {
    tokens: ['pm_card_mastercard_prepaid'],
    brand: 'mastercard',
    funding: 'prepaid',
  }),
  card('378282246310005', 'American Express, pays', {
    tokens: ['pm_card_amex', 'pm_card_amex_threeDSecureNotSupported'],
    brand: 'amex',
  }),
  card('371449635398431', 'American Express, pays', { brand: 'amex' }),
  card('6011111111111117', 'Discover, pays', { tokens: ['pm_card_discover'], brand: 'discover' }),
  card('6011000990139424', 'Discover, pays', { brand: 'discover' }),
  card('6011981111111113', 'Discover debit, pays', { brand: 'discover', funding: 'debit' }),
  card('3056930009020004', 'Diners Club, pays', { tokens: ['pm_card_diners'], brand: 'diners' }),
  card('36227206271667', 'Diners Club, pays', { brand: 'diners' }),
  card('3566002020360505', 'JCB, pays', { tokens: ['pm_card_jcb'], brand: 'jcb' }),
  card('6200000000000005', 'UnionPay, pays', { tokens: ['pm_card_unionpay'], brand: 'unionpay' }),

  card('4000000000000002', 'Declined', {
    tokens: ['pm_card_visa_chargeDeclined', 'pm_card_chargeDeclined'],
    behaviour: 'declinedGeneric',
  }),
  card('4000000000009995', 'Declined: insufficient funds', {
    tokens: [
      'pm_card_visa_chargeDeclinedInsufficientFunds',
      'pm_card_chargeDeclinedInsufficientFunds',
    ],
    behaviour: 'declinedInsufficientFunds',
  }),
  card('4000000000009987', 'Declined: lost card', {
    tokens: ['pm_card_visa_chargeDeclinedLostCard', 'pm_card_chargeDeclinedLostCard'],
    behaviour: 'declinedLost',
  }),
  card('4000000000009979', 'Declined: stolen card', {
    tokens: ['pm_card_visa_chargeDeclinedStolenCard', 'pm_card_chargeDeclinedStolenCard'],
    behaviour: 'declinedStolen',
  }),
  card('4000000000000069', 'Declined: expired card', {
    tokens: ['pm_card_chargeDeclinedExpiredCard'],
    behaviour: 'declinedExpired',
  }),
  card('4000000000000127', 'Declined: wrong security code', {
    tokens: ['pm_card_chargeDeclinedIncorrectCvc'],
    behaviour: 'declinedCvc',
  }),
  card('4000000000000119', 'Declined: processing error', {
    tokens: ['pm_card_chargeDeclinedProcessingError'],
    behaviour: 'declinedProcessing',
  }),
  card('4000000000006975', 'Declined: used too often', {
    tokens: ['pm_card_visa_chargeDeclinedVelocityLimitExceeded'],
    behaviour: 'declinedVelocity',
  }),
  card('4000000000000341', 'Saves, then every charge is declined', {
    tokens: ['pm_card_chargeCustomerFail'],
    behaviour: 'declinedAfterSaving',
  }),
  card('4100000000000019', 'Blocked as fraud', {
    tokens: ['pm_card_radarBlock'],
    behaviour: 'blocked',
  }),
  card('4000000000000101', 'Pays, security code check fails', {
    tokens: ['pm_card_cvcCheckFail'],
    behaviour: 'cvcCheckFails',
  }),
  card('4000000000000036', 'Pays, postal code check fails', {
    tokens: ['pm_card_avsZipFail'],
    behaviour: 'postalCodeCheckFails',
  }),
  card('4000000000000028', 'Pays, street check fails', {
    tokens: ['pm_card_avsLine1Fail'],
    behaviour: 'line1CheckFails',
  }),
  card('4000000000000010', 'Pays, address checks fail', {
    tokens: ['pm_card_avsFail'],
    behaviour: 'addressChecksFail',
  }),
  card('4000000000000044', 'Pays, address not checked', {
    tokens: ['pm_card_avsUnchecked'],
    behaviour: 'addressUnchecked',
  }),
  card('4000000000009235', 'Pays, elevated risk', {
    tokens: ['pm_card_riskLevelElevated'],
    behaviour: 'riskElevated',
  }),
  card('4000000000004954', 'Pays, highest risk', {
    tokens: ['pm_card_riskLevelHighest'],
    behaviour: 'riskHighest',
  }),

  card('4000002500003155', '3-D Secure, unless it was saved with it', {
    tokens: ['pm_card_authenticationRequiredOnSetup'],
    behaviour: 'challengeUnlessSetUp',
  }),
  card('4000002760003184', '3-D Secure every time', {
    tokens: ['pm_card_authenticationRequired'],
    behaviour: 'challengeAlways',
  }),
  card('4000003800000446', '3-D Secure only with the client present', {
    tokens: ['pm_card_authenticationRequiredSetupForOffSession'],
    behaviour: 'challengeOnSession',
  }),
  card('4000008260003178', '3-D Secure, then insufficient funds', {
    tokens: ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds'],
    behaviour: 'challengeThenInsufficientFunds',
  }),
  card('4000000000003220', '3-D Secure 2, then pays', {
    tokens: ['pm_card_threeDSecure2Required'],
    behaviour: 'challengeAlways',
  }),
  card('4000008400001629', '3-D Secure, then declined', {
    tokens: ['pm_card_threeDSecureRequiredChargeDeclined'],
    behaviour: 'challengeThenDeclined',
  }),
  card('4000008400001280', 'Declined: 3-D Secure cannot be reached', {
    tokens: ['pm_card_threeDSecureRequiredProcessingError'],
    behaviour: 'challengeLookupFails',
  }),
  card('4000000000003055', 'Pays; 3-D Secure when asked for', {
    tokens: ['pm_card_threeDSecureOptional'],
    behaviour: 'challengeWhenAsked',
  }),

  card('4000000000000259', 'Pays, then disputed as fraud', {
    tokens: ['pm_card_createDispute'],
    behaviour: 'disputed',
  }),
  card('4000000000002685', 'Pays, then disputed: not received', {
    tokens: ['pm_card_createDisputeProductNotReceived'],
    behaviour: 'disputedProductNotReceived',
  }),
  card('4000000000001976', 'Pays, then an inquiry', {
    tokens: ['pm_card_createDisputeInquiry'],
    behaviour: 'disputedInquiry',
  }),
  card('4000000000005423', 'Pays, then a fraud warning', {
    tokens: ['pm_card_createIssuerFraudRecord'],
    behaviour: 'fraudWarning',
  }),
  card('4000000404000079', 'Pays, then disputed several times', {
    tokens: ['pm_card_createMultipleDisputes'],
    behaviour: 'disputedSeveralTimes',
  }),
  card('4000000000007726', 'Pays; a refund pends, then succeeds', {
    tokens: ['pm_card_pendingRefund'],
    behaviour: 'refundPends',
  }),
  card('4000000000005126', 'Pays; a refund succeeds, then fails', {
    tokens: ['pm_card_refundFail'],
    behaviour: 'refundFails',
  }),
  card('4000000000000077', 'Pays, funds available at once', {
    tokens: ['pm_card_bypassPending'],
    behaviour: 'fundsAvailableAtOnce',
  }),
]

const BY_NUMBER = new Map(TEST_CARDS.map((one) => [one.number, one]))
const BY_TOKEN = new Map(TEST_CARDS.flatMap((one) => one.tokens.map((token) => [token, one])))

export function findCardByNumber(number: string): TestCard | null {
  return BY_NUMBER.get(number) ?? null
}

/** `pm_card_visa`, and `tok_visa` which means the same card. */
export function findCardByToken(token: string): TestCard | null {
  return BY_TOKEN.get(token.startsWith('tok_') ? `pm_card_${token.slice(4)}` : token) ?? null
}

export function behaviourOf(name: string): CardBehaviour {
  return BEHAVIOURS[name] ?? {}
}

export function passesLuhn(number: string): boolean {
  let sum = 0
  for (let index = 0; index < number.length; index++) {
    const digit = Number(number[number.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return number.length > 0 && sum % 10 === 0
}
