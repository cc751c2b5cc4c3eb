import type Stripe from 'stripe'

export interface ErrorBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'
  message: string
  code?: string
  decline_code?: string
  advice_code?: string
  network_decline_code?: string
  param?: string
  charge?: string
  doc_url?: string
  request_log_url?: string
  payment_method?: Stripe.PaymentMethod
  payment_intent?: Stripe.PaymentIntent
  setup_intent?: Stripe.SetupIntent
}

interface ApiErrorOptions {
  /** Changes made before the refusal are kept: a decline leaves a failed charge behind. */
  keepsChanges?: boolean
  headers?: Record<string, string>
}

/** Every answer that is not 2xx. Thrown by handlers, rendered as `{"error": …}` by the engine. */
export class ApiError extends Error {
  readonly status: number
  readonly body: ErrorBody
  readonly keepsChanges: boolean
  readonly headers: Record<string, string>

  constructor(status: number, body: ErrorBody, options: ApiErrorOptions = {}) {
    super(body.message)
    this.status = status
    this.body = body
    this.keepsChanges = options.keepsChanges ?? false
    this.headers = options.headers ?? {}
  }
}

export function badRequest(message: string, more: Partial<ErrorBody> = {}): ApiError {
  return new ApiError(400, { type: 'invalid_request_error', message, ...more })
}

export function missingParameter(param: string): ApiError {
  return badRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
}

/** The id in the path names nothing: 404. */
export function noSuchPath(noun: string, id: string): ApiError {
  return new ApiError(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param: noun === 'payment_intent' || noun === 'setup_intent' ? 'intent' : 'id',
  })
}

/** An id among the parameters names nothing: 400. */
export function noSuchParam(noun: string, id: string, param: string): ApiError {
  return badRequest(`No such ${noun}: '${id}'`, { code: 'resource_missing', param })
}

export function cardProblem(code: string, message: string, param: string): ApiError {
  return new ApiError(402, { type: 'card_error', code, message, param })
}
