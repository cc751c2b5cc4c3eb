import { randomUUID } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import { allocationRoutes } from './allocations/routes.ts'
import { attentionRoutes } from './attention/routes.ts'
import { clientFeeRoutes } from './client-fees/routes.ts'
import { clientRoutes } from './clients/routes.ts'
import { acrossOrganizations } from './database/transaction.ts'
import { differenceRoutes } from './differences/routes.ts'
import { disputeRoutes } from './disputes/routes.ts'
import { noCardNumberInAddress } from './http/address.ts'
import { answerError } from './http/answer-errors.ts'
import { describeApi } from './http/api-description.ts'
import type { RequestEnvironment } from './http/caller.ts'
import { refuseUnknown } from './http/ids.ts'
import { limitedBody, plainJsonOnly } from './http/json-requests.ts'
import type { LiveBell } from './http/live.ts'
import { servePages } from './http/pages.ts'
import { requestPlace } from './http/place.ts'
import { privateNetworkOnly } from './http/private-network.ts'
import { refuse } from './http/problem.ts'
import { newRouter } from './http/router.ts'
import {
  type CardFormOrigins,
  STRIPE_ORIGINS,
  sameOriginOnly,
  securityHeaders,
} from './http/security.ts'
import { documentRoutes } from './invoices/document-routes.ts'
import { draftRoutes } from './invoices/draft-routes.ts'
import { invoiceRoutes } from './invoices/routes.ts'
import { taxRoutes } from './invoices/tax-routes.ts'
import { isSlug, organizationOfSlug } from './organizations/organization.ts'
import { approvalRoutes } from './payments/approval-routes.ts'
import { automaticChargeRoutes } from './payments/automatic-charge-routes.ts'
import { checkRoutes } from './payments/check-routes.ts'
import { liveRoutes } from './payments/live-routes.ts'
import { paymentRoutes } from './payments/routes.ts'
import { scheduleRoutes } from './payments/schedule-routes.ts'
import { payoutRoutes } from './payouts/routes.ts'
import { portalAccountRoutes } from './portal/account-routes.ts'
import { asPortalPerson, intoAccount } from './portal/into-account.ts'
import { asLinkHolder } from './portal/link-door.ts'
import { linkRoutes } from './portal/link-routes.ts'
import { peopleRoutes } from './portal/people-routes.ts'
import { profileRoutes } from './portal/profile-routes.ts'
import { portalEntrance, portalRoutes } from './portal/routes.ts'
import { sentLinkRoutes } from './portal/sent-link-routes.ts'
import { portalWalletRoutes } from './portal/wallet-routes.ts'
import type { App } from './processor/app.ts'
import { receiveWebhook } from './processor/webhook.ts'
import { refundRoutes } from './refunds/routes.ts'
import { booksRoutes } from './reports/books-routes.ts'
import { dayRoutes } from './reports/day-routes.ts'
import { invoiceListRoutes } from './reports/invoice-list-routes.ts'
import { reportRoutes } from './reports/routes.ts'
import { savedViewRoutes } from './reports/saved-view-routes.ts'
import { statementRoutes } from './reports/statement-routes.ts'
import { returnRoutes } from './returns/routes.ts'
import { runRoutes } from './runs/routes.ts'
import { businessRoutes } from './settings/business-routes.ts'
import { creditUseRoutes } from './settings/change-credit-use.ts'
import { choiceRoutes } from './settings/choice-routes.ts'
import { mailRoutes } from './settings/mail-routes.ts'
import { processorRoutes } from './settings/processor-routes.ts'
import { authRoutes } from './staff/auth-routes.ts'
import type { Login } from './staff/login.ts'
import { meRoutes } from './staff/me-routes.ts'
import { type OrganizationSettings, organizationRoutes } from './staff/organization-routes.ts'
import { roleRoutes } from './staff/role-routes.ts'
import { staffRoutes } from './staff/routes.ts'
import { securityRoutes } from './staff/security-routes.ts'
import { type EntranceSettings, sessionRoutes } from './staff/session-routes.ts'
import { signInRoutes } from './staff/sign-in-routes.ts'
import { consentRoutes } from './wallet/consent-routes.ts'
import { walletRoutes } from './wallet/routes.ts'

