import { acrossOrganizations, inOrganization } from '../database/transaction.ts'
import type { App, ProcessorAccountRef } from '../processor/app.ts'
import type { PayoutMember, ProcessorPayout } from '../processor/processor-money.ts'
import { isNews, type Payout } from './payout.ts'
import { settlePayout } from './settle-payout.ts'
import { accountsToRead, claimReading, knownPayouts, readNext } from './store.ts'

/** Events tell of payouts at once; this finds what they did not. */
const READ_EVERY_MS = 30 * 60_000
const LEASE_MS = 120_000
const AGAIN_MS = 5 * 60_000
/** A payout comes back from the bank within days; one older than this is what it was. */
const LOOK_BACK_DAYS = 35

/** Reads the payouts of every processor account whose turn it is. */
export async function readPayouts(app: App): Promise<void> {
  const due = await acrossOrganizations(app.db, (tx) => accountsToRead(tx, app.clock.now()))
  for (const account of due) {
    const now = app.clock.now()
    const claimed = await inOrganization(app.db, account.orgId, (tx) =>
      claimReading(tx, account, now, new Date(now.getTime() + LEASE_MS)),
    )
    if (claimed) await readPayoutsOf(app, account)
  }
}

/** What is new of the payouts of one processor account. Null: the processor did not answer. */
export async function readPayoutsOf(
  app: App,
  account: ProcessorAccountRef,
): Promise<number | null> {
  const read = await readNews(app, account)
  const wait = read === null ? AGAIN_MS : READ_EVERY_MS
  await inOrganization(app.db, account.orgId, (tx) =>
    readNext(tx, account, new Date(app.clock.now().getTime() + wait)),
  )
  return read
}

async function readNews(app: App, account: ProcessorAccountRef): Promise<number | null> {
  const processor = await app.processors.of(account)
  const since = new Date(app.clock.now().getTime() - LOOK_BACK_DAYS * 86_400_000)
  const listed = await processor.listPayouts(since)
  if (listed.is !== 'answered') return null
  const ids = listed.value.map(({ id }) => id)
  const known = await inOrganization(app.db, account.orgId, (tx) =>
    knownPayouts(tx, account.processorAccountId, ids),
  )
  const byId = new Map(known.map((payout) => [payout.processorPayoutId, payout]))
  let news = 0
  for (const found of listed.value.toReversed()) {
    if (await takeIn(app, account, byId.get(found.id), found)) news += 1
  }
  return news
}

/** One payout as the processor has it now, with its members once they are known. */
export async function takeIn(
  app: App,
  account: ProcessorAccountRef,
  known: Payout | undefined,
  found: ProcessorPayout,
): Promise<boolean> {
  if (!isNews(known, found)) return false
  const members = found.isReconciled && !known?.hasMembers ? await read(app, account, found) : null
  return settlePayout(app, account, found, members)
}

async function read(
  app: App,
  account: ProcessorAccountRef,
  { id }: ProcessorPayout,
): Promise<PayoutMember[] | null> {
  const processor = await app.processors.of(account)
  const listed = await processor.listMembers(id)
  return listed.is === 'answered' ? listed.value : null
}
