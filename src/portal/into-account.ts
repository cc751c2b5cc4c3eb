import { createMiddleware } from 'hono/factory'
import { acrossOrganizations } from '../database/transaction.ts'
import type { RequestEnvironment } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { requestPlace } from '../http/place.ts'
import { refuse } from '../http/problem.ts'
import type { App } from '../processor/app.ts'
import { hashOfToken } from '../staff/secret-token.ts'
import { portalToken } from './cookie.ts'
import { personOfSession, placesOfPerson } from './store.ts'

/** Lets on who is signed in to the portal. */
export function asPortalPerson(app: App, isSecure: boolean) {
  return createMiddleware<RequestEnvironment>(async (c, next) => {
    const token = portalToken(c, isSecure)
    const person = token && (await personOfSession(app.db, hashOfToken(token), app.clock.now()))
    if (!person) {
      refuse('signed_out', 'Sign in again. Nothing was charged.', { moneyMoved: 'no' })
    }
    c.set('portalPerson', person)
    await next()
  })
}

/** Lets a person into an account of theirs; every other account does not exist. */
export function intoAccount(app: App) {
  return createMiddleware<RequestEnvironment>(async (c, next) => {
    const accountId = readId('acc', c.req.param('accountId') ?? '', 'account')
    const { id, orgIds } = c.var.portalPerson
    const places = await acrossOrganizations(app.db, (tx) => placesOfPerson(tx, id))
    const place = places.find((one) => one.accountId === accountId && orgIds.includes(one.orgId))
    if (!place) return refuseUnknown('account')
    c.set('client', { ...place, from: requestPlace(c) })
    await next()
  })
}
