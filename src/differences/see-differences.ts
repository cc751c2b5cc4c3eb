import { asOfOneMoment, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { moneyJson } from '../http/money-json.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { may } from '../staff/roles.ts'
import { mayLookAgain } from './difference.ts'
import { type ListedDifference, type ListedRun, latestRuns, listDifferences } from './store.ts'
import { causeOf, fateOf } from './words.ts'

const RUNS_SHOWN = 10
const ENDED_SHOWN = 50

/** When both were compared, what is open, and what became of the rest. */
export function seeDifferences(app: App, caller: Caller) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'books.read')
    return differencesJson(tx, actor)
  })
}

async function differencesJson(tx: Transaction, actor: StaffActor) {
  const runs = await latestRuns(tx, RUNS_SHOWN)
  const listed = (await listDifferences(tx, ENDED_SHOWN)).map((one) => differenceJson(one, actor))
  return {
    runs: runs.map(runJson),
    open: listed.filter(({ state }) => state === 'open'),
    ended: listed.filter(({ state }) => state !== 'open'),
    can: { compare: allowed(actor) },
  }
}

function runJson({ id, ...run }: ListedRun) {
  const { byName, ...shown } = run
  return {
    ...shown,
    by: byName,
    since: instant(run.since),
    beganAt: instant(run.beganAt),
    endedAt: run.endedAt && instant(run.endedAt),
  }
}

function differenceJson(one: ListedDifference, actor: StaffActor) {
  const over = one.state === 'open' ? null : 'This was settled before.'
  const again = over ?? (mayLookAgain(one.kind) ? null : 'Only a person knows what this was.')
  return {
    id: toTypeId('dif', one.id),
    kind: one.kind,
    state: one.state,
    processorId: one.subject,
    paymentId: one.paymentId && toTypeId('pay', one.paymentId),
    client: one.client,
    amount: moneyJson(one.amount, one.currency),
    cause: causeOf(one),
    fate: fateOf(one),
    happenedAt: instant(one.happenedAt),
    foundAt: instant(one.foundAt),
    endedAt: one.endedAt && instant(one.endedAt),
    can: { lookAgain: allowed(actor, again), explain: allowed(actor, over) },
  }
}

function allowed(actor: StaffActor, reason: string | null = null) {
  if (!may(actor, 'payments.reconcile')) {
    return { allowed: false, reason: 'Your role does not settle differences.' }
  }
  return { allowed: reason === null, reason }
}

/** PostgreSQL's text of a moment, as the API writes moments. */
function instant(text: string): string {
  return new Date(text).toISOString()
}