export interface WebSettings extends EntranceSettings, OrganizationSettings {
  /** The public address is https: cookies are for https only. */
  isSecure: boolean
  /** Plain http is taken from anywhere: the operator said so. */
  allowHttp: boolean
  /** Another place that speaks Stripe's API; null: Stripe's own. */
  stripeUrl: string | null
  /** The address people type, for a request to this URL: set, or the request's own. */
  publicOrigin: (requestUrl: string) => string
  /** Where the built pages lie. */
  pagesFolder: string
  /** Whether this process can do its work now, check by check. */
  readiness: () => Promise<{ status: 'ready' | 'not_ready' }>
  log: (line: Record<string, unknown>) => void
}

/** Every route of the product: the answer to "who calls this?" for HTTP. */
export function makeWeb(app: App, login: Login, bell: LiveBell, settings: WebSettings) {
  const web = newRouter()
  web.onError(answerError(settings.log))
  web.use(async (c, next) => {
    c.set('requestId', randomUUID())
    await next()
    c.header('x-request-id', c.var.requestId)
  })
  web.use(
    securityHeaders(
      (url) => cardFormOrigins(settings.sandboxUrl?.(url) ?? null),
      settings.isSecure,
    ),
  )
  if (!settings.allowHttp) web.use(privateNetworkOnly)

  web.get('/healthz', (c) => c.json({ status: 'ok' }))
  web.get('/readyz', async (c) => {
    const state = await settings.readiness()
    return c.json(state, state.status === 'ready' ? 200 : 503)
  })

  web.post('/webhooks/:account', limitedBody, async (c) => {
    await receiveWebhook(app, settings.secret, {
      account: c.req.param('account'),
      signature: c.req.header('stripe-signature'),
      body: await c.req.text(),
    })
    return c.json({ received: true })
  })

  web.use('/api/*', sameOriginOnly(settings.publicOrigin))
  web.route('/api/auth', authRoutes(app, login))
  web.use('/api/v1/*', noCardNumberInAddress, limitedBody, plainJsonOnly)
  web.use('/api/v1/*', async (c, next) => {
    await next()
    c.header('cache-control', 'no-store')
  })
  describeApi(web)
  web.use('/api/portal/v1/*', noCardNumberInAddress, limitedBody, plainJsonOnly)
  web.use('/api/portal/v1/*', async (c, next) => {
    await next()
    c.header('cache-control', 'no-store')
  })
  web.route('/api/portal/v1', portalEntrance(app, settings))
  const whoIsThere = asPortalPerson(app, settings.isSecure)
  web.use('/api/portal/v1/profile', whoIsThere)
  web.use('/api/portal/v1/profile/*', whoIsThere)
  web.route('/api/portal/v1', profileRoutes(app, settings))
  web.use('/api/portal/v1/accounts/:accountId/*', whoIsThere, intoAccount(app))
  web.route('/api/portal/v1', portalRoutes(app))
  web.route('/api/portal/v1', portalAccountRoutes(app, settings))
  web.route('/api/portal/v1', portalWalletRoutes(app))
  web.use('/api/portal/v1/link/*', asLinkHolder(app))
  web.route('/api/portal/v1', linkRoutes(app, settings))
  web.route('/api/v1', sessionRoutes(app, login, settings))
  const vault = { app, login, secret: settings.secret }
  web.route('/api/v1', signInRoutes(vault, settings.publicOrigin))
  web.route('/api/v1', meRoutes(vault, settings.publicOrigin))
  web.use('/api/v1/*', intoOrganization(app, login))
  web.route('/api/v1', organizationRoutes(app, settings))
  web.route('/api/v1', staffRoutes(app, login, settings.publicOrigin))
  web.route('/api/v1', businessRoutes(app))
  web.route('/api/v1', choiceRoutes(app))
  web.route('/api/v1', creditUseRoutes(app))
  web.route('/api/v1', processorRoutes(app, settings))
  web.route('/api/v1', mailRoutes(app, settings.secret))
  web.route('/api/v1', roleRoutes(app))
  web.route('/api/v1', securityRoutes(app))
  web.route('/api/v1', clientRoutes(app))
  web.route('/api/v1', peopleRoutes(app, settings.publicOrigin))
  web.route('/api/v1', sentLinkRoutes({ app, secret: settings.secret }, settings.publicOrigin))
  web.route('/api/v1', walletRoutes(app))
  web.route('/api/v1', consentRoutes(app))
  web.route('/api/v1', taxRoutes(app))
  web.route('/api/v1', draftRoutes(app))
  web.route('/api/v1', documentRoutes(app, settings.secret, settings.publicOrigin))
  web.route('/api/v1', clientFeeRoutes(app))
  web.route('/api/v1', invoiceListRoutes(app))
  web.route('/api/v1', invoiceRoutes(app))
  web.route('/api/v1', reportRoutes(app, settings.sandboxUrl))
  web.route('/api/v1', booksRoutes(app))
  web.route('/api/v1', statementRoutes(app))
  web.route('/api/v1', dayRoutes(app))
  web.route('/api/v1', savedViewRoutes(app))
  web.route('/api/v1', paymentRoutes(app, settings.sandboxUrl))
  web.route('/api/v1', checkRoutes(app))
  web.route('/api/v1', allocationRoutes(app))
  web.route('/api/v1', payoutRoutes(app))
  web.route('/api/v1', returnRoutes(app))
  web.route('/api/v1', disputeRoutes(app))
  web.route('/api/v1', refundRoutes(app))
  web.route('/api/v1', differenceRoutes(app))
  web.route('/api/v1', attentionRoutes(app, settings.publicOrigin))
  web.route('/api/v1', approvalRoutes(app))
  web.route('/api/v1', scheduleRoutes(app))
  web.route('/api/v1', runRoutes(app))
  web.route('/api/v1', automaticChargeRoutes(app))
  web.route('/api/v1', liveRoutes(app, bell))
  web.all('/api/*', () => refuse('not_found', 'We could not find that.'))

  web.get('*', servePages(settings.pagesFolder))
  return web
}

