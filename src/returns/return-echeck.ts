import { recordAudit } from '../audit/record.ts'
import type { Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import { formatMoney, money } from '../kit/money.ts'
import { todayIn } from '../kit/time.ts'
import { paymentInHand } from '../ledger/allocate.ts'
import { postLedger } from '../ledger/post.ts'
import { openDay } from '../organizations/open-day.ts'
import { theOrganization } from '../organizations/organization.ts'
import { holdAutomaticCharges } from '../payments/automatic-charge.ts'
import type { PaidPayment } from '../payments/payments.ts'
import { stopTheBankAccount } from '../payments/stop-bank-account.ts'
import type { App, ProcessorAccountRef } from '../processor/app.ts'
import type { ProcessorDispute } from '../processor/processor.ts'
import { codeMeaning, returnCodeOf } from '../processor/return-codes.ts'
import { bookReturn } from './book-return.ts'
import { type PaymentReturn, returnOf } from './store.ts'

const BANK = 'The client’s bank'

/**
 * The client's bank sent a paid eCheck back. The processor tells of it as of a dispute, which nobody
 * can win: the whole of it is gone, its invoices are owed again, and what the rules of the network
 * want of the bank account is done. Under the locks of the payment; twice is once.
 */
export async function returnEcheck(
  app: App,
  tx: Transaction,
  account: ProcessorAccountRef,
  payment: PaidPayment,
  seen: ProcessorDispute,
): Promise<'recorded' | 'not_yet'> {
  if (await returnOf(tx, payment.id)) return 'recorded'
  // Nothing was withdrawn: the news is on its way.
  if (seen.withdrawn <= 0) return 'not_yet'
  const { orgId, processorAccountId } = account
  const { id: paymentId, accountId, amount, currency } = payment
  const inHand = await paymentInHand(tx, paymentId)
  assert(inHand, 'a payment that was locked is there')
  const organization = await theOrganization(tx)
  const now = app.clock.now()
  const code = returnCodeOf({ code: seen.reason, declineCode: null, networkDeclineCode: null })
  const made: PaymentReturn = {
    id: app.newId(),
    orgId,
    paymentId,
    accountId,
    amount,
    taken: inHand.left + inHand.allocated,
    currency,
    origin: 'processor',
    reason: codeMeaning(code).cause,
    code,
    note: '',
    returnedOn: openDay(todayIn(organization.timeZone, now), organization),
    processorAccountId,
    processorDisputeId: seen.id,
    fee: BigInt(Math.max(0, seen.fee)),
    openedBy: null,
    openedByName: BANK,
    createdAt: now,
  }
  await bookReturn(app, tx, made, 'clearing')
  const why = `An eCheck for ${formatMoney(money(amount, currency))} came back.`
  await holdAutomaticCharges(tx, accountId, { at: now, by: BANK, why })
  if (made.fee > 0n) {
    await postLedger(tx, orgId, [
      {
        source: 'fee',
        sourceId: made.id,
        event: 'fee',
        n: 0,
        amount: made.fee,
        currency,
        accountId: null,
        invoiceId: null,
        processorAccountId,
        postedAt: now,
        effectiveOn: made.returnedOn,
      },
    ])
  }
  if (payment.methodId) await stopTheBankAccount(tx, orgId, payment.methodId, code, now)
  await recordAudit(tx, {
    id: app.newId(),
    orgId,
    at: now,
    actorId: null,
    actorName: BANK,
    verb: 'payment.returned',
    subjectId: paymentId,
  })
  await app.react(tx, { is: 'moved', what: 'return', orgId, id: made.id, at: now })
  return 'recorded'
}
