import { ADDRESS } from '../support/address.ts'
import { cardToken, type TestOrganization } from '../support/world.ts'
import { LINK_TABLE } from './link-table.ts'
import type { Call } from './route-row.ts'

/** What an account has that a client may name. */
export interface PortalThings {
  organization: TestOrganization
  accountId: string
  paymentId: string
  receiptId: string
  invoiceId: string
  methodId: string
  authorizationId: string
  setupId: string
}

/**
 * One row of the portal's authorization matrix: which access it needs at the account it names.
 * A route of the portal without a row here fails the test.
 */
export interface PortalRow {
  route: string
  needs: 'anybody' | 'link' | 'person' | 'access' | 'mayPay' | 'mayManageWallet'
  /** The status for who may. */
  ok: number
  /** For a person without an account any more, where that is another. */
  ended?: number
  call(of: PortalThings): Call | Promise<Call>
  /** Makes what a call uses up, before each call that is let through. */
  fresh?(of: PortalThings): Promise<Partial<PortalThings>>
}

const BASE = '/api/portal/v1'
/** Nobody's: passkeys are made in browsers. */
const NO_PASSKEY = 'psk_01m82sgvmyeytv0gws2qfzmsq6'
const at = (of: PortalThings) => `${BASE}/accounts/${of.accountId}`

