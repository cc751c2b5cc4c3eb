import { createMiddleware } from 'hono/factory'
import { acrossOrganizations, inOrganization } from '../database/transaction.ts'
import type { RequestEnvironment } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { requestPlace } from '../http/place.ts'
import { refuse } from '../http/problem.ts'
import { findLink, linkOfToken, whyClosed } from '../links/links.ts'
import { brandOf, contactOf } from '../organizations/brand.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { hashOfToken } from '../staff/secret-token.ts'

/** Carries the token: an address would be written into logs on the way. */
export const LINK_HEADER = 'onfile-link'

/** Lets in who holds a link that still works, and tells who does not what to do now. */
export function asLinkHolder(app: App) {
  return createMiddleware<RequestEnvironment>(async (c, next) => {
    const token = c.req.header(LINK_HEADER) ?? ''
    const found = await acrossOrganizations(app.db, (tx) => linkOfToken(tx, hashOfToken(token)))
    if (!found) return refuseUnknown('link')
    const { orgId, linkId } = found
    const now = app.clock.now()
    const accountId = await inOrganization(app.db, orgId, async (tx) => {
      const link = (await findLink(tx, linkId)) ?? refuseUnknown('link')
      const [{ name }, brand] = [await theOrganization(tx), await brandOf(tx)]
      const closed = whyClosed(link, name, now)
      if (closed) {
        refuse(closed.code, closed.sentence, {
          moneyMoved: 'no',
          facts: { organization: { name, contact: contactOf(brand) } },
        })
      }
      return link.accountId
    })
    c.set('linkHolder', { orgId, accountId, linkId, now, from: requestPlace(c) })
    await next()
  })
}
