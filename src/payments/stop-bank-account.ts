import type { Transaction } from '../database/transaction.ts'
import { codeMeaning, returnCodeOf } from '../processor/return-codes.ts'
import { closeBankAccount, endConsents } from '../wallet/methods.ts'
import type { Payment, PaymentProblem } from './payment.ts'

/** What the rules want after a bank sent a debit back: the account closed, what was agreed ended. */
export async function stopTheBankAccount(
  tx: Transaction,
  orgId: string,
  methodId: string,
  code: string | null,
  now: Date,
): Promise<void> {
  const { disables, revokes } = codeMeaning(code)
  if (disables) await closeBankAccount(tx, methodId, code, now)
  if (!revokes) return
  const why = 'The client’s bank sent a debit back as not authorized.'
  await endConsents(tx, { orgId, methodId, why, byWhom: 'The client’s bank', now })
}

/** Of an eCheck the network's code is kept with it: rules and reports go by that. */
export function codedProblem(payment: Payment, problem: PaymentProblem): PaymentProblem {
  if (payment.tender !== 'echeck' || !problem.decline) return problem
  const returnCode = returnCodeOf(problem.decline)
  return returnCode === null ? problem : { ...problem, returnCode }
}

/** The client's bank sent an eCheck back before it was paid: no money moved. */
export async function bankSaidNo(
  tx: Transaction,
  payment: Payment,
  problem: PaymentProblem | null,
  now: Date,
): Promise<void> {
  const code = problem?.returnCode ?? null
  if (payment.methodId) await stopTheBankAccount(tx, payment.orgId, payment.methodId, code, now)
}
