import type { Engine } from '../../sandbox/engine.ts'
import type { Caller } from '../../src/http/caller.ts'
import { Problem } from '../../src/http/problem.ts'
import type { App } from '../../src/processor/app.ts'
import type { WatchedStore } from './charges.ts'
import { ConnectionLost } from './database.ts'
import type { Eye } from './eye.ts'
import type { Faults } from './faults.ts'
import type { RefundPress } from './money-back.ts'
import type { Network } from './network.ts'
import { type Process, ProcessDied } from './process.ts'
import type { Properties } from './properties.ts'
import type { Random } from './random.ts'
import { type Scheduler, WORLD } from './scheduler.ts'
import { Violation } from './violation.ts'

/** The processor account of the simulated business, at the sandbox. */
export const SANDBOX_ACCOUNT = 'simulation'
export const SECRET_KEY = `sk_test_${SANDBOX_ACCOUNT}`
export const PUBLISHABLE_KEY = `pk_test_${SANDBOX_ACCOUNT}`

/** Everything a seed consists of. */
export interface Town {
  scheduler: Scheduler
  faults: Faults
  /** Chance of what people do. */
  random: Random
  eye: Eye
  /** What is committed, as people see it on their screens. */
  see<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  properties: Properties
  network: Network
  engine: Engine
  watched: WatchedStore
  /** The processes that live now. */
  processes: Process[]
  business: Business
  /** When events were polled last, whether or not that led to anything. */
  polled: { at: number }
  /** People still at work. */
  busy: number
  /** Requests to a process that have no end yet. */
  asking: number
  presses: Press[]
  refundPresses: RefundPress[]
  /** Chance of what bank accounts bring, in towns that have some: their own, so that others stay as they are. */
  banks: Random | null
  /** What cardholders do before their bank's page, how often. */
  cardholders: Record<'approve' | 'fail' | 'nothing' | 'insist', number>
  /** False once the trouble is over. */
  troubled: boolean
  /** The processor begins nothing by itself any more, so that there is an end. */
  processorRests: boolean
}

export interface Business {
  orgId: string
  processorAccountId: string
  /** null: events are polled only. */
  webhookSecret: string | null
  clerks: Caller[]
  accountIds: string[]
  /** The tenders that are cash and checks. */
  cashId: string
  checkId: string
}

/** One press of the button, under one key. */
export interface Press {
  caller: Caller
  key: string
  request: Parameters<typeof import('../../src/payments/take-payment.ts').takePayment>[3]
}

/** What came back from a process: an answer, a refusal, or nothing. */
export type Reply<T> =
  | { is: 'answer'; value: T }
  | { is: 'refusal'; code: string }
  | { is: 'nothing' }

const NOBODY_THERE_MS = 3_000

/** Asks some living process. Whatever is neither answer nor refusal nor our own trouble is a defect. */
export async function ask<T>(
  town: Town,
  what: string,
  work: (app: App) => Promise<T>,
): Promise<Reply<T>> {
  while (town.processes.length === 0) {
    await town.scheduler.sleep(WORLD, 'nobody answers', NOBODY_THERE_MS)
  }
  const process = town.random.pick(town.processes)
  town.asking++
  try {
    return { is: 'answer', value: await process.call(what, work) }
  } catch (error) {
    if (error instanceof Problem) {
      town.scheduler.tell(WORLD, `"${what}" is refused: ${error.code}`)
      return { is: 'refusal', code: error.code }
    }
    if (isOwnTrouble(error)) return { is: 'nothing' }
    town.scheduler.fail(unexpected(what, error))
    return { is: 'nothing' }
  } finally {
    town.asking--
  }
}

/** Trouble that the simulation itself made. */
export function isOwnTrouble(error: unknown): boolean {
  return error instanceof ProcessDied || error instanceof ConnectionLost
}

export function unexpected(what: string, error: unknown): Violation {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new Violation('unexpected error', `${what}: ${stack}`)
}
