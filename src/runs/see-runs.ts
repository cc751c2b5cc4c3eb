import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import {
  PAGE_ROWS_DEFAULT,
  page,
  readInstantCursor,
  readPlace,
  writeCursor,
} from '../http/paging.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { may } from '../staff/roles.ts'
import type { RunOutcome } from './contract.ts'
import { itemJson } from './item-json.ts'
import { paymentsOfItems } from './item-payments.ts'
import { runJson } from './run-json.ts'
import { findRun, listItems, listRuns } from './store.ts'

const RUNS_ON_A_PAGE = 20

export function seeRun(app: App, caller: Caller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.read')
    const run = (await findRun(tx, id)) ?? refuseUnknown('run')
    return runJson(tx, actor, run, app.clock.now())
  })
}

/** The newest first. */
export function findRuns(
  app: App,
  caller: Caller,
  query: { cursor?: string | undefined; limit?: number | undefined },
) {
  const after = readInstantCursor(query.cursor)
  const limit = query.limit ?? RUNS_ON_A_PAGE
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.read')
    const found = page(await listRuns(tx, after, limit + 1), limit, (run) => [
      run.madeAt.toISOString(),
      run.id,
    ])
    const now = app.clock.now()
    const data = []
    for (const run of found.rows) data.push(await runJson(tx, actor, run, now))
    return { data, nextCursor: found.nextCursor }
  })
}

/** The rows of a run in their order, all or those of one outcome. */
export function findItems(
  app: App,
  caller: Caller,
  id: string,
  query: {
    cursor?: string | undefined
    limit?: number | undefined
    outcome?: RunOutcome | undefined
  },
) {
  const after = readPlace(query.cursor)
  const limit = query.limit ?? PAGE_ROWS_DEFAULT
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.read')
    const run = (await findRun(tx, id)) ?? refuseUnknown('run')
    const now = app.clock.now()
    const found = await listItems(tx, id, {
      outcome: query.outcome,
      after,
      limit: limit + 1,
      now,
    })
    const shown = found.slice(0, limit)
    const payments = await paymentsOfItems(tx, shown)
    const sees = { methods: may(actor, 'wallet.read'), why: may(actor, 'processor.open') }
    const last = shown.at(-1)
    return {
      data: shown.map((item) => itemJson(run, item, payments.get(item.payment.id), sees)),
      nextCursor: found.length > limit && last ? writeCursor([String(last.position)]) : null,
    }
  })
}
