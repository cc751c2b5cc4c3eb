import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { Problem } from '../http/problem.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { toTypeId } from '../kit/id.ts'
import { formatMoney, money } from '../kit/money.ts'
import { paymentInHand } from '../ledger/allocate.ts'
import { theOrganization } from '../organizations/organization.ts'
import { requireWithinLimit } from '../payments/approval.ts'
import { isCharged } from '../payments/payment.ts'
import { lockToGiveBack, type PaidPayment } from '../payments/payments.ts'
import type { App } from '../processor/app.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { open } from './open-refund.ts'
import type { Refund } from './refund.ts'
import type { RefundRequest } from './refund-request.ts'
import { clientSees, refundedTo } from './refund-words.ts'
import { type Owed, owedOf } from './store.ts'

/** Carries what was seen out of a transaction that is undone. */
class Seen extends Error {
  readonly preview: Preview
  constructor(preview: Preview) {
    super('a preview is undone')
    this.preview = preview
  }
}

type Preview = Awaited<ReturnType<typeof see>>

/**
 * What a refund would do. It is done, looked at and undone in one transaction that never commits,
 * so what is shown is what will be.
 */
export async function previewRefund(
  app: App,
  caller: Caller,
  paymentId: string,
  request: RefundRequest,
): Promise<Preview> {
  const undone: App = { ...app, react: async () => {}, changed: () => {} }
  try {
    return await inOrganization(app.db, caller.orgId, async (tx) => {
      const actor = await authorize(tx, caller, 'payments.refund')
      const payment = (await lockToGiveBack(tx, paymentId)) ?? refuseUnknown('payment')
      throw new Seen(await see(undone, tx, { caller, actor }, payment, request))
    })
  } catch (error) {
    if (error instanceof Seen) return error.preview
    throw error
  }
}

async function see(
  app: App,
  tx: Transaction,
  { caller, actor }: { caller: Caller; actor: StaffActor },
  payment: PaidPayment,
  request: RefundRequest,
) {
  const before = await owedOf(tx, payment)
  const had = await paymentInHand(tx, payment.id)
  const opener = { caller, actor, refundId: app.newId(), limitless: true }
  const { refund } = await open(app, tx, opener, payment, request)
  const after = await owedOf(tx, payment)
  const has = await paymentInHand(tx, payment.id)
  const { name } = await theOrganization(tx)
  const { currency } = payment
  const says = (amount: bigint) => moneyJson(amount, currency)
  const refundable = (had?.left ?? 0n) + (had?.allocated ?? 0n)
  const comesOff = (had?.allocated ?? 0n) - (has?.allocated ?? 0n)
  return {
    amount: says(refund.amount),
    refundable: says(refundable),
    leftToRefund: says(refundable - refund.amount),
    refundedBefore: says(had?.goneBack ?? 0n),
    fromCredit: says(refund.amount - comesOff),
    to: refundedTo(refund, payment),
    invoices: invoicesJson(before, after, currency),
    credit: refund.creditId === null ? null : says(comesOff),
    account: {
      owedBefore: says(before.account.owed),
      owedAfter: says(after.account.owed),
      creditBefore: says(before.account.credit),
      creditAfter: says(after.account.credit),
    },
    fee: isCharged(payment.tender)
      ? {
          keeps: null,
          sentence: 'The card processor keeps its fee for the payment: it does not come back.',
        }
      : null,
    client: clientSees(formatMoney(money(refund.amount, currency)), name, payment),
    mail: refund.tell,
    approval: whyASecondPerson(actor, refund, app.clock.now()),
    refundableUntil:
      payment.refundableUntil === null
        ? null
        : {
            date: payment.refundableUntil,
            passed: payment.refundableUntil < refund.refundedOn,
          },
  }
}

/** Every invoice that the money lay on and that is touched. */
function invoicesJson(before: Owed, after: Owed, currency: string) {
  const says = (amount: bigint) => moneyJson(amount, currency)
  return before.invoices.flatMap((was) => {
    const is = after.invoices.find(({ id }) => id === was.id)
    const comesOff = was.allocated - (is?.allocated ?? 0n)
    if (!is || comesOff === 0n) return []
    return [
      {
        id: toTypeId('inv', was.id),
        number: invoiceNumber(was.number),
        comesOff: says(comesOff),
        dueBefore: says(was.due),
        dueAfter: says(is.due),
      },
    ]
  })
}

function whyASecondPerson(actor: StaffActor, refund: Refund, now: Date): string | null {
  const { paymentId, accountId, amount, currency } = refund
  const act = { purpose: 'refund' as const, paymentId, accountId, amount, currency }
  try {
    requireWithinLimit(actor, act, undefined, now)
    return null
  } catch (error) {
    if (error instanceof Problem && error.code === 'amount_over_limit') return error.message
    throw error
  }
}
