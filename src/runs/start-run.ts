import { recordAct } from '../audit/record.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { CHARGE_MAXIMUM, formatMoney, money } from '../kit/money.ts'
import { theOrganization } from '../organizations/organization.ts'
import { type ApprovalPurpose, requireWithinLimit } from '../payments/approval.ts'
import { insertApproval, lockApprovalOfRun } from '../payments/approval-store.ts'
import { APPROVAL_HOURS, REASON_MAX } from '../payments/ask-approval.ts'
import type { App } from '../processor/app.ts'
import { authorize, requirePermission } from '../staff/authorize.ts'
import { type Counts, type Run, sumIn } from './run.ts'
import { needsApproval, runJson } from './run-json.ts'
import { countItems, findRun, lockRun, setStarted } from './store.ts'

export interface StartRequest {
  version: number
  total: unknown
  startAt?: string | undefined
  rehearse?: boolean | undefined
}

const LATEST_DAYS = 60

/**
 * Starts a run, now or at a time: by whoever types the total of the review they looked at. Started
 * twice is started once; whoever comes second is told who was first.
 */
export async function startRun(app: App, caller: Caller, id: string, request: StartRequest) {
  const started = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'runs.charge')
    requirePermission(actor, 'payments.charge')
    const draft = (await lockRun(tx, id)) ?? refuseUnknown('run')
    const now = app.clock.now()
    const counts = await countItems(tx, id, now)
    if (draft.state !== 'draft') return refuseStarted(tx, draft, counts)
    const { count, total } = requireAsReviewed(draft, counts, request)
    const startAt = readStartAt(request.startAt, now)
    const approvalId = requireWithinLimit(
      actor,
      {
        purpose: 'run' satisfies ApprovalPurpose,
        paymentId: null,
        runId: id,
        accountId: null,
        amount: total,
        currency: draft.currency,
      },
      await lockApprovalOfRun(tx, id),
      now,
    )
    await setStarted(tx, id, {
      state: startAt ? 'scheduled' : 'running',
      startAt,
      rehearses: request.rehearse ?? false,
      count,
      total,
      approvalId,
      by: actor.id,
      byName: actor.name,
      now,
    })
    await recordAct(app, tx, caller, actor, 'run.started', id, { count, total: Number(total) })
    return runJson(tx, actor, (await findRun(tx, id)) ?? draft, now)
  })
  app.changed(caller.orgId)
  return started
}

/** Asks a second person for a run above one's own limit: for its total, as it was looked at. */
export async function askForRun(
  app: App,
  caller: Caller,
  id: string,
  request: { version: number; reason: string },
) {
  const asked = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'runs.charge')
    const draft = (await lockRun(tx, id)) ?? refuseUnknown('run')
    const now = app.clock.now()
    if (draft.state !== 'draft') refuse('run_state', 'It was started already.')
    if (draft.version !== request.version) {
      refuse('run_changed', 'Somebody changed this run. Look at it again.')
    }
    const { total } = sumIn(await countItems(tx, id, now))
    if (!needsApproval(actor, total)) refuse('approval_state', 'It needs no second person.')
    const reason = readText(request.reason, 'reason', {
      max: REASON_MAX,
      called: 'The reason',
      required: true,
    })
    const approvalId = app.newId()
    await insertApproval(tx, {
      orgId: caller.orgId,
      id: approvalId,
      purpose: 'run',
      paymentId: null,
      runId: id,
      accountId: null,
      amount: total,
      currency: draft.currency,
      reason,
      askedBy: actor.id,
      askedByName: actor.name,
      askedAt: now,
      expiresAt: new Date(now.getTime() + APPROVAL_HOURS * 3_600_000),
    })
    await recordAct(app, tx, caller, actor, 'approval.asked', approvalId)
    return runJson(tx, actor, draft, now)
  })
  app.changed(caller.orgId)
  return asked
}

function requireAsReviewed(draft: Run, counts: Counts, request: StartRequest) {
  const { count, total } = sumIn(counts)
  const say = (minor: bigint) => formatMoney(money(minor, draft.currency))
  const facts = { count, total: { amount: Number(total), currency: draft.currency } }
  if (draft.version !== request.version) {
    refuse(
      'run_changed',
      `The run was changed since you looked at it: ${people(count)}, ${say(total)}. Look at it again.`,
      { facts },
    )
  }
  if (count === 0) refuse('run_state', 'Nobody in it can be charged.')
  const typed = Number.isSafeInteger(request.total) ? BigInt(request.total as number) : null
  if (typed !== total) {
    refuse(
      'run_changed',
      typed === null || typed < 0n || typed > CHARGE_MAXIMUM * 1_000_000n
        ? `${people(count)}, ${say(total)}. Type that total to start.`
        : `${people(count)}, ${say(total)}; you typed ${say(typed)}.`,
      { field: 'total', facts },
    )
  }
  return { count, total }
}

async function refuseStarted(tx: Transaction, run: Run, counts: Counts): Promise<never> {
  const { timeZone } = await theOrganization(tx)
  const at = run.startedAt ?? run.startAt
  const when = at
    ? ` at ${new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' }).format(at)}`
    : ''
  const { count } = sumIn(counts)
  const done = count - counts.waiting.count - counts.inFlight.count
  refuse(
    'run_already_started',
    run.startedByName === null
      ? 'It was discarded. Make a new run.'
      : `${run.state === 'scheduled' ? 'Set to start' : 'Started'} by ${run.startedByName}${when}. ${done} of ${count} done.`,
    { facts: { by: run.startedByName, done, count } },
  )
}

function readStartAt(text: string | undefined, now: Date): Date | null {
  if (text === undefined) return null
  const at = new Date(text)
  if (at.getTime() <= now.getTime()) return null
  if (at.getTime() - now.getTime() > LATEST_DAYS * 86_400_000) {
    refuse('field_invalid', `Choose a time within ${LATEST_DAYS} days.`, { field: 'startAt' })
  }
  return at
}

function people(count: number): string {
  return count === 1 ? '1 charge' : `${count.toLocaleString('en-US')} charges`
}
