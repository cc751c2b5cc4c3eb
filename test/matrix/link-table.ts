import { ADDRESS } from '../support/address.ts'
import { PORTAL } from '../support/portal.ts'
import { cardToken, type TestOrganization } from '../support/world.ts'
import type { Call } from './route-row.ts'

/** For what a link may be. */
export type Purpose = 'pay_balance' | 'add_method' | 'confirm_payment'

/** What hangs on the links of one account. */
export interface LinkThings {
  organization: TestOrganization
  accountId: string
  /** Made with the link to pay. */
  paymentId: string
  receiptId: string
  /** Made with the link to save a card. */
  setupId: string
  /** What the link to approve a payment is for. */
  waitingId: string
}

/** One row of the matrix of links: which link opens it, and what everybody else is told. */
export interface LinkRow {
  route: string
  /** What the link must be for; `any`: one that works. */
  needs: Purpose | 'any'
  ok: number
  /** What a link for something else is told. */
  otherwise: 403 | 404
  call(of: LinkThings): Call | Promise<Call>
}

const BASE = `${PORTAL}/link`

export const LINK_TABLE: LinkRow[] = [
  {
    route: `GET ${BASE}`,
    needs: 'any',
    ok: 200,
    otherwise: 404,
    call: () => ({ path: BASE }),
  },
  {
    route: `POST ${BASE}/payments`,
    needs: 'pay_balance',
    // It was used: a new one is made by the story of links.
    ok: 410,
    otherwise: 403,
    call: async (of) => ({
      path: `${BASE}/payments`,
      headers: { 'idempotency-key': crypto.randomUUID() },
      body: {
        amount: 2_000,
        currency: 'USD',
        method: {
          kind: 'new',
          save: false,
          confirmationToken: await cardToken(of.organization.stripe, 'pm_card_visa'),
        },
      },
    }),
  },
  {
    route: `GET ${BASE}/payments/:id`,
    needs: 'pay_balance',
    ok: 200,
    otherwise: 404,
    call: (of) => ({ path: `${BASE}/payments/${of.paymentId}` }),
  },
  {
    route: `POST ${BASE}/payments/:id/action`,
    needs: 'confirm_payment',
    ok: 200,
    otherwise: 404,
    call: (of) => ({ path: `${BASE}/payments/${of.waitingId}/action` }),
  },
  {
    route: `POST ${BASE}/payments/:id/refresh`,
    needs: 'confirm_payment',
    ok: 200,
    otherwise: 404,
    call: (of) => ({ path: `${BASE}/payments/${of.waitingId}/refresh` }),
  },
  {
    route: `GET ${BASE}/receipts/:id/pdf`,
    needs: 'pay_balance',
    ok: 200,
    otherwise: 404,
    call: (of) => ({ path: `${BASE}/receipts/${of.receiptId}/pdf` }),
  },
  {
    route: `POST ${BASE}/method-setups`,
    needs: 'add_method',
    ok: 410,
    otherwise: 403,
    call: async (of) => ({
      path: `${BASE}/method-setups`,
      body: {
        billingAddress: ADDRESS,
        confirmationToken: await cardToken(of.organization.stripe, 'pm_card_visa'),
      },
    }),
  },
  {
    route: `GET ${BASE}/method-setups/:id`,
    needs: 'add_method',
    ok: 200,
    otherwise: 404,
    call: (of) => ({ path: `${BASE}/method-setups/${of.setupId}` }),
  },
  {
    route: `POST ${BASE}/method-setups/:id/action`,
    needs: 'add_method',
    ok: 409,
    otherwise: 404,
    call: (of) => ({ path: `${BASE}/method-setups/${of.setupId}/action` }),
  },
  {
    route: `POST ${BASE}/method-setups/:id/refresh`,
    needs: 'add_method',
    ok: 200,
    otherwise: 404,
    call: (of) => ({ path: `${BASE}/method-setups/${of.setupId}/refresh` }),
  },
]
