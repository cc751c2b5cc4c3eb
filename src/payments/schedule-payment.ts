import { recordAct } from '../audit/record.ts'
import { lockAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { refuse } from '../http/problem.ts'
import { requireCurrency } from '../invoices/issue-invoice.ts'
import { toTypeId } from '../kit/id.ts'
import { CHARGE_MAXIMUM, checkAmount } from '../kit/money.ts'
import { type PlainDate, todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import { findTender } from '../organizations/tender.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { methodName, methodNoun, UNSEEN_METHOD } from '../wallet/authorization.ts'
import { findMethod } from '../wallet/methods.ts'
import { requireChargeable } from './chargeable-method.ts'
import { type Charge, isCharged } from './payment.ts'
import {
  readDate,
  readDescription,
  readNote,
  readPayerCategory,
  readReference,
  refuseClinical,
} from './payment-details.ts'
import { requireAgreed } from './require-consent.ts'
import { isTaken, type ScheduledPayment } from './scheduled-payment.ts'
import {
  findScheduled,
  insertScheduled,
  lockScheduled,
  setScheduledCanceled,
} from './scheduled-store.ts'

export interface ScheduleRequest {
  accountId: string
  amount: unknown
  currency: string
  dueOn: string
  tenderId: string
  methodId?: string | null | undefined
  payerCategoryId?: string | null | undefined
  reference?: string | null | undefined
  description?: string | undefined
  note?: string | undefined
}

/** Writes down a payment for a later day. Nothing is charged; it is shown as upcoming. */
export function schedulePayment(app: App, caller: Caller, request: ScheduleRequest) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.record')
    const organization = await theOrganization(tx)
    const { currency, timeZone } = organization
    refuseClinical(organization, {
      description: request.description,
      reference: request.reference,
    })
    requireCurrency(request.currency, currency)
    const amount = checkAmount(request.amount, currency, { maximum: CHARGE_MAXIMUM })
    if (!amount.ok) return refuse(amount.code, amount.message, { field: 'amount' })
    const now = app.clock.now()
    const today = todayIn(timeZone, now)
    const dueOn = readDueOn(request.dueOn, today)
    const accountId = readId('acc', request.accountId, 'account')
    const account = (await lockAccount(tx, accountId)) ?? refuseUnknown('account')
    if (account.archived) refuse('client_archived', 'Restore the client before charging.')
    const tenderId = readId('tnd', request.tenderId, 'tender')
    const tender = (await findTender(tx, { id: tenderId })) ?? refuseUnknown('tender')
    if (tender.disabledAt) {
      refuse('tender_disabled', `${tender.name} is not accepted here any more.`, {
        field: 'tenderId',
      })
    }
    const id = app.newId()
    await insertScheduled(tx, {
      orgId: caller.orgId,
      id,
      accountId,
      amount: amount.amount,
      currency,
      dueOn,
      tenderId,
      methodId: isCharged(tender.kind)
        ? await readMethod(tx, request, tender.kind, accountId, {
            amount: amount.amount,
            currency,
            timeZone,
            now,
          })
        : null,
      payerCategoryId: await readPayerCategory(tx, request.payerCategoryId),
      reference: readReference(request.reference),
      description: readDescription(request.description),
      note: readNote(request.note),
      createdBy: actor.id,
      createdByName: actor.name,
      now,
    })
    await recordAct(app, tx, caller, actor, 'scheduled_payment.made', id)
    return theScheduled(tx, id)
  })
}

/** Takes an upcoming payment off; canceling it twice is canceling it once. */
export function cancelScheduled(app: App, caller: Caller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.record')
    const scheduled =
      (await lockScheduled(tx, { id, paymentId: null })) ?? refuseUnknown('scheduled payment')
    if (isTaken(scheduled)) {
      refuse('payment_state', 'It was taken already. See the payment.')
    }
    const at = app.clock.now()
    const canceled = await setScheduledCanceled(tx, id, at, actor.name)
    if (canceled) await recordAct(app, tx, caller, actor, 'scheduled_payment.canceled', id)
    await app.react(tx, { is: 'moved', what: 'scheduled', orgId: caller.orgId, id, at })
    return theScheduled(tx, id)
  })
}

/** An upcoming payment as the API shows it. */
export function scheduledJson(scheduled: ScheduledPayment) {
  const { tender, method, payerCategory, currency } = scheduled
  return {
    id: toTypeId('sch', scheduled.id),
    accountId: toTypeId('acc', scheduled.accountId),
    amount: moneyJson(scheduled.amount, currency),
    dueOn: scheduled.dueOn,
    tender: { ...tender, id: toTypeId('tnd', tender.id) },
    method: method && {
      id: toTypeId('pm', method.id),
      name: method.authorized ? methodName(method) : UNSEEN_METHOD,
    },
    payerCategory: payerCategory && { ...payerCategory, id: toTypeId('pyc', payerCategory.id) },
    reference: scheduled.reference,
    description: scheduled.description,
    note: scheduled.note,
    createdBy: scheduled.createdByName,
    createdAt: scheduled.createdAt.toISOString(),
    canceledAt: scheduled.canceledAt?.toISOString() ?? null,
    takenBy: isTaken(scheduled) && scheduled.takenBy ? toTypeId('pay', scheduled.takenBy.id) : null,
  }
}

function readDueOn(text: string, today: PlainDate): PlainDate {
  const dueOn = readDate(text, 'dueOn')
  if (dueOn <= today) {
    refuse('date_format', 'Choose a day after today, or take the payment now.', { field: 'dueOn' })
  }
  return dueOn
}

/** The saved method that is meant: one that may be charged today. Networks renew cards until then. */
async function readMethod(
  tx: Transaction,
  request: ScheduleRequest,
  tender: Charge['tender'],
  accountId: string,
  wanted: { amount: bigint; currency: string; timeZone: string; now: Date },
): Promise<string> {
  const kind = tender === 'card' ? 'card' : 'bankAccount'
  const noun = methodNoun({ kind })
  if (!request.methodId) {
    return refuse('field_required', `Choose a saved ${noun} for a later day.`, {
      field: 'methodId',
    })
  }
  const id = readId('pm', request.methodId, 'payment method')
  const method = (await findMethod(tx, id)) ?? refuseUnknown('payment method')
  if (method.kind !== kind) {
    refuse('field_invalid', `Choose a saved ${noun} for this tender.`, { field: 'methodId' })
  }
  const today = todayIn(wanted.timeZone, wanted.now)
  requireChargeable(method, { accountId, today, confirmExpired: false })
  requireAgreed(method, wanted)
  return id
}

async function theScheduled(tx: Transaction, id: string): Promise<ScheduledPayment> {
  return (await findScheduled(tx, id)) ?? refuseUnknown('scheduled payment')
}
