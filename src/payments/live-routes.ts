import { inOrganization } from '../database/transaction.ts'
import { type LiveBell, streamLive } from '../http/live.ts'
import { newRouter } from '../http/router.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { paymentsChangedSince } from './queries.ts'

/**
 * GET /live: server-sent events that say which payments changed. Everybody who looks at a client
 * sees a charge in flight; the right to see payments is asked at
 * every look.
 */
export function liveRoutes(app: App, bell: LiveBell) {
  return newRouter().get('/live', async (c) => {
    const { caller } = c.var
    const look = (since: Date) =>
      inOrganization(app.db, caller.orgId, async (tx) => {
        const actor = await authorize(tx, caller, 'payments.read')
        return { rights: textOf(actor), changed: await paymentsChangedSince(tx, since) }
      })
    let told = (await look(app.clock.now())).rights
    return streamLive(c, bell, {
      now: () => app.clock.now(),
      async changesSince(since) {
        const { rights, changed } = await look(since)
        const isOther = rights !== told
        told = rights
        if (changed.length === 0 && !isOther) return null
        const until = changed.at(-1)?.changedAt ?? since
        const payments = changed.map((payment) => ({
          id: toTypeId('pay', payment.id),
          accountId: toTypeId('acc', payment.accountId),
          state: payment.state,
        }))
        return { change: { payments, ...(isOther ? { rights: true } : {}) }, until }
      },
    })
  })
}

/** A role changed under somebody who looks: their buttons follow at once. */
function textOf({ permissions, chargeLimit, refundLimit }: StaffActor): string {
  return [...permissions, chargeLimit, refundLimit].join()
}
