import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { findAccountPerson } from '../clients/account-person.ts'
import { findAccount } from '../clients/accounts.ts'
import { inOrganization } from '../database/transaction.ts'
import type { PortalPerson, RequestEnvironment } from '../http/caller.ts'
import { answers, jsonBody } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { placeOf } from '../http/place.ts'
import { newRouter } from '../http/router.ts'
import { toTypeId } from '../kit/id.ts'
import { theOrganization } from '../organizations/organization.ts'
import { refreshPayment, startClientAction } from '../payments/client-action.ts'
import { takePayment } from '../payments/take-payment.ts'
import { PasskeyAnswer, PasskeyQuestion } from '../staff/contract.ts'
import { hashOfToken } from '../staff/secret-token.ts'
import { confirmEmail } from './change-email.ts'
import {
  Asked,
  AskSignIn,
  ConfirmEmail,
  EmailConfirmed,
  EnterByCode,
  EnterByLink,
  PortalPayment,
  PortalPaymentSeen,
  PortalSession,
  SignedOut,
} from './contract.ts'
import { clearPortalCookie, portalToken, setPortalCookie } from './cookie.ts'
import { beginPasskeySignIn } from './passkeys.ts'
import { portalLink } from './people-routes.ts'
import { seePortalPayment } from './see-portal-payment.ts'
import {
  askForSignIn,
  enterByCode,
  enterByLink,
  enterByPasskey,
  type Portal,
  placesOf,
} from './sign-in.ts'
import { endSession, personOfSession } from './store.ts'

const AccountPath = z.object({ accountId: z.string() })
const PaymentPath = AccountPath.extend({ id: z.string() })
const KeyHeader = z.object({ 'idempotency-key': z.string().optional() })

const Action = z.object({ clientSecret: z.string(), publishableKey: z.string() })

const session = createRoute({
  method: 'get',
  path: '/session',
  operationId: 'getPortalSession',
  responses: answers(200, PortalSession, 'Who is signed in, and the accounts they act for.'),
})
const ask = createRoute({
  method: 'post',
  path: '/sign-ins',
  operationId: 'askForPortalSignIn',
  request: { body: jsonBody(AskSignIn) },
  responses: answers(200, Asked, 'A mail goes to the address if somebody has it.'),
})
const byLink = createRoute({
  method: 'post',
  path: '/sign-ins/link',
  operationId: 'enterPortalByLink',
  request: { body: jsonBody(EnterByLink) },
  responses: answers(200, PortalSession, 'Signed in.'),
})
const byCode = createRoute({
  method: 'post',
  path: '/sign-ins/code',
  operationId: 'enterPortalByCode',
  request: { body: jsonBody(EnterByCode) },
  responses: answers(200, PortalSession, 'Signed in.'),
})
const askPasskey = createRoute({
  method: 'post',
  path: '/sign-ins/passkey/options',
  operationId: 'askForPortalPasskey',
  responses: answers(200, PasskeyQuestion, 'What the browser needs to use a passkey.'),
})
const byPasskey = createRoute({
  method: 'post',
  path: '/sign-ins/passkey',
  operationId: 'enterPortalByPasskey',
  request: { body: jsonBody(PasskeyAnswer) },
  responses: answers(200, PortalSession, 'Signed in.'),
})
const confirm = createRoute({
  method: 'post',
  path: '/email-changes',
  operationId: 'confirmPortalEmail',
  request: { body: jsonBody(ConfirmEmail) },
  responses: answers(200, EmailConfirmed, 'The address one signs in with from now on.'),
})
const signOut = createRoute({
  method: 'post',
  path: '/sign-out',
  operationId: 'leavePortal',
  responses: answers(200, SignedOut, 'The session is ended.'),
})
const pay = createRoute({
  method: 'post',
  path: '/accounts/{accountId}/payments',
  operationId: 'payInPortal',
  request: { headers: KeyHeader, params: AccountPath, body: jsonBody(PortalPayment) },
  responses: answers(201, PortalPaymentSeen, 'The payment, on record, in the state it is in.'),
})
const see = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/payments/{id}',
  operationId: 'getPortalPayment',
  request: { params: PaymentPath },
  responses: answers(200, PortalPaymentSeen, 'The payment as it is now.'),
})
const act = createRoute({
  method: 'post',
  path: '/accounts/{accountId}/payments/{id}/action',
  operationId: 'startPortalAction',
  request: { params: PaymentPath },
  responses: answers(200, Action, 'For the bank’s approval page, in requires_action only.'),
})
const refresh = createRoute({
  method: 'post',
  path: '/accounts/{accountId}/payments/{id}/refresh',
  operationId: 'refreshPortalPayment',
  request: { params: PaymentPath },
  responses: answers(200, PortalPaymentSeen, 'The payment after the processor was asked.'),
})

export interface PortalSettings {
  secret: string
  /** The public address is https. */
  isSecure: boolean
  publicOrigin: (requestUrl: string) => string
}

