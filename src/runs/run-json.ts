import type { Transaction } from '../database/transaction.ts'
import { moneyJson } from '../http/money-json.ts'
import { toTypeId } from '../kit/id.ts'
import { type Approval, approvalState } from '../payments/approval.ts'
import { approvalOfRun } from '../payments/approval-store.ts'
import type { StaffActor } from '../staff/authorize.ts'
import { may, PERMISSION_NAMES } from '../staff/roles.ts'
import { RUN_OUTCOMES, type RunOutcome, type RunState } from './contract.ts'
import { measurePace } from './pace-store.ts'
import { type Counts, RUN_MOVES, type Run, sumIn } from './run.ts'
import { countItems, countOut } from './store.ts'

/** A run as the API shows it, with what became of its rows as of now. */
export async function runJson(tx: Transaction, actor: StaffActor, run: Run, now: Date) {
  const counts = await countItems(tx, run.id, now)
  const [out, approval, ended] = await Promise.all([
    countOut(tx, run.id),
    approvalOfRun(tx, run.id),
    run.state === 'running' ? measurePace(tx, run.id, now) : null,
  ])
  const { count, total } = sumIn(counts)
  return {
    id: toTypeId('run', run.id),
    by: run.per,
    charges: run.charges,
    amount: run.amount === null ? null : moneyJson(run.amount, run.currency),
    methods: run.methods,
    allocate: run.allocates,
    description: run.description,
    note: run.note,
    selection: {
      clientIds: 'clientIds' in run.selection ? run.selection.clientIds : null,
      search: 'view' in run.selection ? run.selection.search : null,
      view: 'view' in run.selection ? run.selection.view : null,
    },
    selected: run.selected,
    state: run.state,
    version: run.version,
    rehearse: run.rehearses,
    count: run.approvedCount ?? count,
    total: moneyJson(run.approvedTotal ?? total, run.currency),
    outcomes: countsJson(counts, run.currency),
    outBecause: out.map(({ reason, count }) => ({ reason, count: Number(count) })),
    paused: run.pausedBecause && {
      because: run.pausedBecause,
      sentence: run.pausedText,
      by: run.pausedByName,
    },
    pace: ended === null ? null : paceJson(ended, counts),
    approval: approval
      ? { id: toTypeId('apv', approval.id), state: approvalState(approval, now) }
      : null,
    retryOf: run.retryOf && toTypeId('run', run.retryOf),
    madeBy: run.madeByName,
    madeAt: run.madeAt.toISOString(),
    startedBy: run.startedByName,
    startAt: run.startAt?.toISOString() ?? null,
    startedAt: run.startedAt?.toISOString() ?? null,
    endedAt: run.endedAt?.toISOString() ?? null,
    can: canJson(actor, run, { counts, count, total, approval, now }),
  }
}

function countsJson(counts: Counts, currency: string) {
  return Object.fromEntries(
    RUN_OUTCOMES.map((outcome) => {
      const { count, amount } = counts[outcome]
      return [outcome, { count, amount: moneyJson(amount, currency) }]
    }),
  ) as Record<RunOutcome, { count: number; amount: ReturnType<typeof moneyJson> }>
}

const MEASURED_SECONDS = 30

function paceJson(ended: number, counts: Counts) {
  const perSecond = ended / MEASURED_SECONDS
  const left = counts.waiting.count + counts.inFlight.count
  return {
    perSecond: Math.round(perSecond * 10) / 10,
    secondsLeft: perSecond > 0 ? Math.ceil(left / perSecond) : null,
  }
}

interface Facts {
  counts: Counts
  count: number
  total: bigint
  approval: Approval | undefined
  now: Date
}

function canJson(actor: StaffActor, run: Run, facts: Facts) {
  const missing = may(actor, 'runs.charge')
    ? null
    : `Ask an administrator for "${PERMISSION_NAMES['runs.charge']}".`
  const permitted = (why: string | null) => {
    const reason = missing ?? why
    return { allowed: reason === null, reason }
  }
  const isDraft = run.state === 'draft'
  const moves = (to: RunState, sentence: string) =>
    permitted(RUN_MOVES[run.state].includes(to) ? null : sentence)
  const failed =
    facts.counts.declined.count + facts.counts.failed.count + facts.counts.skipped.count
  const isOver = run.state === 'stopped' || run.state === 'finished'
  return {
    change: permitted(isDraft ? null : 'It was started. Only a draft can be changed.'),
    start: permitted(isDraft ? whyNotStart(actor, facts) : 'It was started already.'),
    askApproval: permitted(
      isDraft && needsApproval(actor, facts.total) ? null : 'It needs no second person.',
    ),
    pause: moves('paused', 'It is not running.'),
    resume: permitted(run.state === 'paused' ? null : 'It is not paused.'),
    stop: moves('stopped', 'It is over.'),
    retry: permitted(isOver && failed > 0 ? null : 'Nothing failed, or it is not over yet.'),
  }
}

export function needsApproval(actor: Pick<StaffActor, 'chargeLimit'>, total: bigint): boolean {
  return actor.chargeLimit !== null && total > actor.chargeLimit
}

function whyNotStart(actor: StaffActor, { count, total, approval, now }: Facts): string | null {
  if (!may(actor, 'payments.charge')) {
    return `Ask an administrator for "${PERMISSION_NAMES['payments.charge']}".`
  }
  if (count === 0) return 'Nobody in it can be charged.'
  if (!needsApproval(actor, total)) return null
  const isApproved =
    approval && approvalState(approval, now) === 'approved' && approval.amount >= total
  return isApproved ? null : 'The total is above your limit. Ask a second person to approve it.'
}
