import { randomBytes } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import type { RequestEnvironment } from './caller.ts'
import { refuse } from './problem.ts'

/** Origins of the card form's processor: its script, its frames, its API. */
export interface CardFormOrigins {
  script: string[]
  frame: string[]
  connect: string[]
}

/** docs.stripe.com/security/guide: what Stripe.js needs, and nothing more. */
export const STRIPE_ORIGINS: CardFormOrigins = {
  script: ['https://js.stripe.com', 'https://*.js.stripe.com'],
  frame: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
  connect: ['https://api.stripe.com'],
}

/** Headers of every answer. The nonce is for the one style tag that Mantine writes. */
export function securityHeaders(
  cardForm: (requestUrl: string) => CardFormOrigins,
  isSecure: boolean,
) {
  return createMiddleware<RequestEnvironment>(async (c, next) => {
    const nonce = randomBytes(16).toString('base64')
    c.set('nonce', nonce)
    await next()
    if (!c.res.headers.has('content-security-policy')) {
      c.header('content-security-policy', contentSecurityPolicy(nonce, cardForm(c.req.url)))
    }
    c.header('x-content-type-options', 'nosniff')
    c.header('referrer-policy', 'same-origin')
    c.header('cross-origin-opener-policy', 'same-origin')
    c.header('permissions-policy', 'camera=(), microphone=(), geolocation=()')
    // A proxy ends TLS, so the request itself says http.
    if (isSecure) {
      c.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
    }
  })
}

function contentSecurityPolicy(nonce: string, origins: CardFormOrigins): string {
  return [
    `default-src 'none'`,
    `script-src 'self' ${origins.script.join(' ')}`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self' ${origins.connect.join(' ')}`,
    // The letters of the outbox, in a frame that may do nothing.
    `frame-src 'self' ${origins.frame.join(' ')}`,
    `worker-src 'self'`,
    `manifest-src 'self'`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ')
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a change that another site's page asks for in a signed-in browser. Browsers name the
 * origin of every such request; a program without a browser names none and carries no cookie.
 */
export function sameOriginOnly(publicOrigin: (requestUrl: string) => string) {
  return createMiddleware<RequestEnvironment>(async (c, next) => {
    if (!SAFE_METHODS.has(c.req.method) && !comesFromUs(c.req, publicOrigin(c.req.url))) {
      refuse(
        'foreign_origin',
        'This came from another site. Open Onfile itself. Nothing was charged.',
        { moneyMoved: 'no' },
      )
    }
    await next()
  })
}

function comesFromUs(request: { header(name: string): string | undefined }, own: string): boolean {
  const origin = request.header('origin')
  if (origin !== undefined) return origin === own
  const site = request.header('sec-fetch-site')
  return site === undefined ? request.header('cookie') === undefined : site === 'same-origin'
}
