import type Stripe from 'stripe'
import type { Call } from '../route.ts'

interface Intent {
  id: string
  client_secret: string | null
}

export const CHALLENGE_PATH = '/endive/challenge'

/**
 * Where the 3-D Secure challenge is. Within a page Stripe.js opens it in a frame of the origin it
 * came from itself, so no address is needed; a redirect needs a whole one.
 */
export function nextAction(
  call: Call,
  intent: Intent,
  challengeId: string,
  way: { returnUrl: string | null; inPage: boolean },
): Stripe.PaymentIntent.NextAction & Stripe.SetupIntent.NextAction {
  if (way.returnUrl === null || way.inPage) {
    return {
      type: 'use_stripe_sdk',
      use_stripe_sdk: {
        type: 'three_d_secure_redirect',
        source: challengeId,
        stripe_js: CHALLENGE_PATH,
      },
    }
  }
  const query = new URLSearchParams({
    account: call.account,
    client_secret: intent.client_secret ?? '',
    intent: intent.id,
    return_url: way.returnUrl,
  })
  const url = `${call.origin}${CHALLENGE_PATH}?${query}`
  return { type: 'redirect_to_url', redirect_to_url: { return_url: way.returnUrl, url } }
}
