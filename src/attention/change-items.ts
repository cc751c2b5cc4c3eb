import { recordAct } from '../audit/record.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import {
  type ItemState,
  insertEvent,
  lockItem,
  setAssigned,
  setDismissed,
  setOpen,
} from './store.ts'

const REASON_MAX = 500

/** Somebody says why it needs nobody. It stays on record, and can be opened again. */
export async function dismissItem(
  app: App,
  caller: Caller,
  id: string,
  text: string,
): Promise<void> {
  await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'attention.act')
    await requireState(tx, id, 'open', 'This was settled before.')
    const reason = readText(text, 'reason', {
      max: REASON_MAX,
      called: 'Why it needs nobody',
      multiline: true,
      required: true,
    })
    const at = app.clock.now()
    const { orgId } = caller
    await setDismissed(tx, id, { at, name: actor.name, reason })
    await insertEvent(tx, {
      orgId,
      itemId: id,
      at,
      what: 'dismissed',
      by: actor.name,
      note: reason,
    })
    await recordAct(app, tx, caller, actor, 'attention.dismissed', id, { reason })
  })
  app.changed(caller.orgId)
}

/** What was dismissed needs somebody after all. What is over by itself is not opened by hand. */
export async function restoreItem(app: App, caller: Caller, id: string): Promise<void> {
  await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'attention.act')
    await requireState(tx, id, 'dismissed', 'Only what was dismissed is opened again.')
    const at = app.clock.now()
    await setOpen(tx, id)
    const { orgId } = caller
    await insertEvent(tx, { orgId, itemId: id, at, what: 'restored', by: actor.name, note: null })
    await recordAct(app, tx, caller, actor, 'attention.restored', id)
  })
  app.changed(caller.orgId)
}

/** Who sees to it: a colleague, oneself, or nobody in particular. */
export async function assignItem(
  app: App,
  caller: Caller,
  id: string,
  to: string | null,
): Promise<void> {
  await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'attention.act')
    await requireState(tx, id, 'open', 'This was settled before.')
    const staffId = to === 'me' ? actor.id : to && readId('stf', to, 'staff member')
    const name = await setAssigned(tx, id, staffId)
    if (name === undefined) refuseUnknown('staff member')
    const at = app.clock.now()
    const { orgId } = caller
    await insertEvent(tx, { orgId, itemId: id, at, what: 'assigned', by: actor.name, note: name })
    await recordAct(app, tx, caller, actor, 'attention.assigned', id)
  })
  app.changed(caller.orgId)
}

async function requireState(
  tx: Transaction,
  id: string,
  state: ItemState,
  whyNot: string,
): Promise<void> {
  const item = (await lockItem(tx, id)) ?? refuseUnknown('entry')
  if (item.state !== state) refuse('attention_state', whyNot)
}