/** Lets a signed-in caller into the organization that the header names. */
function intoOrganization(app: App, login: Login) {
  // Slugs never change, so what was found once stays true.
  const known = new Map<string, string>()

  return createMiddleware<RequestEnvironment>(async (c, next) => {
    const person = await login.loginOf(c.req.raw.headers)
    if (!person) {
      refuse('signed_out', 'Sign in again. Nothing was charged.', { moneyMoved: 'no' })
    }
    const slug = c.req.header('onfile-organization') ?? c.req.query('organization')
    if (!slug) {
      refuse('organization_required', 'Name the organization in the Onfile-Organization header.')
    }
    if (!isSlug(slug)) refuseUnknown('organization')
    const orgId =
      known.get(slug) ?? (await acrossOrganizations(app.db, (tx) => organizationOfSlug(tx, slug)))
    if (!orgId) refuse('not_found', 'We could not find that organization.', { moneyMoved: 'no' })
    known.set(slug, orgId)
    c.set('loginId', person.id)
    c.set('caller', { orgId, loginId: person.id, from: requestPlace(c) })
    await next()
  })
}

function cardFormOrigins(sandboxUrl: string | null): CardFormOrigins {
  if (sandboxUrl === null) return STRIPE_ORIGINS
  const { origin } = new URL(sandboxUrl)
  const both = (stripe: string[]) => [origin, ...stripe]
  return {
    script: both(STRIPE_ORIGINS.script),
    frame: both(STRIPE_ORIGINS.frame),
    connect: both(STRIPE_ORIGINS.connect),
  }
}
