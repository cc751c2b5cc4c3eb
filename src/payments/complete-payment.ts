import { recordAudit } from '../audit/record.ts'
import { inOrganization, violatedConstraint } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readEmail } from '../http/text-field.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { memberAtWork, requirePermission } from '../staff/authorize.ts'
import { may } from '../staff/roles.ts'
import type { Payment, PaymentDetails } from './payment.ts'
import {
  readDate,
  readDescription,
  readNote,
  readPayerCategory,
  readReference,
  refuseClinical,
} from './payment-details.ts'
import type { DetailsRequest } from './payment-request.ts'
import { lockPayment, updateDetails } from './store.ts'

export type DetailsChanges = Omit<DetailsRequest, 'postedOn'>

type Details = Omit<PaymentDetails, 'postedOn'>

/**
 * Completes what was written down with a payment, on the same record. Nothing here moves money or
 * the books; a description that stands on a receipt stays.
 */
export async function completePayment(
  app: App,
  caller: Caller,
  id: string,
  changes: DetailsChanges,
): Promise<void> {
  try {
    await inOrganization(app.db, caller.orgId, async (tx) => {
      const actor = await memberAtWork(tx, caller)
      // Whoever may take payments of any kind may complete what is written down about them.
      if (!may(actor, 'payments.record')) requirePermission(actor, 'payments.charge')
      const payment = (await lockPayment(tx, id)) ?? refuseUnknown('payment')
      refuseClinical(await theOrganization(tx), {
        description: changes.description === payment.description ? '' : changes.description,
        reference: changes.reference === payment.reference ? '' : changes.reference,
      })
      const details: Details = {
        ...changedTexts(payment, changes),
        payerCategoryId:
          changes.payerCategoryId === undefined
            ? payment.payerCategoryId
            : await readPayerCategory(tx, changes.payerCategoryId),
      }
      const changed = changedFields(payment, details)
      if (changed.length === 0) return
      const now = app.clock.now()
      await updateDetails(tx, id, details, now)
      await recordAudit(tx, {
        id: app.newId(),
        orgId: caller.orgId,
        at: now,
        actorId: actor.id,
        actorName: actor.name,
        verb: 'payment.completed',
        subjectId: id,
        detail: { changed },
      })
    })
  } catch (error) {
    refuseTakenReference(violatedConstraint(error))
    throw error
  }
  app.changed(caller.orgId)
}

/** The reference is another payment's: what only the table sees, when both come at once. */
export function refuseTakenReference(constraint: string | undefined): void {
  if (constraint !== 'payment_reference') return
  refuse('reference_taken', 'Another payment has this reference. Change it, or leave it empty.', {
    field: 'reference',
  })
}

function changedTexts(payment: Payment, changes: DetailsChanges): Omit<Details, 'payerCategoryId'> {
  const { refundableUntil } = changes
  return {
    description:
      changes.description === undefined
        ? payment.description
        : completeDescription(payment, changes.description),
    note: changes.note === undefined ? payment.note : readNote(changes.note),
    reference:
      changes.reference === undefined ? payment.reference : readReference(changes.reference),
    receiptEmail:
      changes.receiptEmail === undefined
        ? payment.receiptEmail
        : readEmail(changes.receiptEmail, 'receiptEmail'),
    refundableUntil:
      refundableUntil === undefined
        ? payment.refundableUntil
        : refundableUntil && readDate(refundableUntil, 'refundableUntil'),
  }
}

function completeDescription(payment: Payment, text: string): string {
  const description = readDescription(text)
  if (payment.description && description !== payment.description) {
    refuse('payment_state', 'The description stands on the receipt already. Use the note.', {
      field: 'description',
    })
  }
  return description
}

function changedFields(before: Payment, after: Details): string[] {
  const names = Object.keys(after) as (keyof Details)[]
  return names.filter((name) => (before[name] || null) !== (after[name] || null))
}
