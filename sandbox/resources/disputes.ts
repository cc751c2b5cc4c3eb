import type Stripe from 'stripe'
import { badRequest, noSuchPath } from '../errors.ts'
import { listPage } from '../lists.ts'
import { fields, mergeMetadata, type Params, type Shape, unsettable } from '../params.ts'
import { type Call, EXPAND, LIST, type Route } from '../route.ts'
import { BOOKS } from './balance.ts'
import { changed } from './changed.ts'
import { isOver, JUDGE_DISPUTE, JUDGED_AFTER_MS, loseDispute } from './close-dispute.ts'
import { chargesOf } from './refunds.ts'

const URL = '/v1/disputes'

/** A page of text holds this many characters in all. */
const LONGEST_EVIDENCE = 150_000

const EVIDENCE: Shape = Object.fromEntries(
  [
    'access_activity_log',
    'billing_address',
    'cancellation_policy',
    'cancellation_policy_disclosure',
    'cancellation_rebuttal',
    'customer_communication',
    'customer_email_address',
    'customer_name',
    'customer_purchase_ip',
    'customer_signature',
    'duplicate_charge_documentation',
    'duplicate_charge_explanation',
    'duplicate_charge_id',
    'product_description',
    'receipt',
    'refund_policy',
    'refund_policy_disclosure',
    'refund_refusal_explanation',
    'service_date',
    'service_documentation',
    'shipping_address',
    'shipping_carrier',
    'shipping_date',
    'shipping_documentation',
    'shipping_tracking_number',
    'uncategorized_file',
    'uncategorized_text',
  ].map((name) => [name, unsettable('string')]),
)

async function disputeInPath(call: Call): Promise<Stripe.Dispute> {
  const id = call.ids[0] as string
  const stored = await call.work.find('dispute', id)
  if (stored === null) throw noSuchPath('dispute', id)
  return stored.object
}

async function list(call: Call): Promise<unknown> {
  const { charge, payment_intent: intent } = call.params as Record<string, string | undefined>
  if (charge !== undefined) return listPage(call, 'dispute', URL, { labels: [charge] })
  if (intent === undefined) return listPage(call, 'dispute', URL)
  return listPage(call, 'dispute', URL, { labels: await chargesOf(call, intent) })
}

/** Evidence goes to the bank at once, unless it is only kept (`submit=false`). */
async function update(call: Call): Promise<Stripe.Dispute> {
  const dispute = await disputeInPath(call)
  const { evidence, metadata, submit } = call.params
  const given = evidence as Params | undefined
  if (given !== undefined || submit === true) assertOpen(dispute)
  const kept = given === undefined ? dispute : withEvidence(dispute, given)
  const submits = submit === true || (given !== undefined && submit !== false)
  const next = {
    ...(submits ? submitted(kept) : kept),
    metadata: mergeMetadata(dispute.metadata, metadata),
  }
  call.work.put('dispute', next, null)
  call.work.emit('charge.dispute.updated', next, changed(dispute, next))
  if (submits) call.work.later(JUDGE_DISPUTE, next.id, JUDGED_AFTER_MS)
  return next
}

function withEvidence(dispute: Stripe.Dispute, given: Params): Stripe.Dispute {
  const { enhanced_evidence, appeal, ...plain } = given
  const evidence = { ...dispute.evidence, ...(plain as Partial<Stripe.Dispute.Evidence>) }
  const texts = Object.values(evidence).filter((value) => typeof value === 'string')
  if (texts.join('').length > LONGEST_EVIDENCE) {
    throw badRequest(`All evidence together may have up to ${LONGEST_EVIDENCE} characters.`, {
      param: 'evidence',
    })
  }
  return {
    ...dispute,
    evidence,
    evidence_details: { ...dispute.evidence_details, has_evidence: texts.length > 0 },
  }
}

function submitted(dispute: Stripe.Dispute): Stripe.Dispute {
  const inquiry = dispute.status.startsWith('warning_')
  const { evidence_details: details } = dispute
  return {
    ...dispute,
    evidence_details: {
      ...details,
      submission_count: details.submission_count + 1,
      submission_method: 'manual',
    },
    status: inquiry ? 'warning_under_review' : 'under_review',
  }
}

function assertOpen(dispute: Stripe.Dispute): void {
  if (!isOver(dispute) && !dispute.evidence_details.past_due) return
  throw badRequest(`This dispute is already closed (${dispute.status}).`, {
    code: 'dispute_already_closed',
  })
}

/** Gives up: the dispute is lost. */
async function close(call: Call): Promise<Stripe.Dispute> {
  const dispute = await disputeInPath(call)
  assertOpen(dispute)
  return loseDispute(call.work, dispute)
}

export const DISPUTE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: URL,
    params: { ...LIST, charge: 'string', payment_intent: 'string' },
    handle: list,
  },
  { method: 'GET', path: `${URL}/:id`, params: EXPAND, handle: disputeInPath },
  {
    method: 'POST',
    path: `${URL}/:id`,
    params: {
      ...EXPAND,
      evidence: fields({
        ...EVIDENCE,
        appeal: unsettable('any'),
        enhanced_evidence: unsettable('any'),
      }),
      intended_submission_method: 'string',
      metadata: 'metadata',
      submit: 'boolean',
    },
    locks: () => [BOOKS],
    handle: update,
  },
  {
    method: 'POST',
    path: `${URL}/:id/close`,
    params: EXPAND,
    locks: () => [BOOKS],
    handle: close,
  },
]
