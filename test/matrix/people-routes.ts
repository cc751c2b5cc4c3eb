import { newWord } from '../support/word.ts'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import type { RouteRow } from './route-row.ts'

const newPerson = () => ({
  email: `p-${newWord()}@example.com`,
  name: 'Rosa Representative',
  role: 'representative',
})

export const freshPerson = async (organization: TestOrganization) => {
  const { accountId } = await clientOwing(organization)
  const invited = await organization.as('owner').post(`/accounts/${accountId}/people`, newPerson())
  return { accountPersonId: invited.body.id as string }
}

/** Who may act for an account in the portal. */
export const PEOPLE_ROUTES: RouteRow[] = [
  {
    route: 'GET /api/v1/accounts/:id/people',
    needs: 'clients.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/accounts/${of.accountId}/people` }),
  },
  {
    route: 'POST /api/v1/accounts/:id/people',
    needs: 'clients.write',
    ok: 201,
    call: (of) => ({ path: `/api/v1/accounts/${of.accountId}/people`, body: newPerson() }),
  },
  {
    route: 'POST /api/v1/account-people/:id/invitations',
    needs: 'clients.write',
    ok: 200,
    fresh: freshPerson,
    call: (of) => ({ path: `/api/v1/account-people/${of.accountPersonId}/invitations` }),
  },
  {
    route: 'PATCH /api/v1/account-people/:id',
    needs: 'clients.write',
    ok: 200,
    fresh: freshPerson,
    call: (of) => ({
      path: `/api/v1/account-people/${of.accountPersonId}`,
      body: { mayPay: false, mayManageWallet: true },
    }),
  },
  {
    route: 'DELETE /api/v1/account-people/:id',
    needs: 'clients.write',
    ok: 200,
    fresh: freshPerson,
    call: (of) => ({ path: `/api/v1/account-people/${of.accountPersonId}` }),
  },
]
