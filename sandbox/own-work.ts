import type { IdSource } from './ids.ts'
import { PAY_OUT_DAILY } from './resources/balance.ts'
import { JUDGE_DISPUTE, judgeDispute, passDueDate } from './resources/close-dispute.ts'
import { payOutDaily } from './resources/make-payout.ts'
import { EXPIRE_MICRODEPOSITS, LOSE_MICRODEPOSITS } from './resources/microdeposits.ts'
import { EVIDENCE_DUE, OPEN_DISPUTE, openByCard } from './resources/open-dispute.ts'
import { POST_CHARGE, postChargeLater } from './resources/post-charge.ts'
import { DISPUTE_DEBIT, disputeDebit, SETTLE_DEBIT, settleDebit } from './resources/settle-debit.ts'
import {
  arrive,
  RECONCILE_PAYOUT,
  reconcilePayout,
  SEND_PAYOUT,
} from './resources/settle-payout.ts'
import {
  ARRIVE_AT_BANK,
  arriveAtBank,
  FAIL_REFUND,
  FUND_REFUND,
  failRefund,
  fundRefund,
  SUCCEED_REFUND,
  succeedRefund,
} from './resources/settle-refund.ts'
import { expireMicrodeposits, loseMicrodeposits } from './resources/verify-microdeposits.ts'
import type { Task } from './store.ts'
import type { Work } from './work.ts'

type Doing = (work: Work, ids: IdSource, objectId: string) => Promise<void>

/** What the processor does by itself, once it is due. Doing any of it twice changes nothing. */
const DOINGS: Record<string, Doing> = {
  [ARRIVE_AT_BANK]: arriveAtBank,
  [DISPUTE_DEBIT]: disputeDebit,
  [EVIDENCE_DUE]: passDueDate,
  [EXPIRE_MICRODEPOSITS]: expireMicrodeposits,
  [FAIL_REFUND]: (work, ids, id) => failRefund(work, ids, id),
  [FUND_REFUND]: fundRefund,
  [JUDGE_DISPUTE]: judgeDispute,
  [LOSE_MICRODEPOSITS]: loseMicrodeposits,
  [OPEN_DISPUTE]: openByCard,
  [PAY_OUT_DAILY]: payOutDaily,
  [POST_CHARGE]: postChargeLater,
  [RECONCILE_PAYOUT]: reconcilePayout,
  [SEND_PAYOUT]: arrive,
  [SETTLE_DEBIT]: settleDebit,
  [SUCCEED_REFUND]: succeedRefund,
}

/** These add the balance up, so what is done before them must be committed. */
const ALONE = new Set<string>([FUND_REFUND, PAY_OUT_DAILY])

/** As many from the front as may be done and committed together. */
export function tasksTogether(tasks: readonly Task[]): Task[] {
  const index = tasks.findIndex((task) => ALONE.has(task.kind))
  return tasks.slice(0, index === -1 ? tasks.length : Math.max(index, 1))
}

export async function doTask(work: Work, ids: IdSource, task: Task): Promise<void> {
  await DOINGS[task.kind]?.(work, ids, task.objectId)
}
