import { lockAccount } from '../clients/accounts.ts'
import { acrossOrganizations, inOrganization } from '../database/transaction.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import {
  authorizationsToEnd,
  findAuthorization,
  insertAuthorizationEvent,
  limitsNow,
} from './authorization-store.ts'
import { noteWhetherAuthorized } from './store.ts'

const ENDED_AT_ONCE_MAX = 200

/**
 * Writes down that permissions have ended whose last day is over, so that lists and search know it. A
 * charge does not wait for this: it looks at the day itself.
 */
export async function endAuthorizations(app: App): Promise<number> {
  const now = app.clock.now()
  const due = await acrossOrganizations(app.db, (tx) =>
    authorizationsToEnd(tx, now, ENDED_AT_ONCE_MAX),
  )
  for (const { orgId, id } of due) await endOne(app, orgId, id)
  return due.length
}

async function endOne(app: App, orgId: string, id: string): Promise<void> {
  await inOrganization(app.db, orgId, async (tx) => {
    const found = await findAuthorization(tx, id)
    if (!found) return
    await lockAccount(tx, found.accountId)
    const locked = await findAuthorization(tx, id)
    const { endsOn } = await limitsNow(tx, id)
    const { timeZone } = await theOrganization(tx)
    const at = app.clock.now()
    const isOver = endsOn !== null && endsOn < todayIn(timeZone, at)
    if (!locked?.methodId || locked.ended || !isOver) return
    await insertAuthorizationEvent(tx, {
      orgId,
      authorizationId: id,
      kind: 'ended',
      reason: 'Its last day was over.',
      at,
      byWhom: 'Onfile',
    })
    await noteWhetherAuthorized(tx, locked.methodId)
    await app.react(tx, { is: 'moved', what: 'method', orgId, id: locked.methodId, at })
  })
  app.changed(orgId)
}
