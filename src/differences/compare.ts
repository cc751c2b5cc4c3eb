import { acrossOrganizations, inOrganization, type Transaction } from '../database/transaction.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App, ProcessorAccountRef } from '../processor/app.ts'
import { compareCharges } from './compare-charges.ts'
import { compareDisputes } from './compare-disputes.ts'
import { comparePayouts } from './compare-payouts.ts'
import { compareRefunds } from './compare-refunds.ts'
import type { Compared, Comparison } from './difference.ts'
import {
  accountsToCompare,
  beginRun,
  type Counts,
  claimNight,
  endRun,
  endUnseen,
  planNight,
  writeDifference,
} from './store.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A night looks back further than a day: what one missed the next finds. */
const NIGHTLY_DAYS = 4
/** Three hours after midnight, where the business is. */
const HOURS_AFTER_MIDNIGHT = 3

/** What is compared, and the count that it is told by. */
const COMPARERS: [
  count: keyof Omit<Counts, 'found'>,
  compare: (app: App, of: Comparison) => Promise<Compared | null>,
][] = [
  ['charges', compareCharges],
  ['refunds', compareRefunds],
  ['disputes', compareDisputes],
  ['payouts', comparePayouts],
]

/** Compares every processor account whose night has come. */
export async function compareByNight(app: App): Promise<void> {
  const due = await acrossOrganizations(app.db, (tx) => accountsToCompare(tx, app.clock.now()))
  for (const account of due) {
    const now = app.clock.now()
    const claimed = await inOrganization(app.db, account.orgId, async (tx) => {
      const { timeZone } = await theOrganization(tx)
      return claimNight(tx, account, now, nextNight(timeZone, now))
    })
    if (claimed) await compareAccount(app, account, { days: NIGHTLY_DAYS, byName: null })
  }
}

/** The next moment that is so many hours after a midnight there. */
export function nextNight(zone: string, now: Date): Date {
  const hour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  for (let ahead = 1; ahead <= 48; ahead += 1) {
    const then = hour + ahead * HOUR_MS
    const midnight = then - HOURS_AFTER_MIDNIGHT * HOUR_MS
    if (todayIn(zone, new Date(midnight)) !== todayIn(zone, new Date(midnight - HOUR_MS))) {
      return new Date(then)
    }
  }
  return new Date(hour + DAY_MS)
}

/**
 * Everything that the processor has since then against what is here, both ways. What can be taken
 * in by the way it would have come is; all that was found is written down, that too. Answers
 * whether the processor answered.
 */
export async function compareAccount(
  app: App,
  account: ProcessorAccountRef,
  { days, byName }: { days: number; byName: string | null },
): Promise<boolean> {
  const began = app.clock.now()
  const since = new Date(began.getTime() - days * DAY_MS)
  const id = app.newId()
  const write = <T>(work: Parameters<typeof inOrganization<T>>[2]) =>
    inOrganization(app.db, account.orgId, work)
  await write((tx) => beginRun(tx, { ...account, id, since, now: began, byName }))
  const of: Comparison = { account, since, now: began, byPerson: byName !== null }
  const counts: Counts = { charges: 0, refunds: 0, disputes: 0, payouts: 0, found: 0 }
  let answered = true
  for (const [name, compare] of COMPARERS) {
    const compared = await compare(app, of)
    if (compared === null) {
      answered = false
      continue
    }
    counts[name] = compared.count
    counts.found += compared.found.length
    await keep(app, account, compared)
  }
  const now = app.clock.now()
  await write(async (tx) => {
    // Half an answer says nothing about what is not there any more.
    if (answered) {
      await endUnseen(tx, account, since, began, now)
      await tellMoved(app, tx, account.orgId)
    }
    await endRun(tx, id, answered, counts, now)
    const { timeZone } = await theOrganization(tx)
    await planNight(tx, account, nextNight(timeZone, now))
  })
  app.changed(account.orgId)
  return answered
}

async function keep(app: App, account: ProcessorAccountRef, { found }: Compared): Promise<void> {
  for (const difference of found) {
    const isAbsorbed = (await difference.absorb?.()) ?? false
    await inOrganization(app.db, account.orgId, async (tx) => {
      await writeDifference(tx, account, app.newId(), difference, isAbsorbed, app.clock.now())
      await tellMoved(app, tx, account.orgId)
    })
  }
}

/** What is open needs a person; what ended does not any more. */
export function tellMoved(app: App, tx: Transaction, orgId: string): Promise<void> {
  return app.react(tx, { is: 'moved', what: 'differences', orgId, id: null, at: app.clock.now() })
}
