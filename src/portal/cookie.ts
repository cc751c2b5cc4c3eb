import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { SESSION_DAYS } from './sign-in.ts'

/** Apart from staff's: a browser may be signed in to both, and neither opens the other's doors. */
const NAME = 'onfile.portal'

/** `isSecure`: the public address is https, so the cookie is for https only and for this host only. */
export function setPortalCookie(c: Context, token: string, isSecure: boolean): void {
  setCookie(c, isSecure ? `__Host-${NAME}` : NAME, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure,
    maxAge: SESSION_DAYS * 86_400,
  })
}

export function portalToken(c: Context, isSecure: boolean): string | undefined {
  return getCookie(c, isSecure ? `__Host-${NAME}` : NAME)
}

export function clearPortalCookie(c: Context, isSecure: boolean): void {
  deleteCookie(c, isSecure ? `__Host-${NAME}` : NAME, { path: '/', secure: isSecure })
}
