import { newWord } from '../support/word.ts'
import type { RouteRow } from './route-row.ts'

const NO_TOKEN = 'A'.repeat(43)
/** Of those who have one. */
const PASSWORD = 'a long password'

/** Signing in beside the password, one's own second factor, and what an organization asks of it. */
export const SIGN_IN_ROUTES: RouteRow[] = [
  {
    route: 'POST /api/v1/sign-in/code',
    about: 'a token nobody made',
    needs: 'anybody',
    ok: 410,
    withoutIds: true,
    call: () => ({ path: '/api/v1/sign-in/code', body: { token: NO_TOKEN, code: '123456' } }),
  },
  {
    route: 'POST /api/v1/sign-in/passkey/options',
    needs: 'anybody',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/sign-in/passkey/options', body: {} }),
  },
  {
    route: 'POST /api/v1/sign-in/passkey',
    about: 'a passkey nobody has',
    needs: 'anybody',
    ok: 422,
    withoutIds: true,
    call: () => ({
      path: '/api/v1/sign-in/passkey',
      body: { token: crypto.randomUUID(), response: { id: 'x' } },
    }),
  },
  {
    route: 'POST /api/v1/password-resets',
    about: 'an address nobody has',
    needs: 'anybody',
    ok: 200,
    withoutIds: true,
    call: () => ({
      path: '/api/v1/password-resets',
      body: { email: `nobody-${newWord()}@example.com` },
    }),
  },
  {
    route: 'GET /api/v1/password-resets/:token',
    about: 'a token nobody made',
    needs: 'anybody',
    ok: 410,
    withoutIds: true,
    call: () => ({ path: `/api/v1/password-resets/${NO_TOKEN}` }),
  },
  {
    route: 'POST /api/v1/password-resets/:token',
    about: 'a token nobody made',
    needs: 'anybody',
    ok: 410,
    withoutIds: true,
    call: () => ({
      path: `/api/v1/password-resets/${NO_TOKEN}`,
      body: { password: 'a long password' },
    }),
  },
  {
    route: 'GET /api/v1/me/second-factor',
    needs: 'signedIn',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/me/second-factor' }),
  },
  {
    route: 'POST /api/v1/me/totp/confirm',
    about: 'without an app',
    needs: 'signedIn',
    ok: 409,
    withoutIds: true,
    call: () => ({ path: '/api/v1/me/totp/confirm', body: { code: '123456' } }),
  },
  {
    route: 'POST /api/v1/me/totp/remove',
    about: 'without an app',
    needs: 'signedIn',
    ok: 409,
    withoutIds: true,
    call: () => ({ path: '/api/v1/me/totp/remove', body: { password: PASSWORD } }),
  },
  {
    route: 'POST /api/v1/me/recovery-codes',
    about: 'without a second factor',
    needs: 'signedIn',
    ok: 409,
    withoutIds: true,
    call: () => ({ path: '/api/v1/me/recovery-codes', body: { password: PASSWORD } }),
  },
  {
    route: 'POST /api/v1/me/totp',
    needs: 'signedIn',
    ok: 201,
    withoutIds: true,
    call: () => ({ path: '/api/v1/me/totp', body: { password: PASSWORD } }),
  },
  {
    route: 'POST /api/v1/me/passkeys/options',
    needs: 'signedIn',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/me/passkeys/options', body: { password: PASSWORD } }),
  },
  {
    route: 'POST /api/v1/me/passkeys',
    about: 'one that no browser made',
    needs: 'signedIn',
    ok: 422,
    withoutIds: true,
    call: () => ({
      path: '/api/v1/me/passkeys',
      body: { token: NO_TOKEN, name: 'My phone', response: { id: 'x' } },
    }),
  },
  {
    route: 'POST /api/v1/me/passkeys/:id/remove',
    about: 'one that is not there',
    needs: 'signedIn',
    ok: 404,
    withoutIds: true,
    call: () => ({
      path: '/api/v1/me/passkeys/psk_00000000000000000000000000/remove',
      body: { password: PASSWORD },
    }),
  },
  {
    route: 'GET /api/v1/organization/security',
    needs: 'organization.manage',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/organization/security' }),
  },
  {
    route: 'PATCH /api/v1/organization/security',
    needs: 'organization.manage',
    ok: 200,
    withoutIds: true,
    call: () => ({
      path: '/api/v1/organization/security',
      body: { secondFactorRequired: false },
    }),
  },
]
