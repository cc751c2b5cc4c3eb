import { ADDRESS } from '../support/address.ts'
import { addBankAccount, clientWithBank, typedBankToken } from '../support/bank.ts'
import { cardToken, clientOwing, type TestOrganization } from '../support/world.ts'
import type { Call, RouteRow } from './route-row.ts'
import { type Things, waitingSetup } from './things.ts'

function addCard(of: Things, more: Record<string, unknown> = {}): Call {
  return {
    path: '/api/v1/method-setups',
    body: {
      accountId: of.accountId,
      confirmationToken: of.token,
      billingAddress: ADDRESS,
      ...more,
    },
  }
}

const freshMethod = async (organization: TestOrganization) => ({
  methodId: (await clientOwing(organization, { savedCard: 'pm_card_visa' })).methodId,
})
const freshConsent = async (organization: TestOrganization) => {
  const { clientId } = await clientOwing(organization, { savedCard: 'pm_card_visa' })
  const { body } = await organization.as('owner').get(`/clients/${clientId}/billing`)
  return { authorizationId: body.methods[0].authorization.id as string }
}
const freshToken = async (organization: TestOrganization) => ({
  token: await cardToken(organization.stripe, 'pm_card_visa'),
})
const freshSetup = async (organization: TestOrganization) => ({
  setupId: await waitingSetup(organization),
})

/** A bank account that waits for its small deposits. */
const freshBankAccount = async (organization: TestOrganization) => {
  const { accountId } = await clientOwing(organization)
  const token = await typedBankToken(organization.stripe)
  return { setupId: (await addBankAccount(organization, accountId, token)).body.id as string }
}

/** A bank account that may be debited, up to less than is asked for. */
const freshDebit = async (organization: TestOrganization) => {
  const { methodId, clientId } = await clientWithBank(organization, { debitMost: 5_000 })
  await organization.as('owner').patch(`/clients/${clientId}`, { email: 'maria@example.com' })
  return { methodId }
}

/** Saved cards and bank accounts. */
export const WALLET_ROUTES: RouteRow[] = [
  {
    route: 'POST /api/v1/payment-methods/:id/debit-notices',
    needs: 'payments.charge',
    ok: 201,
    fresh: freshDebit,
    call: (of) => ({
      path: `/api/v1/payment-methods/${of.methodId}/debit-notices`,
      body: { amount: 90_000 },
    }),
  },
  {
    route: 'GET /api/v1/wallet-settings',
    needs: 'organization.manage',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/wallet-settings' }),
  },
  {
    route: 'PUT /api/v1/wallet-settings',
    needs: 'organization.manage',
    ok: 200,
    withoutIds: true,
    call: () => ({
      path: '/api/v1/wallet-settings',
      body: { saveBeforeSignIn: true, toldTo: [] },
    }),
  },
  {
    route: 'POST /api/v1/method-setups',
    needs: 'wallet.write',
    ok: 201,
    fresh: freshToken,
    call: (of) => addCard(of),
    mixed: (mine, theirs) => [addCard(mine, { replaces: theirs.methodId })],
  },
  {
    route: 'GET /api/v1/method-setups/:id',
    needs: 'wallet.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/method-setups/${of.setupId}` }),
  },
  {
    route: 'POST /api/v1/method-setups/:id/action',
    needs: 'wallet.write',
    ok: 200,
    fresh: freshSetup,
    call: (of) => ({ path: `/api/v1/method-setups/${of.setupId}/action` }),
  },
  {
    route: 'POST /api/v1/method-setups/:id/refresh',
    needs: 'wallet.write',
    ok: 200,
    fresh: freshSetup,
    call: (of) => ({ path: `/api/v1/method-setups/${of.setupId}/refresh` }),
  },
  {
    route: 'POST /api/v1/method-setups/:id/cancel',
    needs: 'wallet.write',
    ok: 200,
    fresh: freshSetup,
    call: (of) => ({ path: `/api/v1/method-setups/${of.setupId}/cancel` }),
  },
  {
    route: 'POST /api/v1/method-setups/:id/verify',
    needs: 'wallet.write',
    ok: 200,
    fresh: freshBankAccount,
    call: (of) => ({
      path: `/api/v1/method-setups/${of.setupId}/verify`,
      body: { descriptorCode: 'SM11AA' },
    }),
  },
  {
    route: 'GET /api/v1/payment-methods/:id/dependents',
    needs: 'wallet.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/payment-methods/${of.methodId}/dependents` }),
  },
  {
    route: 'PATCH /api/v1/payment-methods/:id',
    needs: 'wallet.write',
    ok: 200,
    call: (of) => ({
      path: `/api/v1/payment-methods/${of.methodId}`,
      body: { nickname: 'The blue one', isDefault: true },
    }),
  },
  {
    route: 'DELETE /api/v1/payment-methods/:id',
    needs: 'wallet.write',
    ok: 200,
    fresh: freshMethod,
    call: (of) => ({ path: `/api/v1/payment-methods/${of.methodId}` }),
  },
  {
    route: 'GET /api/v1/authorizations',
    needs: 'wallet.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/authorizations?accountId=${of.accountId}` }),
  },
  {
    route: 'GET /api/v1/authorizations/export',
    needs: 'wallet.export',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/authorizations/export' }),
  },
  {
    route: 'GET /api/v1/authorizations/:id',
    needs: 'wallet.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/authorizations/${of.authorizationId}` }),
  },
  {
    route: 'GET /api/v1/authorizations/:id/pdf',
    needs: 'wallet.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/authorizations/${of.authorizationId}/pdf` }),
  },
  {
    route: 'PATCH /api/v1/authorizations/:id',
    needs: 'wallet.write',
    ok: 200,
    fresh: freshConsent,
    call: (of) => ({
      path: `/api/v1/authorizations/${of.authorizationId}`,
      body: { how: 'telephone', note: 'Called at noon', limits: { perCharge: 900_000 } },
    }),
  },
  {
    route: 'POST /api/v1/authorizations',
    needs: 'wallet.write',
    ok: 201,
    fresh: freshMethod,
    call: (of) => ({
      path: '/api/v1/authorizations',
      body: { methodId: of.methodId, how: 'paper', note: 'In the blue folder' },
    }),
  },
  {
    route: 'POST /api/v1/authorizations/:id/revoke',
    needs: 'wallet.write',
    ok: 200,
    call: (of) => ({ path: `/api/v1/authorizations/${of.authorizationId}/revoke` }),
  },
]
