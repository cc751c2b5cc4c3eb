import type { RawBuilder } from 'kysely'
import { recordAct } from '../audit/record.ts'
import type { CLIENT_VIEWS } from '../clients/contract.ts'
import { FOUND_MAX, searchClients } from '../clients/search-clients.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readSearch } from '../http/search-field.ts'
import { CARD_MINIMUM, CHARGE_MAXIMUM, checkAmount } from '../kit/money.ts'
import { todayIn } from '../kit/time.ts'
import { type Organization, theOrganization } from '../organizations/organization.ts'
import { readDescription, readNote, refuseClinical } from '../payments/payment-details.ts'
import type { App } from '../processor/app.ts'
import { authorize, requirePermission } from '../staff/authorize.ts'
import { may } from '../staff/roles.ts'
import type { RunCharges, RunMethods, RunPer } from './contract.ts'
import {
  allInView,
  countClients,
  freezeFailed,
  freezeSelection,
  reviewItems,
  theseClients,
} from './review-store.ts'
import type { Run, Selection } from './run.ts'
import { runJson } from './run-json.ts'
import { findRun, insertRun } from './store.ts'

export interface NewRun extends WhatIsCharged {
  by: RunPer
  charges: RunCharges
  selection:
    | { clientIds: string[] }
    | { search?: string | undefined; view: (typeof CLIENT_VIEWS)[number] }
}

export interface WhatIsCharged {
  charges?: RunCharges | undefined
  amount?: unknown
  methods?: RunMethods | undefined
  allocate?: boolean | undefined
  description?: string | undefined
  note?: string | undefined
}

/** Freezes a selection and reviews it: who would be charged what, who is left out, and why. */
export async function makeRun(app: App, caller: Caller, request: NewRun) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'runs.charge')
    requirePermission(actor, 'clients.read')
    const organization = await theOrganization(tx)
    const what = readWhat(organization, request, { ...NOTHING_YET, charges: request.charges })
    const id = app.newId()
    const { chosen, selection } = await readSelection(tx, caller, request.selection, () =>
      may(actor, 'wallet.read'),
    )
    const now = app.clock.now()
    await insertRun(tx, {
      orgId: caller.orgId,
      id,
      per: request.by,
      ...what,
      currency: organization.currency,
      selection,
      retryOf: null,
      madeBy: actor.id,
      madeByName: actor.name,
      madeAt: now,
    })
    const selected = await freezeSelection(
      tx,
      { orgId: caller.orgId, runId: id, per: request.by },
      chosen,
    )
    if (selected === 0) refuse('run_state', 'Nobody is selected. Choose somebody first.')
    return finishMaking(app, tx, caller, actor, organization, id, 'run.made')
  })
}

/** What failed or was skipped, as a run of just those. What is not decided yet stays out. */
export async function retryRun(app: App, caller: Caller, of: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'runs.charge')
    const before = (await findRun(tx, of)) ?? refuseUnknown('run')
    if (before.state !== 'finished' && before.state !== 'stopped') {
      refuse('run_state', 'The run is not over yet. Retry what failed when it is.')
    }
    const organization = await theOrganization(tx)
    const id = app.newId()
    await insertRun(tx, {
      ...before,
      orgId: caller.orgId,
      id,
      retryOf: before.id,
      madeBy: actor.id,
      madeByName: actor.name,
      madeAt: app.clock.now(),
    })
    const selected = await freezeFailed(tx, { orgId: caller.orgId, runId: id, of })
    if (selected === 0) refuse('run_state', 'Nothing of this run failed.')
    return finishMaking(app, tx, caller, actor, organization, id, 'run.retried')
  })
}

async function finishMaking(
  app: App,
  tx: Transaction,
  caller: Caller,
  actor: Awaited<ReturnType<typeof authorize>>,
  { timeZone }: Organization,
  id: string,
  verb: string,
) {
  const made = (await findRun(tx, id)) ?? refuseUnknown('run')
  const now = app.clock.now()
  await reviewItems(tx, made, { today: todayIn(timeZone, now), now })
  await recordAct(app, tx, caller, actor, verb, id, { selected: made.selected })
  return runJson(tx, actor, made, now)
}

type What = Pick<Run, 'charges' | 'amount' | 'methods' | 'allocates' | 'description' | 'note'>

const NOTHING_YET: Omit<What, 'charges'> = {
  amount: null,
  methods: 'any',
  allocates: true,
  description: '',
  note: '',
}

/** What of a run is given, and the rest as it was. */
export function readWhat(organization: Organization, given: WhatIsCharged, before: What): What {
  const { currency } = organization
  const charges = given.charges ?? before.charges
  refuseClinical(organization, { description: given.description, reference: null })
  return {
    charges,
    amount: charges === 'amount' ? readEach(given.amount, before.amount, currency) : null,
    methods: given.methods ?? before.methods,
    allocates: given.allocate ?? before.allocates,
    description:
      given.description === undefined ? before.description : readDescription(given.description),
    note: given.note === undefined ? before.note : readNote(given.note),
  }
}

function readEach(given: unknown, before: bigint | null, currency: string): bigint {
  if (given === undefined && before !== null) return before
  return readItemAmount(given, currency)
}

export function readItemAmount(given: unknown, currency: string): bigint {
  const minimum = CARD_MINIMUM[currency]
  const result = checkAmount(given, currency, {
    ...(minimum === undefined ? {} : { minimum }),
    maximum: CHARGE_MAXIMUM,
  })
  if (!result.ok) return refuse(result.code, result.message, { field: 'amount', moneyMoved: 'no' })
  return result.amount
}

async function readSelection(
  tx: Transaction,
  caller: Caller,
  given: NewRun['selection'],
  seesCards: () => boolean,
): Promise<{ chosen: RawBuilder<unknown>; selection: Selection }> {
  if ('clientIds' in given) {
    const ids = [...new Set(given.clientIds.map((id) => readId('cli', id, 'client')))]
    if ((await countClients(tx, ids)) !== ids.length) refuseUnknown('client')
    return { chosen: theseClients(ids), selection: { clientIds: ids.length } }
  }
  const { view } = given
  const search = readSearch(given.search)
  const selection = { search, view }
  if (search === '') return { chosen: allInView(view), selection }
  const filter = { orgId: caller.orgId, search, view, seesCards: seesCards() }
  const found = await searchClients(tx, filter, FOUND_MAX)
  if (found.length === FOUND_MAX) {
    refuse(
      'field_invalid',
      `The search finds more than ${FOUND_MAX}. Type another letter, or choose a view without a search.`,
      { field: 'selection' },
    )
  }
  return { chosen: theseClients(found), selection }
}
