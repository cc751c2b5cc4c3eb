import { newWord } from '../support/word.ts'
import type { TestOrganization } from '../support/world.ts'
import type { RouteRow } from './route-row.ts'
import { invite } from './things.ts'

export async function freshInvitation(organization: TestOrganization) {
  const made = await invite(organization)
  return { invitationId: made.id, invitationToken: made.token }
}

/** Routes outside the organizations. */
export const OUTSIDE: RouteRow[] = [
  {
    route: 'GET /healthz',
    needs: 'anybody',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/healthz' }),
  },
  {
    route: 'GET /readyz',
    needs: 'anybody',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/readyz' }),
  },
  {
    route: 'POST /webhooks/:account',
    about: 'an account that does not exist',
    needs: 'anybody',
    ok: 404,
    withoutIds: true,
    call: () => ({ path: '/webhooks/prc_00000000000000000000000000', body: {} }),
  },
  {
    route: 'POST /webhooks/:account',
    about: 'without a signature',
    needs: 'anybody',
    ok: 400,
    withoutIds: true,
    call: (of) => ({ path: `/webhooks/${of.processorAccountId}`, body: {} }),
  },
  {
    route: 'GET /api/v1/setup',
    needs: 'anybody',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/setup' }),
  },
  {
    route: 'POST /api/v1/setup/doors',
    about: 'where no sample business is',
    needs: 'anybody',
    ok: 404,
    withoutIds: true,
    call: () => ({ path: '/api/v1/setup/doors', body: { role: 'owner' } }),
  },
  {
    route: 'POST /api/v1/setup/organizations',
    needs: 'anybody',
    ok: 201,
    withoutIds: true,
    call: () => ({
      path: '/api/v1/setup/organizations',
      body: {
        name: `Business ${crypto.randomUUID().slice(0, 8)}`,
        currency: 'USD',
        timeZone: 'America/Chicago',
        ownerName: 'Nora New',
        email: `nora-${newWord()}@example.com`,
        password: 'a long password',
      },
    }),
  },
  {
    route: 'GET /api/v1/session',
    needs: 'anybody',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/session' }),
  },
  {
    route: 'GET /api/v1/invitations/:token',
    needs: 'anybody',
    ok: 200,
    withoutIds: true,
    call: (of) => ({ path: `/api/v1/invitations/${of.invitationToken}` }),
  },
  {
    route: 'GET /api/v1/invitations/:token',
    about: 'a token nobody made',
    needs: 'anybody',
    ok: 404,
    withoutIds: true,
    call: () => ({ path: '/api/v1/invitations/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }),
  },
  {
    route: 'POST /api/v1/invitations/:token/accept',
    needs: 'anybody',
    ok: 200,
    withoutIds: true,
    fresh: freshInvitation,
    call: (of) => ({
      path: `/api/v1/invitations/${of.invitationToken}/accept`,
      body: { name: 'Gus Guest', password: 'a long password' },
    }),
  },
  {
    route: 'POST /api/v1/invitations/:token/accept',
    about: 'a token nobody made',
    needs: 'anybody',
    ok: 404,
    withoutIds: true,
    call: () => ({
      path: '/api/v1/invitations/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/accept',
      body: { name: 'Gus Guest', password: 'a long password' },
    }),
  },

  {
    route: 'GET /api/v1/openapi.json',
    needs: 'anybody',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/openapi.json' }),
  },
]

/** Routes that stand for many: tested on their own, at the end of the matrix. */
export const WILDCARDS = ['GET /api/auth/*', 'POST /api/auth/*', 'GET /*']

/** All of the sign-in library that is open to the outside; anything else there does not exist. */
export const AUTH_ROUTES = [
  'POST /sign-in/email',
  'POST /sign-out',
  'POST /change-password',
  'POST /revoke-other-sessions',
  'GET /magic-link/verify',
]
