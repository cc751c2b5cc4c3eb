import { asOfOneMoment, inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { PAGE_ROWS_DEFAULT, page, readInstantCursor } from '../http/paging.ts'
import { refuse } from '../http/problem.ts'
import { toTypeId } from '../kit/id.ts'
import { type PlainDate, parsePlainDate } from '../kit/time.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { may } from '../staff/roles.ts'
import { isOver, MEMBER_WORDS } from './payout.ts'
import {
  findPayout,
  type ListedMember,
  type ListedPayout,
  listPayouts,
  membersOf,
} from './store.ts'

export interface PayoutQuery {
  from?: string | undefined
  to?: string | undefined
  unseen?: 'true' | 'false' | undefined
}

/** What the processor brought to the bank, newest first. */
export function seePayouts(
  app: App,
  caller: Caller,
  query: PayoutQuery & { cursor?: string | undefined; limit?: number | undefined },
) {
  const after = readInstantCursor(query.cursor)
  const limit = query.limit ?? PAGE_ROWS_DEFAULT
  const filter = { ...readPeriod(query), unseen: query.unseen === 'true' }
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'books.read')
    const before = after ? { madeAt: after.at.toISOString(), id: after.id } : null
    const found = await listPayouts(tx, { ...filter, before, limit: limit + 1 })
    const { rows, nextCursor } = page(found, limit, ({ madeAt, id }) => [instant(madeAt), id])
    return { data: rows.map(payoutJson), nextCursor }
  })
}

export function readPeriod({ from, to }: PayoutQuery): {
  from: PlainDate | null
  to: PlainDate | null
} {
  return { from: readDate(from, 'from'), to: readDate(to, 'to') }
}

function readDate(text: string | undefined, field: string): PlainDate | null {
  if (text === undefined) return null
  return parsePlainDate(text) ?? refuse('date_format', 'Use a date like 2026-05-14.', { field })
}

/** One payout with its members, each beside the payment it is about. */
export function seePayout(app: App, caller: Caller, id: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'books.read')
    const payout = (await findPayout(tx, id)) ?? refuseUnknown('payout')
    const members = await membersOf(tx, id)
    const allowed = may(actor, 'payments.reconcile') && !isOver(payout.state)
    return {
      ...payoutJson(payout),
      lines: members.map((member) => memberJson(member, payout.currency)),
      can: { see: { allowed, reason: allowed ? null : whyNotSeen(payout) } },
    }
  })
}

function whyNotSeen(payout: ListedPayout): string {
  return isOver(payout.state)
    ? 'This payout came back, so it is on no statement.'
    : 'Your role does not match deposits to the bank.'
}

function payoutJson(payout: ListedPayout) {
  const { currency } = payout
  return {
    id: toTypeId('pot', payout.id),
    processorId: payout.processorPayoutId,
    amount: moneyJson(payout.amount, currency),
    fees: moneyJson(payout.fees, currency),
    state: payout.state,
    sentence: sentence(payout),
    isAutomatic: payout.isAutomatic,
    arrivesOn: payout.arrivesOn,
    members: payout.membersAt === null ? null : payout.members,
    madeAt: instant(payout.madeAt),
    seen:
      payout.seenOn === null ? null : { on: payout.seenOn, by: payout.seenByName ?? 'somebody' },
  }
}

function sentence({ state, failureCode }: ListedPayout): string {
  const why = failureCode === null ? '' : ` (${failureCode.replaceAll('_', ' ')})`
  return {
    pending: 'On its way to the bank.',
    in_transit: 'On its way to the bank.',
    paid: 'The processor says that the bank has it.',
    failed: `The bank sent it back${why}. The money is with the processor again and goes out with a later payout; see that the bank account there is right.`,
    canceled: 'It was canceled before it left.',
  }[state]
}

function memberJson(member: ListedMember, currency: string) {
  return {
    id: member.balanceTransactionId,
    kind: member.kind,
    words: wordsOf(member.kind),
    amount: moneyJson(member.amount, currency),
    fee: moneyJson(member.fee, currency),
    net: moneyJson(member.net, currency),
    paymentId: member.paymentId && toTypeId('pay', member.paymentId),
    about: member.client ?? member.account ?? member.description,
    madeAt: instant(member.madeAt),
  }
}

export function wordsOf(kind: string): string {
  const known = MEMBER_WORDS[kind]
  if (known) return known
  const words = kind.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** PostgreSQL's text of a moment, as the API writes moments. */
function instant(text: string): string {
  return new Date(text).toISOString()
}
