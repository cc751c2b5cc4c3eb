import Stripe from 'stripe'
import { assertNoTransactionOpen } from '../database/transaction.ts'
import {
  type Acceptance,
  type Answer,
  type ConfirmParameters,
  type CreateCustomer,
  type Decline,
  HEARD_EVENTS,
  type Intent,
  type IntentParameters,
  type MethodKind,
  type Processor,
  type ProcessorEvent,
  type Setup,
  type SetupParameters,
  type VerificationProof,
} from './processor.ts'
import {
  idOf,
  mandateData,
  mandateOf,
  readBank,
  readCard,
  readVerification,
} from './stripe-methods.ts'
import { stripeMoney } from './stripe-money.ts'
import { createRefund, listRefunds, readDispute, readRefund } from './stripe-money-back.ts'

/** With one repeat all calls of a charge end within the sweeper's lease of 90 s (design §4). */
const PROCESSOR_TIMEOUT_MS = 20_000
/** The SDK repeats a reset connection once even at 0, so 1 is what it does anyway. */
const NETWORK_RETRIES = 1
const EVENTS_PER_PAGE = 100
/** A page more than this at once is left for the next poll. */
const EVENT_PAGES_MAX = 20

export interface StripeConnection {
  secretKey: string
  /** Another host that speaks Stripe's API: the sandbox, or a stub of a benchmark. */
  baseUrl?: string
  /** Another way to carry a request: the simulation answers in process. */
  httpClient?: NonNullable<ConstructorParameters<typeof Stripe>[1]>['httpClient']
}

/** Stripe behind the port. */
export function stripeProcessor(connection: StripeConnection): Processor {
  const stripe = new Stripe(connection.secretKey, {
    ...(connection.baseUrl ? hostOf(connection.baseUrl) : {}),
    ...(connection.httpClient ? { httpClient: connection.httpClient } : {}),
    telemetry: false,
    timeout: PROCESSOR_TIMEOUT_MS,
    maxNetworkRetries: connection.httpClient ? 0 : NETWORK_RETRIES,
  })

  return {
    createCustomer: (request) => createCustomer(stripe, request),
    createIntent: (parameters, key) => createIntent(stripe, parameters, key),
    confirmIntent: (id, parameters, key) => confirmIntent(stripe, id, parameters, key),
    readIntent: (id) =>
      ask(async () => readIntent(await stripe.paymentIntents.retrieve(id, { expand: SEEN }))),
    cancelIntent: (id) =>
      ask(async () => readIntent(await stripe.paymentIntents.cancel(id, { expand: SEEN }))),
    createSetup: (parameters, key) => createSetup(stripe, parameters, key),
    confirmSetup: (id, parameters, key) => confirmSetup(stripe, id, parameters, key),
    verifySetup: (id, proof) => askOnce(() => verifySetup(stripe, id, proof)),
    readSetup: (id) =>
      ask(async () => readSetup(await stripe.setupIntents.retrieve(id, { expand: SEEN_OF_SETUP }))),
    cancelSetup: (id) => ask(async () => readSetup(await stripe.setupIntents.cancel(id))),
    readSetupSecret: (id) =>
      ask(async () => (await stripe.setupIntents.retrieve(id)).client_secret ?? ''),
    readClientSecret: (id) =>
      ask(async () => (await stripe.paymentIntents.retrieve(id)).client_secret ?? ''),
    listEvents: (since) => ask(() => listEvents(stripe, since)),
    createRefund: (parameters, key) => askOnce(() => createRefund(stripe, parameters, key)),
    readRefund: (id) => askOnce(async () => readRefund(await stripe.refunds.retrieve(id))),
    listRefunds: (intentId) => askOnce(() => listRefunds(stripe, intentId)),
    readDispute: (id) => askOnce(async () => readDispute(await stripe.disputes.retrieve(id))),
    readMethod: (id) =>
      ask(async () => {
        const method = await stripe.paymentMethods.retrieve(id)
        return { card: readCard(method, null), isAttached: method.customer !== null }
      }),
    readMandate: (id) =>
      ask(async () => ({ isInForce: (await stripe.mandates.retrieve(id)).status !== 'inactive' })),
    detachMethod: (id) =>
      ask(async () => {
        await stripe.paymentMethods.detach(id)
        return true as const
      }),
    putBillingAddress: (id, { name, line1, line2, city, postalCode, state, country }) =>
      ask(async () => {
        const address = { line1, line2, city, postal_code: postalCode, state, country }
        await stripe.paymentMethods.update(id, { billing_details: { name, address } })
        return true as const
      }),
    subscribe: (url, path) => ask(() => subscribe(stripe, url, path)),
    ...stripeMoney(stripe, ask),
  }
}

