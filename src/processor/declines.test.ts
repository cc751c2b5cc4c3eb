import { describe, expect, test } from 'vitest'
import { DECLINES } from './declines.ts'
import { declineCause, explainDecline, forbidsTheCard, neverRetry } from './explain-decline.ts'

const NEUTRAL = 'The bank declined this card.'

/** What Stripe's test cards answer, declined outright or after the bank asked for approval. */
const OF_TEST_CARDS = [
  ...['generic_decline', 'insufficient_funds', 'lost_card', 'stolen_card', 'expired_card'],
  ...['incorrect_cvc', 'processing_error', 'incorrect_number', 'card_velocity_exceeded'],
  ...['fraudulent', 'invalid_expiry_month', 'invalid_expiry_year', 'invalid_cvc'],
  'authentication_required',
]
const OF_BANKS = [
  ...['pickup_card', 'do_not_honor', 'do_not_try_again', 'invalid_account', 'card_not_supported'],
  ...['currency_not_supported', 'stop_payment_order', 'revocation_of_authorization'],
  ...['revocation_of_all_authorizations', 'try_again_later', 'issuer_not_available'],
  ...['reenter_transaction', 'transaction_not_allowed', 'call_issuer', 'invalid_amount'],
  ...['withdrawal_count_limit_exceeded', 'restricted_card', 'security_violation'],
  ...['service_not_allowed', 'not_permitted', 'no_action_taken', 'testmode_decline'],
  ...['new_account_information_available', 'live_mode_test_card', 'merchant_blacklist'],
  ...['payment_intent_authentication_failure', 'approve_with_id', 'duplicate_transaction'],
  ...['incorrect_zip', 'incorrect_address', 'incorrect_pin', 'pin_try_exceeded'],
  ...['invalid_pin', 'offline_pin_required', 'online_or_offline_pin_required', 'invalid_number'],
  ...[
    'setup_intent_authentication_failure',
    'card_decline_rate_limit_exceeded',
    'processing_error',
  ],
  ...['mobile_device_authentication_required', 'previously_declined_do_not_retry'],
  ...['highest_risk_level', 'test_mode_live_card'],
]
/** Visa's category 1 and Mastercard's merchant advice, as the networks number them. */
const NEVER_OF_VISA = ['04', '07', '12', '14', '15', '41', '43', '46', '57', 'R0', 'R1', 'R3']
const WAITS_OF_MASTERCARD = { '02': 72, 24: 1, 25: 24, 26: 48, 27: 96, 28: 144, 29: 192, 30: 240 }
const FORBIDDEN_EVER_AFTER = [
  ...['lost_card', 'stolen_card', 'pickup_card', 'invalid_account', 'incorrect_number'],
  ...['revocation_of_authorization', 'revocation_of_all_authorizations', 'stop_payment_order'],
  ...['card_not_supported', 'expired_card', 'fraudulent', 'do_not_try_again'],
]

describe('the table', () => {
  test.each([...OF_TEST_CARDS, ...OF_BANKS])('knows %s', (code) => {
    expect(DECLINES).toHaveProperty(code)
    expect(explainDecline({ code: 'card_declined', declineCode: code })).toBe(DECLINES[code])
  })

  test.each(Object.entries(DECLINES))('%s is said in plain and kind sentences', (_, decline) => {
    for (const sentence of [decline.cause, decline.say, decline.next]) {
      expect(sentence).toMatch(/^[A-Z].*[.?]$/)
      expect(sentence).not.toMatch(/\b(please|sorry|oops|invalid|forbidden|illegal|error)\b/i)
      expect(sentence).not.toMatch(/_|\d/)
      expect(sentence.length).toBeLessThan(120)
    }
    expect(decline.cause).not.toMatch(/\?/)
    expect(decline.say).not.toMatch(/\b(the client|declined|issuer|cardholder|merchant)\b/i)
  })

  test('no sentence is a code written out', () => {
    const codes = Object.keys(DECLINES).map((code) => code.replaceAll('_', ' '))
    for (const { cause, say, next } of Object.values(DECLINES)) {
      for (const sentence of [cause, say, next]) {
        expect(codes).not.toContain(sentence.toLowerCase().replace(/[.?]$/, ''))
      }
    }
  })

  test.each(Object.entries(DECLINES))('%s says what may be done next, as data', (_, decline) => {
    const { steps, retry } = decline
    expect(steps.length).toBeGreaterThan(0)
    expect(new Set(steps).size).toBe(steps.length)
    if (retry === 'never') expect(steps).not.toContain('retry')
    if (retry === 'now' || retry === 'later') expect(steps).toContain('retry')
    // A card that is typed again is nothing to wait for.
    if (steps.includes('typeAgain')) expect(retry).toBe('afterUpdate')
    if (decline.sensitive) expect(steps).toEqual(['otherMethod'])
  })

  test('S0-14 S0-15 S0-16 S0-17 S0-18 each failure has its own way on', () => {
    const steps = (code: string) => explainDecline({ code }).steps
    expect(steps('generic_decline')[0]).toBe('otherMethod')
    expect(steps('insufficient_funds')).toEqual(['otherMethod', 'smallerAmount', 'retry'])
    expect(steps('expired_card')).toEqual(['typeAgain', 'otherMethod'])
    expect(steps('incorrect_cvc')).toEqual(['typeAgain', 'otherMethod'])
    expect(steps('processing_error')[0]).toBe('retry')
  })

  test('a time to wait stands with later, and only there', () => {
    for (const { retry, retryAfterMinutes } of Object.values(DECLINES)) {
      expect(retryAfterMinutes !== undefined).toBe(retry === 'later')
    }
  })
})

