import type { Context } from 'hono'
import type { RequestEnvironment } from '../http/caller.ts'
import type { Login } from './login.ts'

/** Signs a person in: the answer carries the cookies of a new session. */
export async function openSession(
  c: Context<RequestEnvironment>,
  login: Login,
  email: string,
): Promise<void> {
  const token = await login.makeLinkToken(email)
  const redeemed = await login.redeemLinkToken(token, c.req.raw.headers)
  for (const cookie of redeemed.headers.getSetCookie()) {
    c.header('set-cookie', cookie, { append: true })
  }
}
