import { recordAct } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { csv, decimal } from '../http/csv.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { type PayoutQuery, readPeriod, wordsOf } from './see-payouts.ts'
import {
  findPayout,
  type ListedMember,
  type ListedPayout,
  listPayouts,
  membersOf,
} from './store.ts'

/** More than two years of daily payouts; a period narrows it. */
const PAYOUTS_MAX = 1_000

/** The columns of the file, with what stands in each. */
const COLUMNS: [heading: string, of: (payout: ListedPayout, member: ListedMember) => string][] = [
  ['Payout', (payout) => payout.processorPayoutId],
  ['Arrives', (payout) => payout.arrivesOn],
  ['State', (payout) => payout.state],
  ['Payout amount', (payout) => amount(payout, payout.amount)],
  ['Currency', (payout) => payout.currency],
  ['On bank statement', (payout) => payout.seenOn ?? ''],
  ['What', (_, member) => wordsOf(member.kind)],
  ['Date', (_, member) => member.madeAt.slice(0, 10)],
  ['Amount', (payout, member) => amount(payout, member.amount)],
  ['Fee', (payout, member) => amount(payout, member.fee)],
  ['Net', (payout, member) => amount(payout, member.net)],
  ['Client', (_, member) => member.client ?? ''],
  ['Account', (_, member) => member.account ?? ''],
  ['Payment', (_, member) => (member.paymentId ? toTypeId('pay', member.paymentId) : '')],
  ['Processor id', (_, member) => member.sourceId ?? ''],
]

/** Payouts member by member: the nets of a payout add up to its amount. */
export function exportPayouts(
  app: App,
  caller: Caller,
  which: PayoutQuery | { id: string },
): Promise<string> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.export')
    await recordAct(app, tx, caller, actor, 'payouts.exported', null)
    const payouts =
      'id' in which
        ? [(await findPayout(tx, which.id)) ?? refuseUnknown('payout')]
        : await listPayouts(tx, {
            ...readPeriod(which),
            unseen: which.unseen === 'true',
            before: null,
            limit: PAYOUTS_MAX,
          })
    const lines: string[][] = []
    for (const payout of payouts) {
      for (const member of await membersOf(tx, payout.id)) {
        lines.push(COLUMNS.map(([, of]) => of(payout, member)))
      }
    }
    return csv([COLUMNS.map(([heading]) => heading), ...lines], true)
  })
}

function amount({ currency }: ListedPayout, value: bigint): string {
  return decimal(moneyJson(value, currency))
}
