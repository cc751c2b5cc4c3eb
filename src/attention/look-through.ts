import { sql } from 'kysely'
import {
  acrossOrganizations,
  inOrganization,
  row,
  rows,
  type Transaction,
} from '../database/transaction.ts'
import type { App } from '../processor/app.ts'
import { ATTENTION_KINDS, kindOf } from './kinds.ts'
import { reviewKind } from './review-matters.ts'

const LOOK_EVERY_MS = 3_600_000

/** What the calendar brings, hour by hour: cards that are about to expire. */
export async function lookThrough(app: App): Promise<void> {
  const now = app.clock.now()
  const due = await acrossOrganizations(app.db, (tx) =>
    rows<{ org_id: string }>(tx, sql`select org_id from organizations_to_look_through(${now})`),
  )
  for (const { org_id: orgId } of due) {
    const isClaimed = await inOrganization(app.db, orgId, async (tx) => {
      if (!(await claim(tx, orgId, now))) return false
      for (const kind of ATTENTION_KINDS.filter((one) => kindOf(one).byDay)) {
        await reviewKind(tx, orgId, kind, now)
      }
      return true
    })
    if (isClaimed) app.changed(orgId)
  }
}

/** Takes an organization whose hour has come, for one worker. */
async function claim(tx: Transaction, orgId: string, now: Date): Promise<boolean> {
  const next = new Date(now.getTime() + LOOK_EVERY_MS)
  const claimed = await row(
    tx,
    sql`insert into attention_reading as r (org_id, look_at) values (${orgId}, ${next})
        on conflict (org_id) do update set look_at = ${next} where r.look_at <= ${now} returning look_at`,
  )
  return claimed !== undefined
}
