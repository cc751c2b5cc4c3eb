import type { RouteRow } from './route-row.ts'
import { spareRole } from './things.ts'

/** Roles, and who may change them. */
export const ROLE_ROUTES: RouteRow[] = [
  {
    route: 'GET /api/v1/roles',
    needs: 'staff.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/roles' }),
  },
  {
    route: 'POST /api/v1/roles',
    needs: 'roles.manage',
    ok: 201,
    withoutIds: true,
    call: () => ({
      path: '/api/v1/roles',
      body: { name: `Role ${crypto.randomUUID()}`, permissions: ['clients.read'] },
    }),
  },
  {
    route: 'PATCH /api/v1/roles/:id',
    needs: 'roles.manage',
    ok: 200,
    call: (of) => ({ path: `/api/v1/roles/${of.roleId}`, body: { description: 'Helps out' } }),
  },
  {
    route: 'PATCH /api/v1/roles/:id',
    about: 'of owners',
    needs: 'roles.manage',
    ok: 409,
    withoutIds: true,
    call: () => ({ path: '/api/v1/roles/owner', body: { permissions: [] } }),
  },
  {
    route: 'DELETE /api/v1/roles/:id',
    needs: 'roles.manage',
    ok: 200,
    fresh: async (organization) => ({ roleId: await spareRole(organization) }),
    call: (of) => ({ path: `/api/v1/roles/${of.roleId}` }),
  },
]
