import { assertPlainJson } from '../http/json-body.ts'
import { limitedBody } from '../http/json-requests.ts'
import { placeOf } from '../http/place.ts'
import { refuse } from '../http/problem.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import type { Login } from './login.ts'
import { waysOf } from './second-factor.ts'
import { limitSignIn } from './sign-in-limit.ts'
import { beginStep } from './sign-in-step.ts'

/** What we use of better-auth. The rest of it is not served. */
const SERVED = [
  'POST /sign-in/email',
  'POST /sign-out',
  'POST /change-password',
  'POST /revoke-other-sessions',
  'GET /magic-link/verify',
]

/** What the library answers to a wrong password. */
const REFUSED = { message: 'Invalid email or password', code: 'INVALID_EMAIL_OR_PASSWORD' }

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
    if (route === 'POST /sign-in/email') {
      const asked = await askedSecondFactor(app, login, await c.req.raw.clone().text())
      if (asked === 'refused') return c.json(REFUSED, 401)
      if (asked) return c.json(asked)
    }
    return login.handle(c.req.raw)
  })
}

/** A right password opens no session where a second factor is set up: it is asked for next. */
async function askedSecondFactor(app: App, login: Login, body: string) {
  const { email, password } = typedIn(body)
  const loginId = email && password ? await login.find(email) : null
  if (!loginId) return null
  const ways = await waysOf(app, loginId)
  if (ways.length === 0) return null
  // Not tried a second time by the library: how long it takes would tell that there is a factor.
  if (!(await login.passwordMatches(email, password))) return 'refused'
  const token = await beginStep(app, { kind: 'secondFactor', loginId, challenge: null })
  return { secondFactor: { token, ways } }
}

/** Whose password a request tries, where it tries one: both ways count together. */
async function guessedAddress(
  route: string,
  request: Request,
  login: Login,
): Promise<string | null> {
  if (route === 'POST /sign-in/email') return typedIn(await request.clone().text()).email
  if (route !== 'POST /change-password') return null
  return (await login.loginOf(request.headers))?.email ?? null
}

function typedIn(body: string): { email: string; password: string } {
  try {
    assertPlainJson(body)
    const { email, password } = JSON.parse(body) as { email?: unknown; password?: unknown }
    return { email: textOf(email), password: textOf(password) }
  } catch {
    return { email: '', password: '' }
  }
}

function textOf(typed: unknown): string {
  return typeof typed === 'string' ? typed : ''
}