describe('sensitive causes', () => {
  const sensitive = Object.entries(DECLINES).filter(([, decline]) => decline.sensitive)

  test('are those of loss, theft, fraud and security', () => {
    const codes = sensitive.map(([code]) => code)
    for (const code of ['lost_card', 'stolen_card', 'pickup_card', 'restricted_card']) {
      expect(codes).toContain(code)
    }
    for (const code of ['fraudulent', 'highest_risk_level', 'security_violation']) {
      expect(codes).toContain(code)
    }
    expect(codes).not.toContain('insufficient_funds')
  })

  test.each(sensitive)('%s is hidden from the front desk', (_, decline) => {
    expect(declineCause(decline, false)).toBe(NEUTRAL)
    expect(declineCause(decline, true)).toBe(decline.cause)
    expect(decline.cause).not.toBe(NEUTRAL)
    // What is said and done is the same for all of them, and as for a bank that gave no reason.
    expect(decline.say).toBe(DECLINES.do_not_try_again?.say)
    expect(decline.next).toBe(DECLINES.do_not_try_again?.next)
  })

  test('an ordinary cause is for everyone', () => {
    const decline = explainDecline({ declineCode: 'insufficient_funds' })
    expect(declineCause(decline, false)).toBe('Not enough money or credit on the card today.')
  })
})

