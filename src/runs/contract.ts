import { z } from '@hono/zod-openapi'
import { CLIENT_VIEWS } from '../clients/contract.ts'
import { AmountField, body, InstantField, MoneyField, PageQuery } from '../http/contract.ts'

export const RUN_PER = ['people', 'accounts'] as const
export const RUN_CHARGES = ['balance', 'invoices', 'amount'] as const
export const RUN_METHODS = ['any', 'card', 'echeck'] as const
export const RUN_STATES = [
  'draft',
  'scheduled',
  'running',
  'paused',
  'stopped',
  'finished',
] as const
export const PAUSED_BECAUSE = [
  'person',
  'rehearsal',
  'unknowns',
  'declines',
  'throttled',
  'cannotCharge',
] as const
/** What became of a row, or where it stands: every row is exactly one of these. */
export const RUN_OUTCOMES = [
  'out',
  'waiting',
  'inFlight',
  'succeeded',
  'processing',
  'declined',
  'failed',
  'unknown',
  'skipped',
] as const
/** Why a row is not charged, by its review. */
export const OUT_REASONS = [
  'byHand',
  'archived',
  'noMethod',
  'notAuthorized',
  'expired',
  'doNotCharge',
  'unverified',
  'inFlight',
  'chargedToday',
  'nothingOwed',
  'held',
  'accountInRun',
] as const

export type RunPer = (typeof RUN_PER)[number]
export type RunCharges = (typeof RUN_CHARGES)[number]
export type RunMethods = (typeof RUN_METHODS)[number]
export type RunState = (typeof RUN_STATES)[number]
export type PausedBecause = (typeof PAUSED_BECAUSE)[number]
export type RunOutcome = (typeof RUN_OUTCOMES)[number]
export type OutReason = (typeof OUT_REASONS)[number]

/** Rows chosen one by one; more are chosen by what they have in common. */
export const CHOSEN_MAX = 1_000

const WHAT = {
  charges: z
    .enum(RUN_CHARGES)
    .describe('The balance less credit, all open invoices, or the same amount of each.'),
  amount: AmountField.optional(),
  methods: z.enum(RUN_METHODS).optional().describe('Which saved methods are charged; any without.'),
  allocate: z
    .boolean()
    .optional()
    .describe('False: what is taken becomes account credit, to be reconciled by hand.'),
  description: z.string().optional(),
  note: z.string().optional(),
}

export const NewRun = body({
  by: z.enum(RUN_PER).describe('A charge of each person, or of each account however many it has.'),
  ...WHAT,
  selection: z
    .union([
      body({
        clientIds: z
          .array(z.string())
          .min(1)
          .max(CHOSEN_MAX, 'Choose at most 1,000 one by one, or the whole result.'),
      }),
      body({ search: z.string().optional(), view: z.enum(CLIENT_VIEWS) }),
    ])
    .describe('Clients by id, or the whole result of the list of clients.'),
})

export const RunChanges = body({
  version: z.int(),
  charges: WHAT.charges.optional(),
  amount: AmountField.optional(),
  methods: WHAT.methods,
  allocate: WHAT.allocate,
  description: WHAT.description,
  note: WHAT.note,
})

export const RunItemPath = z.object({ id: z.string(), position: z.coerce.number().int().min(1) })

export const RunItemChanges = body({
  version: z.int().describe('Of the run, as it was looked at.'),
  amount: AmountField.optional(),
  excluded: z.boolean().optional(),
  duplicateReason: z
    .string()
    .optional()
    .describe('Why a similar amount is taken again within a day; empty to leave it out after all.'),
})

export const StartRun = body({
  version: z.int().describe('Of the review that was looked at.'),
  total: AmountField.describe('The total as it was typed.'),
  startAt: z.iso.datetime().optional().describe('Now when absent.'),
  rehearse: z.boolean().optional().describe('Charges the first three, then waits.'),
})

export const AskForRun = body({ version: z.int(), reason: z.string() })

export const RunQuery = PageQuery
export const RunItemQuery = PageQuery.extend({ outcome: z.enum(RUN_OUTCOMES).optional() })

const Counted = z.object({ count: z.int(), amount: MoneyField })
const Permitted = z.object({ allowed: z.boolean(), reason: z.string().nullable() })

export const Run = z
  .object({
    id: z.string(),
    by: z.enum(RUN_PER),
    charges: z.enum(RUN_CHARGES),
    amount: MoneyField.nullable(),
    methods: z.enum(RUN_METHODS),
    allocate: z.boolean(),
    description: z.string(),
    note: z.string(),
    selection: z.object({
      clientIds: z.int().nullable().describe('How many were chosen one by one.'),
      search: z.string().nullable(),
      view: z.enum(CLIENT_VIEWS).nullable(),
    }),
    selected: z.int(),
    state: z.enum(RUN_STATES),
    version: z.int(),
    rehearse: z.boolean(),
    count: z.int().describe('Rows that are charged; what was approved, once it started.'),
    total: MoneyField,
    outcomes: z
      .object(
        Object.fromEntries(RUN_OUTCOMES.map((outcome) => [outcome, Counted])) as Record<
          RunOutcome,
          typeof Counted
        >,
      )
      .describe('Their counts are together what was selected, at every moment.'),
    outBecause: z.array(z.object({ reason: z.enum(OUT_REASONS), count: z.int() })),
    paused: z
      .object({
        because: z.enum(PAUSED_BECAUSE),
        sentence: z.string(),
        by: z.string().nullable(),
      })
      .nullable(),
    pace: z
      .object({
        perSecond: z.number().describe('Charges that ended within the last half minute.'),
        secondsLeft: z.int().nullable(),
      })
      .nullable(),
    approval: z
      .object({ id: z.string(), state: z.enum(['open', 'approved', 'refused', 'expired', 'used']) })
      .nullable(),
    retryOf: z.string().nullable(),
    madeBy: z.string(),
    madeAt: InstantField,
    startedBy: z.string().nullable(),
    startAt: InstantField.nullable(),
    startedAt: InstantField.nullable(),
    endedAt: InstantField.nullable(),
    can: z.object({
      change: Permitted,
      start: Permitted,
      askApproval: Permitted,
      pause: Permitted,
      resume: Permitted,
      stop: Permitted,
      retry: Permitted,
    }),
  })
  .openapi('Run')

export const RunList = z.object({ data: z.array(Run), nextCursor: z.string().nullable() })

export const RunItem = z
  .object({
    position: z.int(),
    account: z.object({ id: z.string(), name: z.string() }),
    client: z.object({ id: z.string(), name: z.string() }).nullable(),
    method: z.string().nullable().describe('What is charged, by name.'),
    amount: MoneyField,
    edited: z.boolean(),
    outcome: z.enum(RUN_OUTCOMES),
    outBecause: z.enum(OUT_REASONS).nullable(),
    sentence: z.string().describe('Where it stands, money first.'),
    next: z.string().nullable().describe('What to do after a decline.'),
    canBeIn: z.boolean().describe('Whether a person can put it in after all.'),
    paymentId: z.string().nullable(),
  })
  .openapi('RunItem')

export const RunItemList = z.object({ data: z.array(RunItem), nextCursor: z.string().nullable() })
