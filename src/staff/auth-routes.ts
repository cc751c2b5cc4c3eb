import { assertPlainJson } from '../http/json-body.ts'
import { limitedBody } from '../http/json-requests.ts'
import { placeOf } from '../http/place.ts'
import { refuse } from '../http/problem.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import type { Login } from './login.ts'
import { limitSignIn } from './sign-in-limit.ts'

/** What we use of better-auth. The rest of it is not served. */
const SERVED = [
  'POST /sign-in/email',
  'POST /sign-out',
  'POST /change-password',
  'POST /revoke-other-sessions',
  'GET /magic-link/verify',
]

/** /api/auth: signing in by password or by a link, signing out, another password. */
export function authRoutes(app: App, login: Login) {
  const routes = newRouter()
  routes.use(limitedBody)
  return routes.on(['GET', 'POST'], '/*', async (c) => {
    const route = `${c.req.method} ${c.req.path.replace(/^.*\/api\/auth/, '')}`
    if (!SERVED.includes(route)) refuse('not_found', 'We could not find that.')
    const address = await guessedAddress(route, c.req.raw, login)
    if (address !== null) {
      await limitSignIn(app.db, { address, place: placeOf(c), now: app.clock.now() })
    }
    return login.handle(c.req.raw)
  })
}

/** Whose password a request tries, where it tries one: both ways count together. */
async function guessedAddress(
  route: string,
  request: Request,
  login: Login,
): Promise<string | null> {
  if (route === 'POST /sign-in/email') return typedAddress(await request.clone().text())
  if (route !== 'POST /change-password') return null
  return (await login.loginOf(request.headers))?.email ?? null
}

function typedAddress(body: string): string {
  try {
    assertPlainJson(body)
    const { email } = JSON.parse(body) as { email?: unknown }
    return typeof email === 'string' ? email : ''
  } catch {
    return ''
  }
}
