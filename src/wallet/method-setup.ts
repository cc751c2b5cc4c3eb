import type { Acceptance, BankAccount, Card, Decline, MethodKind } from '../processor/processor.ts'

/**
 * Saving a method without a charge, as data: which state may follow which. `verifying`: a bank
 * account whose small deposits the client is to confirm. `failed`: a bank said no; `canceled`: we
 * closed it, or were refused before a bank was asked.
 */
const SETUP_STATES = {
  created: ['confirming', 'canceled'],
  confirming: ['requires_action', 'verifying', 'succeeded', 'failed', 'unknown', 'canceled'],
  requires_action: ['verifying', 'succeeded', 'failed', 'unknown', 'canceled'],
  verifying: ['succeeded', 'failed', 'canceled'],
  unknown: ['requires_action', 'verifying', 'succeeded', 'failed', 'canceled'],
  succeeded: [],
  failed: [],
  canceled: [],
} as const satisfies Record<string, readonly string[]>

export type SetupState = keyof typeof SETUP_STATES

export function setupMayBecome(from: SetupState, to: SetupState): boolean {
  return (SETUP_STATES[from] as readonly string[]).includes(to)
}

export function setupIsFinal(state: SetupState): boolean {
  return SETUP_STATES[state].length === 0
}

export interface SetupProblem {
  reason: string
  decline?: Decline
}

/** One attempt to save a method without a charge. */
export interface MethodSetup {
  id: string
  orgId: string
  kind: MethodKind
  accountId: string
  state: SetupState
  processorAccountId: string
  customerId: string
  confirmationToken: string
  intentId: string | null
  authorizationId: string
  /** Of a bank account: when and from where the client agreed. */
  acceptance: Acceptance | null
  /** Of a bank account: the largest single debit that was agreed, minor units. */
  debitMost: bigint | null
  /** The method that leaves when this one is saved. */
  replacesId: string | null
  makeDefault: boolean
  methodId: string | null
  /** It was in the wallet already. */
  recognized: boolean
  card: Card | null
  bank: BankAccount | null
  problem: SetupProblem | null
  openedByName: string
  createdAt: Date
  lookAt: Date | null
  looks: number
  settledAt: Date | null
}

/** Two calls of at most 40 s each end within it. */
const LEASE_SECONDS = 90
/** How long a client may take over their bank's page. */
const ACTION_MINUTES = 15
const LOOKS_SECONDS = [2, 5, 10, 20, 40]
const LATER_SECONDS = 60
/** Nobody waits for it; its events tell it sooner. */
const VERIFYING_MINUTES = 30

/** When the sweeper looks next. While the client is at the bank's page, it only looks. */
export function nextSetupLook(state: SetupState, looks: number, now: Date): Date | null {
  if (setupIsFinal(state)) return null
  if (state === 'verifying') return new Date(now.getTime() + VERIFYING_MINUTES * 60_000)
  const waits = state === 'unknown' ? (LOOKS_SECONDS[looks] ?? LATER_SECONDS) : LATER_SECONDS
  const seconds = state === 'created' || state === 'confirming' ? LEASE_SECONDS : waits
  return new Date(now.getTime() + seconds * 1000)
}

/** Whether the client has had their time at the bank's page. */
export function isAbandoned(setup: MethodSetup, now: Date): boolean {
  return now.getTime() - setup.createdAt.getTime() >= ACTION_MINUTES * 60_000
}
