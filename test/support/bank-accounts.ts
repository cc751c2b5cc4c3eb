import type Stripe from 'stripe'

/** What the holder of an account says yes to, as a server tells it. */
export const AGREED = {
  customer_acceptance: {
    type: 'online',
    online: { ip_address: '127.0.0.1', user_agent: 'Test' },
  },
} as const

export const BANK_ONLY: Array<'us_bank_account'> = ['us_bank_account']

/** An account whose numbers were typed, so that it is still to be verified. */
export function typedAccount(number: string) {
  return {
    type: 'us_bank_account',
    billing_details: { name: 'Ann Lee', email: 'ann@example.com' },
    us_bank_account: {
      account_holder_type: 'company',
      account_number: number,
      account_type: 'savings',
      routing_number: '110000000',
    },
  } as const
}

/** Saves it for payments to come, or waits for its verification. */
export function saveAccount(
  stripe: Stripe,
  method: string,
  more: Partial<Stripe.SetupIntentCreateParams> = {},
): Promise<Stripe.SetupIntent> {
  return stripe.setupIntents.create({
    allowed_payment_method_types: BANK_ONLY,
    payment_method: method,
    mandate_data: AGREED,
    confirm: true,
    ...more,
  })
}

type Failure = Stripe.errors.StripeError & {
  payment_intent?: Stripe.PaymentIntent
  setup_intent?: Stripe.SetupIntent
}

/** The refusal of a call that must not go through. */
export function failureOf(work: Promise<unknown>): Promise<Failure> {
  return work.then(
    () => {
      throw new Error('This was to be refused.')
    },
    (error: Failure) => error,
  )
}
