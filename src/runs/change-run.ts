import { recordAct } from '../audit/record.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import { DESCRIPTION_MAX } from '../payments/payment-details.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { readItemAmount, readWhat, type WhatIsCharged } from './make-run.ts'
import { reviewItems } from './review-store.ts'
import { canBeIn, OUT_SENTENCES, type Run } from './run.ts'
import { runJson } from './run-json.ts'
import { findItem, findRun, lockRun, nextVersion, updateDraft, updateItem } from './store.ts'

/** Changes what a draft charges and looks its rows through again. */
export function changeRun(
  app: App,
  caller: Caller,
  id: string,
  request: WhatIsCharged & { version: number },
) {
  return changing(app, caller, id, request.version, async (tx, draft) => {
    const organization = await theOrganization(tx)
    const what = readWhat(organization, request, draft)
    await updateDraft(tx, { id, ...what })
    return what
  })
}

/** Changes one row: its amount, whether it is left out, why it is charged again on one day. */
export function changeItem(
  app: App,
  caller: Caller,
  id: string,
  position: number,
  request: {
    version: number
    amount?: unknown
    excluded?: boolean | undefined
    duplicateReason?: string | undefined
  },
) {
  return changing(app, caller, id, request.version, async (tx, draft) => {
    const item = (await findItem(tx, id, position, app.clock.now())) ?? refuseUnknown('row')
    const amount =
      request.amount === undefined ? item.amount : readItemAmount(request.amount, draft.currency)
    const reason = readText(request.duplicateReason, 'duplicateReason', {
      max: DESCRIPTION_MAX,
      called: 'Reasons',
    })
    if (reason !== '' && item.outWhy !== null && !canBeIn(item.outWhy)) {
      refuse('run_state', `${OUT_SENTENCES[item.outWhy]} It cannot be charged in this run.`)
    }
    await updateItem(tx, id, position, {
      amount,
      edited: item.edited || request.amount !== undefined,
      excluded: request.excluded ?? item.outWhy === 'byHand',
      duplicateReason:
        request.duplicateReason === undefined ? item.duplicateReason : reason || null,
    })
    return {}
  })
}

/** A draft, locked, as it was looked at; reviewed again after the change, as its next version. */
function changing(
  app: App,
  caller: Caller,
  id: string,
  version: number,
  change: (tx: Transaction, draft: Run) => Promise<Partial<Run>>,
) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'runs.charge')
    const draft = (await lockRun(tx, id)) ?? refuseUnknown('run')
    if (draft.state !== 'draft') {
      refuse('run_state', 'It was started. Only a draft can be changed.')
    }
    if (draft.version !== version) {
      refuse('run_changed', 'Somebody changed this run. Look at it again.')
    }
    const changed = { ...draft, ...(await change(tx, draft)) }
    const now = app.clock.now()
    const { timeZone } = await theOrganization(tx)
    await reviewItems(tx, changed, { today: todayIn(timeZone, now), now })
    await nextVersion(tx, id)
    await recordAct(app, tx, caller, actor, 'run.changed', id)
    return runJson(tx, actor, (await findRun(tx, id)) ?? draft, now)
  })
}
