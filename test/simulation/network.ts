import type { Engine, EngineReply, EngineRequest } from '../../sandbox/engine.ts'
import type { FaultKind, Faults as SandboxFaults } from '../../sandbox/faults.ts'
import type { Processors } from '../../src/processor/app.ts'
import { type StripeConnection, stripeProcessor } from '../../src/processor/stripe.ts'
import type { SimulatedDatabase } from './database.ts'
import type { Faults } from './faults.ts'
import type { Process } from './process.ts'
import type { Random } from './random.ts'
import { type Scheduler, WORLD } from './scheduler.ts'
import { Violation } from './violation.ts'

type HttpClient = NonNullable<StripeConnection['httpClient']>
type Response = Awaited<ReturnType<HttpClient['makeRequest']>>

/** How one try of a request goes. */
interface Journey {
  /** Milliseconds until the processor has it; null: never. */
  up: number | null
  /** Milliseconds until we have the answer; null: never. */
  down: number | null
  /** Milliseconds until we give up. */
  patience: number
  /** What the processor does wrong, if it gets the request. */
  fault: Exclude<FaultKind, 'delay' | 'lost_before' | 'lost_after'> | null
  /** An answer that does not come from the work itself. */
  answer: EngineReply | null
}

const TIMEOUT_MS = 20_000
const LATE_MS_MAX = 20 * 60_000
/** The SDK repeats a request once: `maxNetworkRetries` of production, without its real timers. */
const TRIES = 2
const SAME_KEY_AGAIN_MS = 500
/** No connection outlives a machine that stood still for longer. */
const CONNECTION_LIVES_MS = 12 * 3_600_000
const MOVES_NO_MONEY = /^\/v1\/(customers|payment_intents|payment_methods\/.*)$/

export interface NetworkSettings {
  scheduler: Scheduler
  faults: Faults
  random: Random
  database: SimulatedDatabase
  secretKey: string
  /** Told of every confirmation that arrives, before it is carried out. */
  onConfirm: (intentId: string) => Promise<void>
  /** Told after everything that the processor did. */
  onHandled: () => Promise<void>
}

/** The way to the processor and back: every request may be lost, late, repeated or refused. */
export class Network {
  engine!: Engine
  /** Requests on their way, so that a quiet end waits for the late ones. */
  underWay = 0
  private readonly settings: NetworkSettings
  private next: Journey['fault'] = null

  constructor(settings: NetworkSettings) {
    this.settings = settings
  }

  /** For the sandbox: what goes wrong inside it is decided out here. */
  readonly sandboxFaults: SandboxFaults = {
    load: async () => {},
    rules: () => [],
    replace: async () => {},
    decide: () => {
      const kind = this.next
      this.next = null
      return { kind, delayMs: 0 }
    },
  }

  processorsOf(process: Process): Processors {
    const client: Pick<HttpClient, 'getClientName' | 'makeRequest'> = {
      getClientName: () => 'simulation',
      makeRequest: (_host, _port, path, method, headers, body) =>
        this.request(process, {
          method,
          path,
          headers: lowerCased(headers as Record<string, string>),
          body: body ?? '',
        }),
    }
    const processor = stripeProcessor({
      secretKey: this.settings.secretKey,
      httpClient: client as HttpClient,
    })
    return { of: async () => processor }
  }

  /** A request of a browser or of the simulation itself: it always arrives. */
  async direct(request: EngineRequest): Promise<{ status: number; body: Record<string, unknown> }> {
    const reply = await this.handle(request, null)
    return { status: reply.status, body: JSON.parse(reply.body) as Record<string, unknown> }
  }

  private async request(process: Process, request: EngineRequest): Promise<Response> {
    const { scheduler } = this.settings
    const began = scheduler.now
    for (let attempt = 1; ; attempt++) {
      const reply = await this.attempt(process, request, attempt, began)
      const worthAnotherTry =
        (reply === null || reply.status === 409 || reply.status >= 500) &&
        !isTooOld(request, scheduler.now - began)
      if (!worthAnotherTry || attempt === TRIES) {
        if (reply === null) throw timeoutError()
        return responseOf(reply)
      }
      await scheduler.sleep(process, `will ask again: ${request.path}`, SAME_KEY_AGAIN_MS)
    }
  }