describe('explainDecline', () => {
  test.each([
    [{}],
    [{ code: null, declineCode: null, adviceCode: null }],
    [{ code: 'card_declined' }],
    [{ code: 'card_declined', declineCode: 'a_code_of_next_year' }],
    [{ declineCode: 'constructor' }],
    [{ declineCode: '__proto__' }],
  ])('%j is explained as a decline without a reason', (facts) => {
    expect(explainDecline(facts)).toBe(DECLINES.generic_decline)
  })

  test('takes the decline code, or the code where it says more', () => {
    expect(explainDecline({ code: 'expired_card' })).toBe(DECLINES.expired_card)
    expect(explainDecline({ code: 'incorrect_cvc', declineCode: 'generic_decline' })).toBe(
      DECLINES.incorrect_cvc,
    )
    expect(explainDecline({ code: 'incorrect_cvc', declineCode: 'stolen_card' })).toBe(
      DECLINES.stolen_card,
    )
  })

  test('advice makes the table stricter', () => {
    const told = explainDecline({ declineCode: 'generic_decline', adviceCode: 'do_not_try_again' })
    expect(told).toMatchObject({ retry: 'never', cause: DECLINES.generic_decline?.cause })
    expect(told.retryAfterMinutes).toBeUndefined()
    expect(told.next).not.toContain('tomorrow')
    const check = { declineCode: 'do_not_honor', adviceCode: 'confirm_card_data' }
    expect(explainDecline(check)).toMatchObject({ retry: 'afterUpdate' })
    const wait = { code: 'processing_error', adviceCode: 'try_again_later' }
    expect(explainDecline(wait)).toMatchObject({ retry: 'later', retryAfterMinutes: 1 })
  })

  test('an expired card that must not be tried again can still be replaced by its new date', () => {
    const told = explainDecline({ code: 'expired_card', adviceCode: 'do_not_try_again' })
    expect(told).toMatchObject({ retry: 'never', steps: ['typeAgain', 'otherMethod'] })
    expect(told.say).toBe(DECLINES.expired_card?.say)
  })

  test.each(NEVER_OF_VISA)('%s of Visa is never, with words', (networkDeclineCode) => {
    const told = explainDecline({ declineCode: 'generic_decline', networkDeclineCode })
    expect(told).toMatchObject({ retry: 'never', steps: ['otherMethod'] })
    expect(told.cause).not.toBe(DECLINES.generic_decline?.cause)
    expect(told.cause).toMatch(/^[A-Z].*\.$/)
    const known = explainDecline({ declineCode: 'insufficient_funds', networkDeclineCode })
    expect(known).toMatchObject({ retry: 'never', cause: DECLINES.insufficient_funds?.cause })
  })

  test.each(['03', '21'])('%s of Mastercard is never', (networkAdviceCode) => {
    expect(explainDecline({ declineCode: 'do_not_honor', networkAdviceCode }).retry).toBe('never')
  })

  test('01 of Mastercard asks for the new card', () => {
    const told = explainDecline({ declineCode: 'do_not_honor', networkAdviceCode: '01' })
    expect(told).toBe(DECLINES.new_account_information_available)
  })

  test.each(Object.entries(WAITS_OF_MASTERCARD))(
    '%s of Mastercard waits %i hours at the least',
    (networkAdviceCode, hours) => {
      for (const code of ['processing_error', 'insufficient_funds', 'issuer_not_available']) {
        const own = DECLINES[code]?.retryAfterMinutes ?? 0
        expect(explainDecline({ code, networkAdviceCode })).toMatchObject({
          retry: 'later',
          retryAfterMinutes: Math.max(own, hours * 60),
        })
      }
    },
  )

  test('advice never loosens it', () => {
    for (const adviceCode of ['try_again_later', 'confirm_card_data', 'new_advice']) {
      for (const [declineCode, decline] of Object.entries(DECLINES)) {
        const { retry } = explainDecline({ declineCode, adviceCode })
        if (decline.retry === 'never' || decline.retry === 'afterUpdate') {
          expect([declineCode, retry]).toEqual([declineCode, decline.retry])
        }
        if (decline.retry === 'later') expect(retry).not.toBe('now')
      }
    }
  })
})

describe('neverRetry', () => {
  test.each(FORBIDDEN_EVER_AFTER)('after %s', (code) => {
    expect(neverRetry({ code: 'card_declined', declineCode: code })).toBe(true)
    expect(neverRetry({ code })).toBe(true)
  })

  test.each([
    ['of Stripe', { adviceCode: 'do_not_try_again' }],
    ['03 of Mastercard', { networkAdviceCode: '03' }],
    ['21 of Mastercard', { networkAdviceCode: '21' }],
    ...NEVER_OF_VISA.map((code): [string, object] => [
      `${code} of Visa`,
      { networkDeclineCode: code },
    ]),
  ])('when told by %s, whatever the decline code', (_, advice) => {
    expect(neverRetry({ declineCode: 'generic_decline', ...advice })).toBe(true)
    expect(neverRetry({ declineCode: 'insufficient_funds', ...advice })).toBe(true)
  })

  test('a card that is only wrong as it is saved is not forbidden itself', () => {
    expect(forbidsTheCard({ code: 'expired_card', adviceCode: 'do_not_try_again' })).toBe(false)
    expect(forbidsTheCard({ code: 'incorrect_number' })).toBe(false)
    expect(forbidsTheCard({ declineCode: 'stolen_card' })).toBe(true)
    expect(forbidsTheCard({ networkAdviceCode: '03' })).toBe(true)
  })

  test.each([
    [{ declineCode: 'insufficient_funds', networkDeclineCode: '51' }],
    [{ declineCode: 'do_not_honor', networkDeclineCode: '05', networkAdviceCode: '02' }],
    [{ code: 'incorrect_cvc' }],
    [{ code: 'authentication_required', declineCode: 'authentication_required' }],
    [{ adviceCode: 'try_again_later', networkAdviceCode: '24' }],
    [{ adviceCode: 'confirm_card_data', networkAdviceCode: '01' }],
    [{}],
  ])('not after %j', (facts) => expect(neverRetry(facts)).toBe(false))
})