/** The card that was charged, and the charge with the bank's authorization code. */
const SEEN = ['payment_method', 'latest_charge']
const SEEN_OF_SETUP = ['payment_method']

/** What the processor calls what we keep. */
const METHOD_TYPES: Record<MethodKind, 'card' | 'us_bank_account'> = {
  card: 'card',
  bankAccount: 'us_bank_account',
}

/**
 * Checks the signature of a webhook and answers the event it carries.
 * Throws when the signature is missing, wrong or older than five minutes.
 */
export function verifyWebhook(body: string, signature: string, secret: string): ProcessorEvent {
  return readEvent(Stripe.webhooks.constructEvent(body, signature, secret))
}

function createCustomer(stripe: Stripe, request: CreateCustomer): Promise<Answer<string>> {
  return ask(async () => {
    const customer = await stripe.customers.create(
      { metadata: request.metadata },
      { idempotencyKey: request.key },
    )
    return customer.id
  })
}

function createIntent(
  stripe: Stripe,
  parameters: IntentParameters,
  key: string,
): Promise<Answer<Intent>> {
  return ask(async () => {
    const intent = await stripe.paymentIntents.create(
      {
        amount: parameters.amount,
        currency: parameters.currency,
        customer: parameters.customer,
        allowed_payment_method_types: [METHOD_TYPES[parameters.kind ?? 'card']],
        ...(parameters.saveMethod ? { setup_future_usage: 'off_session' } : {}),
        metadata: parameters.metadata,
      },
      { idempotencyKey: key },
    )
    return readIntent(intent)
  })
}

function confirmIntent(
  stripe: Stripe,
  id: string,
  parameters: ConfirmParameters,
  key: string,
): Promise<Answer<Intent>> {
  return ask(async () => {
    const intent = await stripe.paymentIntents.confirm(
      id,
      parameters.with === 'savedMethod'
        ? {
            payment_method: parameters.methodId,
            ...(parameters.mandateId ? { mandate: parameters.mandateId } : {}),
            ...(parameters.isClientPresent ? { use_stripe_sdk: true } : { off_session: true }),
            expand: SEEN,
          }
        : {
            confirmation_token: parameters.token,
            // The page answers a challenge with `handleNextAction`, not by a redirect.
            use_stripe_sdk: true,
            expand: SEEN,
          },
      { idempotencyKey: key },
    )
    return readIntent(intent)
  })
}

function createSetup(
  stripe: Stripe,
  { customer, kind, metadata }: SetupParameters,
  key: string,
): Promise<Answer<Setup>> {
  return ask(async () => {
    const setup = await stripe.setupIntents.create(
      {
        customer,
        usage: 'off_session',
        allowed_payment_method_types: [METHOD_TYPES[kind]],
        metadata,
      },
      { idempotencyKey: key },
    )
    return readSetup(setup)
  })
}

function confirmSetup(
  stripe: Stripe,
  id: string,
  { token, acceptance }: { token: string; acceptance: Acceptance | null },
  key: string,
): Promise<Answer<Setup>> {
  return ask(async () => {
    const setup = await stripe.setupIntents.confirm(
      id,
      {
        confirmation_token: token,
        use_stripe_sdk: true,
        expand: SEEN_OF_SETUP,
        ...(acceptance ? { mandate_data: mandateData(acceptance) } : {}),
      },
      { idempotencyKey: key },
    )
    return readSetup(setup)
  })
}

async function verifySetup(stripe: Stripe, id: string, proof: VerificationProof): Promise<Setup> {
  const setup = await stripe.setupIntents.verifyMicrodeposits(id, {
    ...('amounts' in proof
      ? { amounts: [...proof.amounts] }
      : { descriptor_code: proof.descriptorCode }),
    expand: SEEN_OF_SETUP,
  })
  return readSetup(setup)
}

async function listEvents(stripe: Stripe, since: Date): Promise<ProcessorEvent[]> {
  const found: ProcessorEvent[] = []
  const created = { gte: Math.floor(since.getTime() / 1000) }
  let after: string | undefined
  for (let page = 0; page < EVENT_PAGES_MAX; page++) {
    const events = await stripe.events.list({
      created,
      limit: EVENTS_PER_PAGE,
      ...(after ? { starting_after: after } : {}),
    })
    found.push(...events.data.map(readEvent))
    after = events.data.at(-1)?.id
    if (!events.has_more || !after) break
  }
  return found.reverse()
}

async function subscribe(stripe: Stripe, url: string, path: string): Promise<string> {
  for (const endpoint of (await stripe.webhookEndpoints.list({ limit: 100 })).data) {
    if (endpoint.url.endsWith(path)) await stripe.webhookEndpoints.del(endpoint.id)
  }
  const endpoint = await stripe.webhookEndpoints.create({
    url,
    enabled_events: [...HEARD_EVENTS] as Stripe.WebhookEndpointCreateParams.EnabledEvent[],
  })
  return endpoint.secret ?? ''
}

