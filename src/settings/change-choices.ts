import { recordAct } from '../audit/record.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { toTypeId } from '../kit/id.ts'
import {
  type Choice,
  type ChoiceList,
  changeChoice,
  insertChoice,
  isNameTaken,
  listChoices,
  lockChoices,
  placeChoice,
} from '../organizations/choice-store.ts'
import type { App } from '../processor/app.ts'
import { authorize, memberAtWork } from '../staff/authorize.ts'

/** More than fit on a screen of the payment form. */
const CHOICES_MAX = 30
const PREFIXES = { tender: 'tnd', payer_category: 'pyc' } as const

/** A list that the payment form offers, with what is out of use. */
export function seeChoices(app: App, caller: Caller, list: ChoiceList) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await memberAtWork(tx, caller)
    return { data: (await listChoices(tx, list)).map((choice) => choiceJson(list, choice)) }
  })
}

function choiceJson(list: ChoiceList, { id, kind, name, disabledAt }: Choice) {
  return { id: toTypeId(PREFIXES[list], id), kind, name, isUsed: disabledAt === null }
}

/** Adds one at the end; of tenders, one of the organization's own. */
export function addChoice(app: App, caller: Caller, list: ChoiceList, typed: string) {
  return change(app, caller, list, 'added', async (tx, choices) => {
    if (choices.length >= CHOICES_MAX) {
      refuse('field_invalid', `There can be at most ${CHOICES_MAX}. Take up one you had before.`, {
        field: 'name',
      })
    }
    const name = await readName(tx, list, typed, null)
    const id = app.newId()
    await insertChoice(tx, list, { orgId: caller.orgId, id, name, position: choices.length + 1 })
    return id
  })
}

/** Another name, in use or not. The last one in use stays: something must be paid with. */
export function changeOneChoice(
  app: App,
  caller: Caller,
  list: ChoiceList,
  id: string,
  request: { name?: string | undefined; isUsed?: boolean | undefined },
) {
  return change(app, caller, list, 'changed', async (tx, choices) => {
    const before = choices.find((choice) => choice.id === id) ?? refuseUnknown('entry')
    const isUsed = request.isUsed ?? before.disabledAt === null
    const others = choices.filter((choice) => choice.id !== id && choice.disabledAt === null)
    if (!isUsed && list === 'tender' && others.length === 0) {
      refuse('field_invalid', 'Keep at least one way to pay in use.', { field: 'isUsed' })
    }
    const name =
      request.name === undefined ? before.name : await readName(tx, list, request.name, id)
    const disabledAt = isUsed ? null : (before.disabledAt ?? app.clock.now())
    await changeChoice(tx, list, id, { name, disabledAt })
    return id
  })
}

/** Puts them in this order; all of them are named, so that two people at once do not mix. */
export function orderChoices(app: App, caller: Caller, list: ChoiceList, ids: string[]) {
  return change(app, caller, list, 'ordered', async (tx, choices) => {
    const known = new Set(choices.map((choice) => choice.id))
    if (
      ids.length !== known.size ||
      new Set(ids).size !== known.size ||
      !ids.every((id) => known.has(id))
    ) {
      refuse('field_invalid', 'The list is another by now. Load it again.', { field: 'ids' })
    }
    for (const [index, id] of ids.entries()) await placeChoice(tx, list, id, index + 1)
    return null
  })
}

function change(
  app: App,
  caller: Caller,
  list: ChoiceList,
  verb: string,
  work: (tx: Transaction, choices: Choice[]) => Promise<string | null>,
) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    const subjectId = await work(tx, await lockChoices(tx, list))
    await recordAct(app, tx, caller, actor, `${list}.${verb}`, subjectId)
    return { data: (await listChoices(tx, list)).map((choice) => choiceJson(list, choice)) }
  })
}

async function readName(
  tx: Transaction,
  list: ChoiceList,
  typed: string,
  except: string | null,
): Promise<string> {
  const name = readText(typed, 'name', { max: 40, called: 'The name', required: true })
  if (await isNameTaken(tx, list, name, except)) {
    refuse('field_invalid', 'There is one of this name already. Choose another name.', {
      field: 'name',
    })
  }
  return name
}
