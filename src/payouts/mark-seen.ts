import { recordAct } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { parsePlainDate, todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { findPayout, writeSeen } from './store.ts'

/** Somebody saw the money on a statement of the bank, or takes that back. */
export async function markSeen(
  app: App,
  caller: Caller,
  id: string,
  day: string | null,
): Promise<void> {
  await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.reconcile')
    if (!(await findPayout(tx, id))) refuseUnknown('payout')
    const now = app.clock.now()
    const on =
      day === null ? null : readDay(day, todayIn((await theOrganization(tx)).timeZone, now))
    const seen = on === null ? null : { on, by: actor.id, byName: actor.name, at: now }
    if (!(await writeSeen(tx, id, seen))) {
      refuse('payout_state', 'This payout came back from the bank, so it is on no statement.')
    }
    const verb = on === null ? 'payout.unmatched' : 'payout.matched'
    await recordAct(app, tx, caller, actor, verb, id, on === null ? {} : { on })
  })
  app.changed(caller.orgId)
}

function readDay(text: string, today: string): string {
  const day = parsePlainDate(text)
  if (!day) refuse('date_format', 'Use a date like 2026-05-14.', { field: 'on' })
  if (day > today) {
    refuse('date_in_future', 'A statement shows days that have passed. Use today or earlier.', {
      field: 'on',
    })
  }
  return day
}
