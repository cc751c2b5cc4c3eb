import { recordAct } from '../audit/record.ts'
import { acrossOrganizations, inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { nextHourOfDay } from '../kit/time.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { letterHeadOf } from '../organizations/brand.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { may, rightsOf } from '../staff/roles.ts'
import { digestLetter } from './digest-letter.ts'
import {
  claimDigest,
  type DigestWish,
  digestsDue,
  failuresBetween,
  findWish,
  putWish,
} from './digest-store.ts'

/** The hour of the day at which the mail comes, where the business is. */
export const DIGEST_HOUR = 7
const DAY_MS = 86_400_000

/** Whether the caller wants the mail. */
export function seeDigest(app: App, caller: Caller) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'attention.read')
    return digestJson(await findWish(tx, actor.id), actor.email)
  })
}

/** The caller wants the mail from tomorrow on, or not any more. */
export function wishDigest(
  app: App,
  caller: Caller,
  { wanted, origin }: { wanted: boolean; origin: string },
) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'attention.read')
    const { timeZone } = await theOrganization(tx)
    const now = app.clock.now()
    const lookAt = wanted ? nextHourOfDay(timeZone, DIGEST_HOUR, now) : null
    await putWish(tx, { orgId: caller.orgId, staffId: actor.id, lookAt, now, origin })
    await recordAct(app, tx, caller, actor, 'attention.digest', actor.id, { wanted })
    return digestJson(await findWish(tx, actor.id), actor.email)
  })
}

function digestJson({ wanted, nextAt }: DigestWish, to: string) {
  return { wanted, to, hour: DIGEST_HOUR, nextAt: nextAt?.toISOString() ?? null }
}

/**
 * Mails what failed to everybody whose hour has come. The claim moves on to the next day in the
 * transaction that queues the mail, so it is one a day however often and by how many this is run;
 * where nothing failed, nothing is sent.
 */
export async function sendDigests(app: App): Promise<void> {
  const now = app.clock.now()
  for (const { orgId, staffId } of await acrossOrganizations(app.db, (tx) => digestsDue(tx, now))) {
    await inOrganization(app.db, orgId, (tx) => sendDigest(app, tx, orgId, staffId, now))
  }
}

async function sendDigest(
  app: App,
  tx: Transaction,
  orgId: string,
  staffId: string,
  now: Date,
): Promise<void> {
  const { name, slug, timeZone, healthMode } = await theOrganization(tx)
  const claimed = await claimDigest(tx, staffId, now, nextHourOfDay(timeZone, DIGEST_HOUR, now))
  if (!claimed || claimed.disabled || !mayRead(claimed)) return
  const dayBefore = new Date(now.getTime() - DAY_MS)
  const after = claimed.toldUntil > dayBefore ? claimed.toldUntil : dayBefore
  const failures = await failuresBetween(tx, after, now)
  if (failures.length === 0) return
  await queueMail(tx, {
    orgId,
    id: app.newId(),
    to: claimed.email,
    about: 'attentionDigest',
    aboutId: staffId,
    letter: digestLetter(await letterHeadOf(tx), failures, {
      business: name,
      address: `${claimed.origin}/o/${slug}`,
      healthMode,
    }),
    byName: 'Onfile',
    now,
  })
}

function mayRead({ role, permissions }: { role: string; permissions: string[] }): boolean {
  return may(
    rightsOf(role, { permissions, chargeLimit: null, refundLimit: null }),
    'attention.read',
  )
}
