import { sql } from 'kysely'
import { run, type Transaction } from '../database/transaction.ts'
import { holdsInvoices, isFinal, type Payment, type PaymentTarget } from './payment.ts'

/** A payment with what it is meant to pay. */
export interface Recorded {
  payment: Payment
  targets: PaymentTarget[]
}

export interface Opened extends Recorded {
  auditId: string
  duplicateReason: string | null
  /** The stack of checks it came in. */
  checkBatchId?: string
}

/** Payments with their targets, their first transitions and who opened them: one statement. */
export async function insertPayments(tx: Transaction, opened: Opened[]): Promise<void> {
  const targets = opened.flatMap(({ payment: p, targets }) =>
    targets.map((t) => ({
      org_id: p.orgId,
      payment_id: p.id,
      position: t.position,
      account_id: p.accountId,
      invoice_id: t.invoiceId,
      amount: String(t.amount),
      holds: holdsInvoices(p.state),
    })),
  )
  await run(
    tx,
    sql`with given as materialized (
          select * from jsonb_populate_recordset(null::payment, ${JSON.stringify(opened.map(columnsOf))}::jsonb)),
        opened as (
          insert into payment (org_id, id, account_id, tender, tender_id, amount, currency, state,
            processor_account_id, intent_parameters, confirm_parameters, off_session, save_method, method_id,
            authorization_id, card, bank, tendered, check_number, external_brand, authorization_code, description, note,
            posted_on, payer_category_id, reference, receipt_email, refundable_until, duplicate_reason, retry_of,
            sitting, approval_id, opened_by, account_person_id, opened_by_name, created_at, changed_at, look_at, settled_at,
            check_batch_id)
          select org_id, id, account_id, tender, tender_id, amount, currency, state,
            processor_account_id, intent_parameters, confirm_parameters, off_session, save_method, method_id,
            authorization_id, card, bank, tendered, check_number, external_brand, authorization_code, description, note,
            posted_on, payer_category_id, reference, receipt_email, refundable_until, duplicate_reason, retry_of,
            sitting, approval_id, opened_by, account_person_id, opened_by_name, created_at, changed_at, look_at, settled_at,
            check_batch_id
          from given),
        aimed as (
          insert into payment_target (org_id, payment_id, position, account_id, invoice_id, amount, holds)
          select org_id, payment_id, position, account_id, invoice_id, amount, holds
          from jsonb_populate_recordset(null::payment_target, ${JSON.stringify(targets)}::jsonb)),
        noted as (
          insert into audit_entry (org_id, id, at, actor_id, actor_name, verb, subject_id)
          select g.org_id, a.id, g.created_at, g.opened_by, g.opened_by_name, a.verb, g.id
          from given g join unnest(${opened.map(({ payment }) => payment.id)}::uuid[],
              ${opened.map(({ auditId }) => auditId)}::uuid[],
              ${opened.map(({ payment }) => (isFinal(payment.state) ? 'payment.recorded' : 'payment.opened'))}::text[])
            as a (payment_id, id, verb) on a.payment_id = g.id)
        insert into payment_transition (org_id, payment_id, seq, to_state, at, door, by_name)
        select org_id, id, 1, state, created_at, 'request', opened_by_name from given`,
  )
}

/** The columns of a payment that is opened, as JSON has them. */
function columnsOf({ payment: p, duplicateReason, checkBatchId }: Opened) {
  return {
    org_id: p.orgId,
    id: p.id,
    account_id: p.accountId,
    tender: p.tender,
    tender_id: p.tenderId,
    amount: String(p.amount),
    currency: p.currency,
    state: p.state,
    processor_account_id: p.processorAccountId,
    intent_parameters: p.intentParameters,
    confirm_parameters: p.confirmParameters,
    off_session: p.offSession,
    save_method: p.saveMethod,
    method_id: p.methodId,
    authorization_id: p.authorizationId,
    card: p.card,
    bank: p.bank,
    tendered: p.tendered === null ? null : String(p.tendered),
    check_number: p.checkNumber,
    external_brand: p.externalBrand,
    authorization_code: p.authorizationCode,
    description: p.description,
    note: p.note,
    posted_on: p.postedOn,
    payer_category_id: p.payerCategoryId,
    reference: p.reference,
    receipt_email: p.receiptEmail,
    refundable_until: p.refundableUntil,
    duplicate_reason: duplicateReason,
    retry_of: p.retryOf,
    sitting: p.sitting,
    approval_id: p.approvalId,
    opened_by: p.openedBy,
    account_person_id: p.accountPersonId,
    opened_by_name: p.openedByName,
    created_at: p.createdAt,
    changed_at: p.changedAt,
    look_at: p.lookAt,
    settled_at: p.settledAt,
    check_batch_id: checkBatchId ?? null,
  }
}