  private async attempt(
    process: Process,
    request: EngineRequest,
    n: number,
    began: number,
  ): Promise<EngineReply | null> {
    const { scheduler, database } = this.settings
    const what = `${request.method} ${request.path}`
    // P7, seen from outside: the product's own guard may be what is broken.
    if (database.open) scheduler.fail(new Violation('P7 no call in a transaction', what))
    await scheduler.pause(process, `asks ${what}`)
    await process.maySuffer()
    const journey = this.plan(request.path, n)
    let answer: EngineReply | null = null
    const wait = scheduler.wait(process, `has waited for ${what}`, journey.patience)
    if (journey.up !== null) {
      this.underWay++
      scheduler.start(WORLD, `carries ${what}`, async () => {
        await scheduler.sleep(WORLD, `the processor gets ${what}`, journey.up ?? 0)
        if (isTooOld(request, scheduler.now - began)) {
          this.underWay--
          return
        }
        const reply = await this.handle(request, journey.fault)
        this.underWay--
        scheduler.tell(WORLD, `the processor answers ${reply.status}`)
        if (journey.down === null) return
        await scheduler.sleep(WORLD, `the answer arrives: ${what}`, journey.down)
        answer = reply
        wait.end()
      })
    }
    await wait.ended
    await process.maySuffer()
    return answer ?? journey.answer
  }

  private async handle(request: EngineRequest, fault: Journey['fault']): Promise<EngineReply> {
    const { scheduler, onConfirm, onHandled } = this.settings
    const intent = /^\/v1\/payment_intents\/([^/]+)\/confirm$/.exec(request.path)?.[1]
    if (intent) await scheduler.work(onConfirm(intent))
    this.next = fault
    const reply = await this.engine.handle(request)
    await scheduler.work(onHandled())
    return reply
  }

  private plan(path: string, attempt: number): Journey {
    // Troubles come together: who asks again meets another.
    const times = attempt === 1 ? 1 : 4
    const { random, faults } = this.settings
    const journey: Journey = {
      // Short, so that much happens at once.
      up: random.between(5, 100),
      down: random.between(5, 300),
      patience: TIMEOUT_MS,
      fault: null,
      answer: null,
    }
    if (faults.outage) return this.duringOutage(journey)
    // What fails before money can move ends the story too soon to be told often.
    if (MOVES_NO_MONEY.test(path) && random.chance(0.6)) return journey
    if (faults.strikes('requestLost', times)) journey.up = null
    if (faults.strikes('late', times))
      journey.up = 1_000 + Math.floor(LATE_MS_MAX * random.next() ** 3)
    if (faults.strikes('answerLost', times)) journey.down = null
    if (faults.strikes('reset', times)) {
      journey.patience = random.between(1, 500)
      if (random.chance(0.3)) journey.up = null
    } else if (faults.strikes('late', times) && journey.up !== null) {
      journey.up = random.between(1_000, 60_000)
      journey.patience = random.between(1, TIMEOUT_MS)
    }
    if (faults.strikes('brokenBefore', times)) journey.fault = '500_before'
    else if (faults.strikes('brokenAfter', times)) journey.fault = '500_after'
    else if (faults.strikes('conflict', times)) journey.fault = '409'
    else if (faults.strikes('throttled', times)) journey.fault = '429'
    else if (faults.strikes('lockTimeout', times)) this.lock(journey)
    return journey
  }

  /** Somebody else has the object; that may be an earlier try of this very request. */
  private lock(journey: Journey): void {
    const { random } = this.settings
    journey.answer = errorReply(429, { code: 'lock_timeout', message: 'This object is locked.' })
    journey.patience = random.between(50, 5_000)
    journey.down = null
    journey.up = random.chance(0.5) ? random.between(50, 60_000) : null
  }

  private duringOutage(journey: Journey): Journey {
    const { faults, random } = this.settings
    const none = { ...journey, up: null, down: null, patience: random.between(5, 300) }
    switch (faults.outage) {
      case 'silent':
        return { ...none, patience: TIMEOUT_MS }
      case 'broken':
        return {
          ...none,
          answer: errorReply(500, { message: 'Something is broken.' }, 'api_error'),
        }
      case 'throttled':
        return { ...none, answer: errorReply(429, { code: 'rate_limit', message: 'Too many.' }) }
      case 'keys':
        return { ...none, answer: errorReply(401, { message: 'This key was revoked.' }) }
      default:
        return none
    }
  }
}

/** An intent bears a request that comes a day late; a refund is made once by its key alone. */
function isTooOld({ method, path }: EngineRequest, age: number): boolean {
  return method === 'POST' && path === '/v1/refunds' && age > CONNECTION_LIVES_MS
}

function errorReply(
  status: number,
  error: Record<string, string>,
  type = 'invalid_request_error',
): EngineReply {
  return { status, headers: {}, body: JSON.stringify({ error: { type, ...error } }) }
}

function timeoutError(): Error {
  const error: Error & { code?: string } = new TypeError('ETIMEDOUT')
  // Any other code of a connection would have the SDK sleep for real and try again.
  error.code = 'ETIMEDOUT'
  return error
}

function responseOf(reply: EngineReply): Response {
  const headers = lowerCased(reply.headers)
  return {
    getStatusCode: () => reply.status,
    getHeaders: () => headers,
    getRawResponse: () => ({ headers }),
    toStream: () => {
      throw new Error('The simulation does not stream')
    },
    toJSON: async () => JSON.parse(reply.body) as unknown,
  } as Response
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
}
