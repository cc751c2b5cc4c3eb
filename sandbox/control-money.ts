import { z } from 'zod'
import { waitingDeposits } from './control-bank.ts'
import { decide } from './control-decide.ts'
import type { Parts } from './engine.ts'
import { badRequest, noSuchPath } from './errors.ts'
import type { Kind } from './records.ts'
import { inBalance } from './resources/balance.ts'
import { escalateInquiry, isOver, loseDispute, winDispute } from './resources/close-dispute.ts'
import { payOut } from './resources/make-payout.ts'
import { REFUNDS_NEED_BALANCE } from './resources/make-refund.ts'
import { openDispute } from './resources/open-dispute.ts'
import { arrive, failPayout, reconcilePayout } from './resources/settle-payout.ts'
import { askClient, cancelRefund, failRefund, succeedRefund } from './resources/settle-refund.ts'
import { settingName } from './work.ts'

const account = z.string().min(1)

const refundInput = z.strictObject({
  account,
  refund: z.string().min(1),
  outcome: z.enum(['succeed', 'fail', 'cancel', 'require_action']),
  failureReason: z
    .enum([
      'declined',
      'expired_or_canceled_card',
      'insufficient_funds',
      'lost_or_stolen_card',
      'merchant_request',
      'unknown',
    ])
    .optional(),
})

const balanceInput = z.strictObject({ account, refundsNeedBalance: z.boolean() })

const newDisputeInput = z.strictObject({
  account,
  charge: z.string().min(1),
  reason: z.string().min(1).default('fraudulent'),
  inquiry: z.boolean().default(false),
  amount: z.number().int().positive().optional(),
})

const disputeInput = z.strictObject({
  account,
  dispute: z.string().min(1),
  outcome: z.enum(['win', 'lose', 'escalate']),
  /** How much comes back when it is won; all of it when left out. */
  amount: z.number().int().positive().optional(),
})

const newPayoutInput = z.strictObject({
  account,
  /** What is not available yet goes out with the rest. */
  everything: z.boolean().default(false),
})

const payoutInput = z.strictObject({
  account,
  payout: z.string().min(1),
  outcome: z.enum(['pay', 'fail']),
  failureCode: z.string().min(1).default('account_closed'),
})

type Handler = (parts: Parts, input: unknown, query: URLSearchParams) => Promise<unknown>

/** What banks, cardholders and the processor decide about money, decided by hand. */
export const MONEY_CONTROLS: Record<string, Handler> = {
  'GET /_sandbox/money': latestMoney,
  'POST /_sandbox/balance': async (parts, input) => {
    const given = balanceInput.parse(input)
    const name = settingName(given.account, REFUNDS_NEED_BALANCE)
    await parts.store.writeSetting(name, given.refundsNeedBalance)
    return given
  },
  'POST /_sandbox/disputes': startDispute,
  'POST /_sandbox/disputes/decide': decideDispute,
  'POST /_sandbox/payouts': startPayout,
  'POST /_sandbox/payouts/decide': decidePayout,
  'POST /_sandbox/refunds': decideRefund,
}

const LATEST = 20

/** The latest of everything that something can be decided about. */
async function latestMoney(parts: Parts, _: unknown, query: URLSearchParams): Promise<unknown> {
  const one = query.get('account')
  const names = one === null ? await parts.store.accounts() : [one]
  const latest = async (type: Kind) => {
    const found = await Promise.all(
      names.map(async (name) => {
        const rows = await parts.store.list(name, { type, limit: LATEST })
        return rows.map(({ object }) => ({ account: name, object }))
      }),
    )
    return found.flat()
  }
  const [charges, refunds, disputes, payouts, methods, deposits] = await Promise.all([
    latest('charge'),
    latest('refund'),
    latest('dispute'),
    latest('payout'),
    latest('payment_method'),
    waitingDeposits(parts, one),
  ])
  return { charges, refunds, disputes, payouts, methods, deposits }
}

async function decideRefund(parts: Parts, input: unknown): Promise<unknown> {
  const { account: name, refund: id, outcome, failureReason } = refundInput.parse(input)
  return decide(parts, name, async (work) => {
    const stored = await work.find('refund', id)
    if (stored === null) throw noSuchPath('refund', id)
    if (outcome === 'succeed') await succeedRefund(work, parts.ids, id)
    else if (outcome === 'fail') await failRefund(work, parts.ids, id, failureReason)
    else if (outcome === 'require_action') askClient(work, stored.object)
    else if (stored.object.status === 'pending') await cancelRefund(work, parts.ids, stored.object)
    const after = (await work.find('refund', id))?.object
    if (after === stored.object) {
      throw badRequest(`That does not happen to a refund that is ${stored.object.status}.`)
    }
    return after
  })
}

async function startDispute(parts: Parts, input: unknown): Promise<unknown> {
  const { account: name, charge: id, ...wanted } = newDisputeInput.parse(input)
  return decide(parts, name, async (work) => {
    const charge = await work.find('charge', id)
    if (charge === null) throw noSuchPath('charge', id)
    if ((wanted.amount ?? 0) > charge.object.amount_captured) {
      throw badRequest('No more can be disputed than was taken.')
    }
    const opened = await openDispute(work, parts.ids, id, wanted)
    if (opened === null) throw badRequest('Nothing was taken that could be disputed.')
    return opened
  })
}

async function decideDispute(parts: Parts, input: unknown): Promise<unknown> {
  const { account: name, dispute: id, outcome, amount } = disputeInput.parse(input)
  return decide(parts, name, async (work) => {
    const dispute = (await work.find('dispute', id))?.object
    if (dispute === undefined) throw noSuchPath('dispute', id)
    const inquiry = dispute.status.startsWith('warning_')
    if (isOver(dispute) || (outcome === 'escalate' && !inquiry)) {
      throw badRequest(`That does not happen to a dispute that is ${dispute.status}.`)
    }
    if (amount !== undefined && amount > dispute.amount) {
      throw badRequest('No more comes back than was disputed.')
    }
    if (outcome === 'win') return winDispute(work, parts.ids, dispute, amount)
    if (outcome === 'lose') return loseDispute(work, dispute)
    return escalateInquiry(work, parts.ids, dispute)
  })
}

async function startPayout(parts: Parts, input: unknown): Promise<unknown> {
  const { account: name, everything } = newPayoutInput.parse(input)
  return decide(parts, name, async (work) => {
    const open = await inBalance(work)
    const leaving = everything ? open : open.filter(({ status }) => status === 'available')
    const data = payOut(work, parts.ids, leaving)
    if (data.length === 0) throw badRequest('The balance holds nothing that could be paid out.')
    return { data }
  })
}

async function decidePayout(parts: Parts, input: unknown): Promise<unknown> {
  const { account: name, payout: id, outcome, failureCode } = payoutInput.parse(input)
  return decide(parts, name, async (work) => {
    const payout = (await work.find('payout', id))?.object
    if (payout === undefined) throw noSuchPath('payout', id)
    const over = payout.status === 'failed' || payout.status === 'canceled'
    if (over || (outcome === 'pay' && payout.status === 'paid')) {
      throw badRequest(`That does not happen to a payout that is ${payout.status}.`)
    }
    await reconcilePayout(work, parts.ids, id)
    if (outcome === 'pay') await arrive(work, parts.ids, id)
    const sent = (await work.find('payout', id))?.object ?? payout
    return outcome === 'pay' ? sent : failPayout(work, parts.ids, sent, failureCode)
  })
}