export const PORTAL_TABLE: PortalRow[] = [
  // Those who hold a link: link-holders.test.ts. To everybody else these do not exist.
  ...LINK_TABLE.map(({ route }) => ({
    route,
    needs: 'link' as const,
    ok: 404,
    call: () => ({ path: route.split(' ')[1]?.replace(':id', 'x') ?? '', body: {} }),
  })),
  {
    route: `GET ${BASE}/session`,
    needs: 'anybody',
    ok: 200,
    call: () => ({ path: `${BASE}/session` }),
  },
  {
    route: `POST ${BASE}/sign-ins`,
    needs: 'anybody',
    ok: 200,
    call: () => ({
      path: `${BASE}/sign-ins`,
      body: { email: `${crypto.randomUUID()}@example.com` },
    }),
  },
  {
    route: `POST ${BASE}/sign-ins/link`,
    needs: 'anybody',
    ok: 410,
    call: () => ({ path: `${BASE}/sign-ins/link`, body: { token: crypto.randomUUID() } }),
  },
  {
    route: `POST ${BASE}/sign-ins/code`,
    needs: 'anybody',
    ok: 422,
    call: () => ({
      path: `${BASE}/sign-ins/code`,
      body: { email: `${crypto.randomUUID()}@example.com`, code: '123456' },
    }),
  },
  {
    route: `POST ${BASE}/sign-ins/passkey/options`,
    needs: 'anybody',
    ok: 200,
    call: () => ({ path: `${BASE}/sign-ins/passkey/options`, body: {} }),
  },
  {
    route: `POST ${BASE}/sign-ins/passkey`,
    needs: 'anybody',
    ok: 422,
    call: () => ({
      path: `${BASE}/sign-ins/passkey`,
      body: { token: crypto.randomUUID(), response: { id: 'unknown' } },
    }),
  },
  {
    route: `POST ${BASE}/email-changes`,
    needs: 'anybody',
    ok: 410,
    call: () => ({ path: `${BASE}/email-changes`, body: { token: crypto.randomUUID() } }),
  },
  {
    route: `GET ${BASE}/profile`,
    needs: 'person',
    ok: 200,
    call: () => ({ path: `${BASE}/profile` }),
  },
  {
    route: `PATCH ${BASE}/profile`,
    needs: 'person',
    ok: 200,
    call: () => ({ path: `${BASE}/profile`, body: { language: 'en' } }),
  },
  {
    route: `POST ${BASE}/profile/email`,
    needs: 'person',
    ok: 200,
    ended: 409,
    call: () => ({
      path: `${BASE}/profile/email`,
      body: { email: `${crypto.randomUUID()}@example.com` },
    }),
  },
  {
    route: `POST ${BASE}/profile/passkeys/options`,
    needs: 'person',
    ok: 200,
    call: () => ({ path: `${BASE}/profile/passkeys/options`, body: {} }),
  },
  {
    route: `POST ${BASE}/profile/passkeys`,
    needs: 'person',
    // What no browser made is no passkey.
    ok: 422,
    call: () => ({
      path: `${BASE}/profile/passkeys`,
      body: { token: crypto.randomUUID(), name: 'My phone', response: { id: 'unknown' } },
    }),
  },
  {
    route: `PATCH ${BASE}/profile/passkeys/:id`,
    needs: 'person',
    ok: 404,
    call: () => ({ path: `${BASE}/profile/passkeys/${NO_PASSKEY}`, body: { name: 'My phone' } }),
  },
  {
    route: `DELETE ${BASE}/profile/passkeys/:id`,
    needs: 'person',
    ok: 404,
    call: () => ({ path: `${BASE}/profile/passkeys/${NO_PASSKEY}` }),
  },
  {
    route: `POST ${BASE}/sign-out`,
    needs: 'anybody',
    ok: 200,
    call: () => ({ path: `${BASE}/sign-out`, body: {} }),
  },
  {
    route: `POST ${BASE}/accounts/:accountId/payments`,
    needs: 'mayPay',
    ok: 201,
    call: async (of) => ({
      path: `${at(of)}/payments`,
      headers: { 'idempotency-key': crypto.randomUUID() },
      body: {
        amount: 1_000,
        currency: 'USD',
        invoiceIds: [],
        keepCredit: true,
        duplicateReason: 'One of many',
        method: {
          kind: 'new',
          save: false,
          confirmationToken: await cardToken(of.organization.stripe, 'pm_card_visa'),
        },
      },
    }),
  },
  {
    route: `GET ${BASE}/accounts/:accountId/payments/:id`,
    needs: 'access',
    ok: 200,
    call: (of) => ({ path: `${at(of)}/payments/${of.paymentId}` }),
  },
  {
    route: `POST ${BASE}/accounts/:accountId/payments/:id/action`,
    needs: 'mayPay',
    ok: 409,
    call: (of) => ({ path: `${at(of)}/payments/${of.paymentId}/action` }),
  },
  {
    route: `POST ${BASE}/accounts/:accountId/payments/:id/refresh`,
    needs: 'mayPay',
    ok: 200,
    call: (of) => ({ path: `${at(of)}/payments/${of.paymentId}/refresh` }),
  },
  {
    route: `GET ${BASE}/accounts/:accountId/overview`,
    needs: 'access',
    ok: 200,
    call: (of) => ({ path: `${at(of)}/overview` }),
  },
  {
    route: `GET ${BASE}/accounts/:accountId/receipts/:id/pdf`,
    needs: 'access',
    ok: 200,
    call: (of) => ({ path: `${at(of)}/receipts/${of.receiptId}/pdf` }),
  },
  {
    route: `GET ${BASE}/accounts/:accountId/invoices/:id/pdf`,
    needs: 'access',
    ok: 200,
    call: (of) => ({ path: `${at(of)}/invoices/${of.invoiceId}/pdf` }),
  },
  {
    route: `GET ${BASE}/accounts/:accountId/statement/pdf`,
    needs: 'access',
    ok: 200,
    call: (of) => ({ path: `${at(of)}/statement/pdf` }),
  },
  {
    route: `POST ${BASE}/accounts/:accountId/method-setups`,
    needs: 'mayManageWallet',
    ok: 201,
    call: async (of) => ({
      path: `${at(of)}/method-setups`,
      body: {
        confirmationToken: await cardToken(of.organization.stripe, 'pm_card_visa'),
        billingAddress: ADDRESS,
      },
    }),
  },
  {
    route: `GET ${BASE}/accounts/:accountId/method-setups/:id`,
    needs: 'mayManageWallet',
    ok: 200,
    call: (of) => ({ path: `${at(of)}/method-setups/${of.setupId}` }),
  },
  {
    route: `POST ${BASE}/accounts/:accountId/method-setups/:id/action`,
    needs: 'mayManageWallet',
    ok: 409,
    call: (of) => ({ path: `${at(of)}/method-setups/${of.setupId}/action` }),
  },
  {
    route: `POST ${BASE}/accounts/:accountId/method-setups/:id/refresh`,
    needs: 'mayManageWallet',
    ok: 200,
    call: (of) => ({ path: `${at(of)}/method-setups/${of.setupId}/refresh` }),
  },
  {
    route: `POST ${BASE}/accounts/:accountId/method-setups/:id/verify`,
    needs: 'mayManageWallet',
    // A card has no small deposits.
    ok: 409,
    call: (of) => ({
      path: `${at(of)}/method-setups/${of.setupId}/verify`,
      body: { descriptorCode: 'SM11AA' },
    }),
  },
  {
    route: `GET ${BASE}/accounts/:accountId/payment-methods/:id/dependents`,
    needs: 'mayManageWallet',
    ok: 200,
    call: (of) => ({ path: `${at(of)}/payment-methods/${of.methodId}/dependents` }),
  },
  {
    route: `PATCH ${BASE}/accounts/:accountId/payment-methods/:id`,
    needs: 'mayManageWallet',
    ok: 200,
    call: (of) => ({
      path: `${at(of)}/payment-methods/${of.methodId}`,
      body: { nickname: 'Household card' },
    }),
  },
  {
    route: `POST ${BASE}/accounts/:accountId/authorizations/:id/revoke`,
    needs: 'mayManageWallet',
    ok: 200,
    call: (of) => ({ path: `${at(of)}/authorizations/${of.authorizationId}/revoke` }),
  },
  {
    route: `DELETE ${BASE}/accounts/:accountId/payment-methods/:id`,
    needs: 'mayManageWallet',
    ok: 200,
    fresh: async (of) => ({ methodId: await savedCard(of.organization, of.accountId) }),
    call: (of) => ({ path: `${at(of)}/payment-methods/${of.methodId}` }),
  },
  {
    // The last one: it ends the sessions that every other row needs.
    route: `DELETE ${BASE}/profile/sessions`,
    needs: 'person',
    ok: 200,
    call: () => ({ path: `${BASE}/profile/sessions` }),
  },
]

/** A card saved by staff, as another one in the wallet. */
async function savedCard(organization: TestOrganization, accountId: string): Promise<string> {
  const saved = await organization.as('owner').post('/method-setups', {
    accountId,
    confirmationToken: await cardToken(organization.stripe, 'pm_card_mastercard'),
    billingAddress: ADDRESS,
  })
  return saved.body.method.id
}
