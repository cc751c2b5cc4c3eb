import { z } from 'zod'
import type { Parts } from './engine.ts'
import { badRequest, noSuchPath } from './errors.ts'
import { BOOKS } from './resources/balance.ts'
import { REFUNDS_NEED_BALANCE } from './resources/make-refund.ts'
import { askClient, cancelRefund, failRefund, succeedRefund } from './resources/settle-refund.ts'
import { settingName, Work } from './work.ts'

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

type Handler = (parts: Parts, input: unknown) => Promise<unknown>

/** What banks, cardholders and the processor decide about money, decided by hand. */
export const MONEY_CONTROLS: Record<string, Handler> = {
  'POST /_sandbox/balance': async (parts, input) => {
    const given = balanceInput.parse(input)
    const name = settingName(given.account, REFUNDS_NEED_BALANCE)
    await parts.store.writeSetting(name, given.refundsNeedBalance)
    return given
  },
  'POST /_sandbox/refunds': decideRefund,
}

/** Does something as the processor would by itself, alone with the account's books. */
async function decide<T>(parts: Parts, name: string, doIt: (work: Work) => Promise<T>): Promise<T> {
  await parts.webhooks.prepare(name)
  const release = await parts.locks.acquire([`${name} ${BOOKS}`])
  try {
    const request = { id: null, idempotency_key: null }
    const work = new Work({ ...parts, account: name, now: parts.clock.now(name), request })
    const answer = await doIt(work)
    await parts.store.commit(name, work.changes)
    return answer
  } finally {
    release()
  }
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