/** Signing in to the portal and out again; nobody is known here yet. */
export function portalEntrance(app: Portal['app'], settings: PortalSettings) {
  const { secret, isSecure, publicOrigin } = settings
  const portal = { app, secret }
  const visitOf = async (c: Context<RequestEnvironment>) => {
    const token = portalToken(c, isSecure)
    const before = token && (await personOfSession(app.db, hashOfToken(token), app.clock.now()))
    return {
      place: placeOf(c),
      userAgent: c.req.header('user-agent') ?? '',
      before: before || null,
    }
  }
  const entered = async (c: Context<RequestEnvironment>, token: string) => {
    setPortalCookie(c, token, isSecure)
    const person = await personOfSession(app.db, hashOfToken(token), app.clock.now())
    return sessionJson(app, person ?? null)
  }
  return newRouter()
    .openapi(session, async (c) => c.json(await sessionJson(app, (await visitOf(c)).before), 200))
    .openapi(ask, async (c) => {
      const origin = publicOrigin(c.req.url)
      const { email, organization } = c.req.valid('json')
      const linkTo = (token: string) => portalLink(origin, token)
      await askForSignIn(portal, { email, organization, place: placeOf(c), linkTo })
      return c.json({ asked: true as const }, 200)
    })
    .openapi(byLink, async (c) => {
      const token = await enterByLink(portal, c.req.valid('json').token, await visitOf(c))
      return c.json(await entered(c, token), 200)
    })
    .openapi(byCode, async (c) => {
      const token = await enterByCode(portal, c.req.valid('json'), await visitOf(c))
      return c.json(await entered(c, token), 200)
    })
    .openapi(askPasskey, async (c) =>
      c.json(await beginPasskeySignIn(app, { origin: publicOrigin(c.req.url) }), 200),
    )
    .openapi(byPasskey, async (c) => {
      const site = { origin: publicOrigin(c.req.url) }
      const token = await enterByPasskey(portal, site, c.req.valid('json'), await visitOf(c))
      return c.json(await entered(c, token), 200)
    })
    .openapi(confirm, async (c) =>
      c.json(await confirmEmail(app, c.req.valid('json').token, placeOf(c)), 200),
    )
    .openapi(signOut, async (c) => {
      const token = portalToken(c, isSecure)
      if (token) await endSession(app.db, hashOfToken(token))
      clearPortalCookie(c, isSecure)
      return c.json({ signedOut: true as const }, 200)
    })
}

/** What a person of the portal does at an account of theirs: the same use cases as staff. */
export function portalRoutes(app: Portal['app']) {
  return newRouter()
    .openapi(pay, async (c) => {
      const { accountId } = c.req.valid('param')
      const { payment, repeated } = await takePayment(
        app,
        c.var.client,
        c.req.valid('header')['idempotency-key'],
        { ...c.req.valid('json'), accountId },
      )
      if (repeated) c.header('idempotent-replayed', 'true')
      return c.json(await seePortalPayment(app, c.var.client, payment.id), 201)
    })
    .openapi(see, async (c) =>
      c.json(await seePortalPayment(app, c.var.client, paymentId(c.req.valid('param'))), 200),
    )
    .openapi(act, async (c) =>
      c.json(await startClientAction(app, c.var.client, paymentId(c.req.valid('param'))), 200),
    )
    .openapi(refresh, async (c) => {
      const { id } = await refreshPayment(app, c.var.client, paymentId(c.req.valid('param')))
      return c.json(await seePortalPayment(app, c.var.client, id), 200)
    })
}

function paymentId({ id }: { id: string }): string {
  return readId('pay', id, 'payment')
}

async function sessionJson(app: Portal['app'], person: PortalPerson | null) {
  // Asked by every page that opens: being signed out is an answer, not an error.
  if (!person) return { person: null, places: [], elsewhere: [] }
  const { reached, elsewhere } = await placesOf(app, person)
  const places = await Promise.all(
    reached.map(({ orgId, accountId, accountPersonId }) =>
      inOrganization(app.db, orgId, async (tx) => {
        const [{ slug, name, currency }, account, access] = await Promise.all([
          theOrganization(tx),
          findAccount(tx, accountId),
          findAccountPerson(tx, accountPersonId),
        ])
        if (!account || !access) return []
        return [
          {
            accountId: toTypeId('acc', accountId),
            accountName: account.name,
            organization: { slug, name, currency },
            role: access.role,
            mayPay: access.mayPay,
            mayManageWallet: access.mayManageWallet,
            balance: moneyJson(account.receivable, currency),
            credit: moneyJson(account.unapplied, currency),
          },
        ]
      }),
    ),
  )
  const others = await Promise.all(
    elsewhere.map((orgId) =>
      inOrganization(app.db, orgId, async (tx) => {
        const { slug, name } = await theOrganization(tx)
        return { slug, name }
      }),
    ),
  )
  return {
    person: { name: person.name, email: person.email },
    places: places.flat(),
    elsewhere: others,
  }
}
