import type { CLIENT_VIEWS } from '../clients/contract.ts'
import type { NamedMethod } from '../wallet/authorization.ts'
import type {
  OutReason,
  PausedBecause,
  RunCharges,
  RunMethods,
  RunOutcome,
  RunPer,
  RunState,
} from './contract.ts'

/** A charge of many at once, over a selection that was frozen when it was made. */
export interface Run {
  id: string
  per: RunPer
  charges: RunCharges
  /** Of each, where all are charged the same. */
  amount: bigint | null
  methods: RunMethods
  allocates: boolean
  description: string
  note: string
  currency: string
  selection: Selection
  selected: number
  state: RunState
  version: number
  rehearses: boolean
  startAt: Date | null
  startedAt: Date | null
  resumedAt: Date | null
  endedAt: Date | null
  approvedCount: number | null
  approvedTotal: bigint | null
  approvalId: string | null
  pausedBecause: PausedBecause | null
  pausedText: string
  pausedByName: string | null
  throttledSince: Date | null
  mindsDeclines: boolean
  retryOf: string | null
  madeByName: string
  madeAt: Date
  startedBy: string | null
  startedByName: string | null
}

/** In which words it was chosen. */
export type Selection =
  | { clientIds: number }
  | { search: string; view: (typeof CLIENT_VIEWS)[number] }

/** A row of a run, with what became of it. */
export interface RunItem {
  position: number
  accountId: string
  accountName: string
  clientId: string | null
  clientName: string | null
  method: NamedMethod | null
  amount: bigint
  edited: boolean
  outcome: RunOutcome
  outWhy: OutReason | null
  skipText: string | null
  duplicateReason: string | null
  payment: { id: string; isOpened: boolean }
}

/** Which state may follow which. */
export const RUN_MOVES: Record<RunState, readonly RunState[]> = {
  draft: ['scheduled', 'running', 'stopped'],
  scheduled: ['running', 'stopped'],
  running: ['paused', 'stopped', 'finished'],
  paused: ['running', 'stopped'],
  stopped: [],
  finished: [],
}

/** The first so many are charged in a dress rehearsal. */
export const REHEARSED = 3

/** Only a person can know better: who was charged today, and who was left out by hand. */
export function canBeIn(why: OutReason | null): boolean {
  return why === null || why === 'byHand' || why === 'chargedToday'
}

/** Why a row of a review is left out. */
export const OUT_SENTENCES: Record<OutReason, string> = {
  byHand: 'Left out by hand.',
  archived: 'The client is archived.',
  noMethod: 'No saved method of that kind.',
  notAuthorized: 'The client has not agreed to be charged, or withdrew it.',
  expired: 'The card expired.',
  doNotCharge: 'The bank told us not to charge it again.',
  unverified: 'The bank account is not confirmed yet.',
  inFlight: 'Somebody charges this account now, or an answer is still missing.',
  chargedToday: 'A similar amount was taken within a day.',
  nothingOwed: 'Nothing is owed.',
  held: 'Automatic charges of this account are on hold, or a payment is in dispute.',
  accountInRun: 'Its account is charged with another person of this run.',
}

export type Counts = Record<RunOutcome, { count: number; amount: bigint }>

/** What is charged: everything that is not left out. */
export function sumIn(counts: Counts): { count: number; total: bigint } {
  let count = 0
  let total = 0n
  for (const [outcome, one] of Object.entries(counts)) {
    if (outcome === 'out') continue
    count += one.count
    total += one.amount
  }
  return { count, total }
}

/** So many unknown answers in a row, and a run waits for a person. */
export const UNKNOWNS_IN_A_ROW = 5
/** More than a quarter of the last so many declined. */
export const DECLINES_AMONG = 40
export const DECLINES_MOST = DECLINES_AMONG / 4
/** The processor said "too many" for so long. */
export const THROTTLED_SECONDS = 60

/** Why a run stops by itself until a person looked at it, if so. */
export function fuseFor(seen: {
  unknownsInARow: number
  declined: number
  mindsDeclines: boolean
  throttledSeconds: number
}): { because: PausedBecause; text: string } | null {
  if (seen.unknownsInARow >= UNKNOWNS_IN_A_ROW) {
    return {
      because: 'unknowns',
      text: `${UNKNOWNS_IN_A_ROW} charges in a row have no answer yet. They are looked at until they have one; resume when they do.`,
    }
  }
  if (seen.mindsDeclines && seen.declined > DECLINES_MOST) {
    return {
      because: 'declines',
      text: `${seen.declined} of the last ${DECLINES_AMONG} were declined. Look at the reasons, then resume or stop.`,
    }
  }
  if (seen.throttledSeconds >= THROTTLED_SECONDS) {
    return {
      because: 'throttled',
      text: 'The processor has refused calls as too many for a minute. Resume in a few minutes.',
    }
  }
  return null
}