function readEvent(event: Stripe.Event): ProcessorEvent {
  return {
    id: event.id,
    type: event.type,
    objectId: String((event.data.object as { id?: string }).id ?? ''),
    createdAt: new Date(event.created * 1000),
  }
}

function readIntent(intent: Stripe.PaymentIntent): Intent {
  const method = typeof intent.payment_method === 'object' ? intent.payment_method : null
  const error = intent.last_payment_error
  return {
    id: intent.id,
    // `requires_capture` and newer states are none we ask for; as "processing" they are read again.
    state: KNOWN_STATES.has(intent.status) ? (intent.status as Intent['state']) : 'processing',
    amount: intent.amount,
    amountReceived: intent.amount_received,
    currency: intent.currency.toUpperCase(),
    decline: error ? readDecline(error) : null,
    card: readCard(method ?? error?.payment_method ?? null, intent.latest_charge),
    bank: readBank(method ?? error?.payment_method ?? null, mandateOf(intent.latest_charge)),
    methodId:
      method?.id ?? (typeof intent.payment_method === 'string' ? intent.payment_method : null),
  }
}

function readSetup(setup: Stripe.SetupIntent): Setup {
  const method = typeof setup.payment_method === 'object' ? setup.payment_method : null
  const error = setup.last_setup_error
  return {
    id: setup.id,
    state: KNOWN_STATES.has(setup.status) ? (setup.status as Setup['state']) : 'processing',
    decline: error ? readDecline(error) : null,
    card: readCard(method ?? error?.payment_method ?? null, null),
    bank: readBank(method ?? error?.payment_method ?? null, idOf(setup.mandate)),
    methodId:
      method?.id ?? (typeof setup.payment_method === 'string' ? setup.payment_method : null),
    verification: readVerification(setup.next_action),
  }
}

const KNOWN_STATES = new Set<string>([
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'processing',
  'succeeded',
  'canceled',
] satisfies Intent['state'][])

function readDecline(
  error: Stripe.PaymentIntent.LastPaymentError | Stripe.SetupIntent.LastSetupError,
): Decline {
  return {
    code: error.code ?? 'card_declined',
    declineCode: error.decline_code ?? null,
    adviceCode: error.advice_code ?? null,
    networkAdviceCode: error.network_advice_code ?? null,
    networkDeclineCode: error.network_decline_code ?? null,
  }
}

/** Asks, and turns what was thrown into an answer. Never while a transaction is open. */
function ask<T>(call: () => Promise<T>): Promise<Answer<T>> {
  return askOnce(call, (error) => readError(error) as Answer<T>)
}

type StripeError = InstanceType<typeof Stripe.errors.StripeError>

/** The same for what is no intent: an error that carries one does not answer for it. */
async function askOnce<T>(
  call: () => Promise<T>,
  read: (error: StripeError) => Answer<T> = readRefusal,
): Promise<Answer<T>> {
  assertNoTransactionOpen('The processor is asked')
  try {
    return { is: 'answered', value: await call() }
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error
    return read(error)
  }
}

function readError(error: StripeError): Answer<Intent | Setup> {
  // A decline, and an intent in another state than we believed, come with the intent as it is now.
  if (error.payment_intent) {
    return { is: 'answered', value: readIntent(error.payment_intent as Stripe.PaymentIntent) }
  }
  if (error.setup_intent) {
    return { is: 'answered', value: readSetup(error.setup_intent as Stripe.SetupIntent) }
  }
  return readRefusal(error)
}

function readRefusal(error: StripeError): Exclude<Answer<never>, { is: 'answered' }> {
  const { errors } = Stripe
  if (error instanceof errors.StripeRateLimitError) {
    // A lock timeout may hide an earlier try of the same call that is still running.
    if (error.code === 'lock_timeout') return { is: 'noAnswer', cause: 'lock_timeout' }
    return { is: 'throttled' }
  }
  if (
    error instanceof errors.StripeAuthenticationError ||
    error instanceof errors.StripePermissionError
  ) {
    return { is: 'noAccess' }
  }
  if (
    error instanceof errors.StripeInvalidRequestError ||
    error instanceof errors.StripeCardError
  ) {
    return {
      is: 'refused',
      code: error.code ?? 'invalid_request',
      parameter: error.param ?? null,
    }
  }
  return { is: 'noAnswer', cause: error.code ?? error.type }
}

function hostOf(baseUrl: string) {
  const url = new URL(baseUrl)
  const protocol = url.protocol === 'http:' ? ('http' as const) : ('https' as const)
  return { host: url.hostname, port: url.port || (protocol === 'http' ? 80 : 443), protocol }
}
