import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** Every code the API refuses with, and its HTTP status: the one list that docs and tests read. */
export const REFUSALS = {
  access_ended: 409,
  account_not_found: 404,
  ach_blocked: 409,
  ach_retry_limit: 409,
  ach_unauthorized: 409,
  amount_ambiguous: 422,
  amount_format: 422,
  amount_negative: 422,
  amount_over_limit: 403,
  amount_precision: 422,
  amount_too_large: 422,
  amount_too_small: 422,
  approval_state: 409,
  authorization_state: 409,
  automatic_held: 409,
  bank_unverified: 409,
  body_invalid: 400,
  body_too_large: 413,
  card_do_not_retry: 409,
  card_expired: 422,
  card_number_in_text: 422,
  card_token_used: 422,
  charge_in_progress: 409,
  checks_refused: 422,
  client_archived: 409,
  client_not_signed_in: 409,
  clinical_text: 422,
  closing_unclear: 409,
  code_wrong: 422,
  config_error: 503,
  confirmation_code_wrong: 403,
  consent_cap: 409,
  consent_ended: 409,
  consent_missing: 409,
  consent_revoked: 409,
  credit_state: 409,
  currency_mismatch: 422,
  currency_unknown: 422,
  date_format: 422,
  date_in_future: 422,
  attention_state: 409,
  difference_state: 409,
  dispute_state: 409,
  deposit_state: 409,
  email_missing: 409,
  email_taken: 409,
  exceeds_balance: 409,
  exceeds_left: 409,
  field_invalid: 422,
  field_not_allowed: 422,
  field_required: 422,
  forbidden: 403,
  foreign_origin: 403,
  https_required: 403,
  in_progress: 409,
  invitation_used: 410,
  invoice_state: 409,
  key_invalid: 400,
  key_required: 400,
  key_reused: 422,
  link_expired: 410,
  link_revoked: 410,
  link_used: 410,
  mail_state: 409,
  method_currency: 422,
  method_not_of_client: 422,
  method_removed: 409,
  name_taken: 409,
  not_found: 404,
  notice_not_needed: 409,
  notice_required: 409,
  organization_required: 400,
  owner_there: 409,
  payment_state: 409,
  payout_state: 409,
  period_closed: 409,
  possible_duplicate: 409,
  passkey_refused: 422,
  processor_unavailable: 503,
  proof_needed: 403,
  reference_taken: 409,
  result_pending: 409,
  role_fixed: 409,
  role_in_use: 409,
  run_already_started: 409,
  run_changed: 409,
  run_state: 409,
  refund_destination: 422,
  refund_not_possible: 409,
  refund_too_large: 422,
  retry_limit: 409,
  retry_too_early: 409,
  second_factor_required: 403,
  second_factor_state: 409,
  security_code_in_text: 422,
  sign_in_failed: 401,
  signed_out: 401,
  staff_state: 409,
  tender_disabled: 409,
  tendered_too_little: 422,
  text_control_chars: 422,
  text_too_long: 422,
  too_many_attempts: 429,
  verification_mismatch: 422,
  wallet_full: 409,
  webhook_invalid: 400,
} as const satisfies Record<string, ContentfulStatusCode>

export type RefusalCode = keyof typeof REFUSALS

export interface RefusalDetails {
  /** Where in the body, as the caller spells it: `lines.0.description`. */
  field?: string | undefined
  /** Whether money was taken; "no" unless said otherwise. */
  moneyMoved?: 'yes' | 'no' | 'unknown'
  retryAfterSeconds?: number
  /** Where the same refusal has another status: a card number in an address is 400. */
  status?: 400
  /** Facts a program can use: what is due, who charges. */
  facts?: Record<string, unknown>
}

/** A refusal with a sentence that says what to do. Thrown by use cases, answered as RFC 9457. */
export class Problem extends Error {
  override name = 'Problem'
  readonly code: RefusalCode
  readonly details: RefusalDetails

  constructor(code: RefusalCode, sentence: string, details: RefusalDetails = {}) {
    super(sentence)
    this.code = code
    this.details = details
  }
}

/** Refuses: `throw` made an expression. */
export function refuse(code: RefusalCode, sentence: string, details?: RefusalDetails): never {
  throw new Problem(code, sentence, details)
}

export function statusOf(problem: Problem): ContentfulStatusCode {
  return problem.details.status ?? REFUSALS[problem.code]
}

/** The JSON of a problem document. */
export function problemDocument(problem: Problem) {
  const { field, moneyMoved, retryAfterSeconds, facts } = problem.details
  const status = statusOf(problem)
  return {
    type: `urn:onfile:problem:${problem.code}`,
    title: problem.code.replaceAll('_', ' '),
    status,
    code: problem.code,
    detail: problem.message,
    ...(field === undefined ? {} : { field }),
    // A refusal is thrown before money moves; the few that are not say so themselves.
    moneyMoved: moneyMoved ?? 'no',
    retryable: status === 429 || status === 503 || problem.code === 'in_progress',
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...facts,
  }
}
