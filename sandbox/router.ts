import { BALANCE_ROUTES } from './resources/balance.ts'
import { BALANCE_TRANSACTION_ROUTES } from './resources/balance-transactions.ts'
import { CHARGE_ROUTES } from './resources/charges.ts'
import { CONFIRMATION_TOKEN_ROUTES } from './resources/confirmation-tokens.ts'
import { CUSTOMER_ROUTES } from './resources/customers.ts'
import { DISPUTE_ROUTES } from './resources/disputes.ts'
import { EVENT_ROUTES } from './resources/events.ts'
import { MANDATE_ROUTES } from './resources/mandates.ts'
import { PAYMENT_INTENT_ROUTES } from './resources/payment-intents.ts'
import { PAYMENT_METHOD_ROUTES } from './resources/payment-methods.ts'
import { PAYOUT_ROUTES } from './resources/payouts.ts'
import { REFUND_ROUTES } from './resources/refunds.ts'
import { SETUP_INTENT_ROUTES } from './resources/setup-intents.ts'
import { VERIFICATION_ROUTES } from './resources/verify-microdeposits.ts'
import { WEBHOOK_ENDPOINT_ROUTES } from './resources/webhook-endpoints.ts'
import type { Route } from './route.ts'

const ROUTES: readonly Route[] = [
  ...BALANCE_ROUTES,
  ...BALANCE_TRANSACTION_ROUTES,
  ...CHARGE_ROUTES,
  ...CONFIRMATION_TOKEN_ROUTES,
  ...CUSTOMER_ROUTES,
  ...DISPUTE_ROUTES,
  ...EVENT_ROUTES,
  ...MANDATE_ROUTES,
  ...PAYMENT_INTENT_ROUTES,
  ...PAYMENT_METHOD_ROUTES,
  ...PAYOUT_ROUTES,
  ...REFUND_ROUTES,
  ...SETUP_INTENT_ROUTES,
  ...VERIFICATION_ROUTES,
  ...WEBHOOK_ENDPOINT_ROUTES,
]

const BY_SHAPE = Map.groupBy(
  ROUTES.map((route) => ({ route, segments: route.path.split('/') })),
  ({ route, segments }) => `${route.method} ${segments.length}`,
)

export interface Match {
  route: Route
  ids: string[]
}

export function findRoute(method: string, path: string): Match | null {
  const segments = path.split('/')
  for (const known of BY_SHAPE.get(`${method} ${segments.length}`) ?? []) {
    const ids = matchSegments(known.segments, segments)
    if (ids !== null) return { route: known.route, ids }
  }
  return null
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): string[] | null {
  const ids: string[] = []
  for (const [index, wanted] of pattern.entries()) {
    const given = segments[index] as string
    if (wanted === ':id' && given !== '') ids.push(decodeId(given))
    else if (wanted !== given) return null
  }
  return ids
}

function decodeId(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
