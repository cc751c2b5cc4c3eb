import { inOrganization, type Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import { todayIn } from '../kit/time.ts'
import { postLedger } from '../ledger/post.ts'
import type { TransferEvent } from '../ledger/transfers.ts'
import { openDay } from '../organizations/open-day.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App, ProcessorAccountRef } from '../processor/app.ts'
import type { PayoutMember, ProcessorPayout } from '../processor/processor-money.ts'
import { addsUp, isNews, isOver, type Payout } from './payout.ts'
import { changeState, insertMembers, insertPayout, lockPayout } from './store.ts'

/**
 * Writes down what the processor says of a payout, and books it when the bank has it or sends it
 * back. The only writer of payouts; told the same twice it does nothing. Members are kept only if
 * they add up. Answers whether there was news.
 */
export async function settlePayout(
  app: App,
  account: ProcessorAccountRef,
  found: ProcessorPayout,
  members: PayoutMember[] | null,
): Promise<boolean> {
  const news = await inOrganization(app.db, account.orgId, async (tx) => {
    const now = app.clock.now()
    const lock = () => lockPayout(tx, account.processorAccountId, found.id)
    let known = await lock()
    if (!isNews(known, found)) return false
    if (!known) {
      await insertPayout(tx, account, app.newId(), found, now)
      known = await lock()
    }
    assert(known, 'a payout that was written is there')
    if (known.state !== found.state && !isOver(known.state)) {
      await bookPayout(tx, known, found, now)
      await changeState(tx, known.id, found, now)
    }
    if (members && !known.hasMembers && addsUp(found, members)) {
      await insertMembers(tx, known, members, now)
    }
    return true
  })
  if (news) app.changed(account.orgId)
  return news
}

/** Into the books when it is paid; out again when it comes back after that. */
async function bookPayout(
  tx: Transaction,
  known: Payout,
  found: ProcessorPayout,
  now: Date,
): Promise<void> {
  const event = eventOf(known, found)
  if (event === null || known.amount === 0n) return
  const organization = await theOrganization(tx)
  // The processor takes money from the bank where its balance is below zero: the other way round.
  const takes = known.amount < 0n
  await postLedger(tx, known.orgId, [
    {
      source: 'payout',
      sourceId: known.id,
      event: takes ? OPPOSITE[event] : event,
      n: 0,
      amount: takes ? -known.amount : known.amount,
      currency: known.currency,
      accountId: null,
      invoiceId: null,
      processorAccountId: known.processorAccountId,
      postedAt: now,
      effectiveOn: openDay(todayIn(organization.timeZone, now), organization),
    },
  ])
}

const OPPOSITE = { paid_out: 'payout_returned', payout_returned: 'paid_out' } as const

function eventOf(
  known: Payout,
  found: ProcessorPayout,
): Extract<TransferEvent, 'paid_out' | 'payout_returned'> | null {
  if (found.state === 'paid' && !known.isBooked) return 'paid_out'
  if (isOver(found.state) && known.isBooked) return 'payout_returned'
  return null
}
