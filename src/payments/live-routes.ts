import { inOrganization } from '../database/transaction.ts'
import { type LiveBell, streamLive } from '../http/live.ts'
import { newRouter } from '../http/router.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { paymentsChangedSince } from './queries.ts'

/**
 * GET /live: server-sent events that say which payments changed. Everybody who looks at a client
 * sees a charge in flight; the right to see payments is asked at every look.
 */
export function liveRoutes(app: App, bell: LiveBell) {
  return newRouter().get('/live', async (c) => {
    const { caller } = c.var
    const look = (since: Date) =>
      inOrganization(app.db, caller.orgId, async (tx) => {
        await authorize(tx, caller, 'payments.read')
        return paymentsChangedSince(tx, since)
      })
    await look(app.clock.now())
    return streamLive(c, bell, {
      now: () => app.clock.now(),
      async changesSince(since) {
        const changed = await look(since)
        const until = changed.at(-1)?.changedAt
        if (!until) return null
        const payments = changed.map((payment) => ({
          id: toTypeId('pay', payment.id),
          accountId: toTypeId('acc', payment.accountId),
          state: payment.state,
        }))
        return { change: { payments }, until }
      },
    })
  })
}
