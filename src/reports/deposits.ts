import { recordAct } from '../audit/record.ts'
import { asOfOneMoment, inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { postLedger } from '../ledger/post.ts'
import { openDay, requireOpenDay } from '../organizations/open-day.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import type { Place } from './day-store.ts'
import {
  type DepositRow,
  findDeposit,
  insertDeposit,
  linesInHand,
  linesOfDeposit,
  listDeposits,
  lockDeposits,
  undoDepositRow,
} from './deposit-store.ts'
import { LEDGER_ACCOUNT_NAMES } from './ledger-accounts.ts'
import type { LineRow } from './ledger-store.ts'
import { lineWords, linkOf } from './line-words.ts'
import { readDay } from './period.ts'

const LINES_MAX = 1_000
const DEPOSITS_SHOWN = 100

/** What lies in hand and can be brought to the bank, and what was brought. */
export function seeDeposits(app: App, caller: Caller, query: { place: Place }) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'reports.read')
    const { currency, timeZone } = await theOrganization(tx)
    const today = todayIn(timeZone, app.clock.now())
    const lines = await linesInHand(tx, query.place, today, LINES_MAX)
    return {
      place: query.place,
      name: LEDGER_ACCOUNT_NAMES[query.place],
      inHand: lines.map((line) => lineJson(line, query.place, currency)),
      amount: moneyJson(sumOf(lines, query.place), currency),
      data: (await listDeposits(tx, DEPOSITS_SHOWN)).map(depositJson),
    }
  })
}

export function seeDeposit(app: App, caller: Caller, id: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'reports.read')
    return readDeposit(tx, id)
  })
}

interface DepositRequest {
  place: Place
  depositedOn?: string | undefined
  lines: string[]
  note?: string | undefined
}

/** Brought to the bank: these lines and no others, in one sum, on one day. */
export function bringToBank(app: App, caller: Caller, request: DepositRequest) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.record')
    const organization = await theOrganization(tx)
    const now = app.clock.now()
    const today = todayIn(organization.timeZone, now)
    const depositedOn = readDay(request.depositedOn, 'depositedOn') ?? today
    if (depositedOn > today) {
      refuse('date_in_future', 'Choose today or an earlier day.', { field: 'depositedOn' })
    }
    requireOpenDay(depositedOn, organization, 'depositedOn')
    const note = readText(request.note, 'note', { max: 300, called: 'Notes' })
    await lockDeposits(tx)
    const inHand = await linesInHand(tx, request.place, depositedOn, LINES_MAX)
    const wanted = new Set(request.lines)
    const lines = inHand.filter((line) => wanted.has(keyOf(line)))
    if (lines.length !== wanted.size) {
      refuse(
        'deposit_state',
        'Some of this was brought to the bank meanwhile, or came after that day. Load the page again.',
        { field: 'lines' },
      )
    }
    const amount = sumOf(lines, request.place)
    if (amount <= 0n) {
      refuse('amount_too_small', 'Choose what comes to more than nothing.', { field: 'lines' })
    }
    const deposit = {
      id: app.newId(),
      place: request.place,
      amount,
      currency: organization.currency,
      depositedOn,
      note,
      createdAt: now,
      createdByName: actor.name,
    }
    await insertDeposit(tx, caller.orgId, { ...deposit, createdBy: actor.id }, lines)
    await postLedger(tx, caller.orgId, [
      {
        source: 'deposit',
        sourceId: deposit.id,
        event: 'deposited',
        place: request.place,
        n: 0,
        amount,
        currency: organization.currency,
        accountId: null,
        invoiceId: null,
        processorAccountId: null,
        postedAt: now,
        effectiveOn: depositedOn,
      },
    ])
    await recordAct(app, tx, caller, actor, 'deposit.made', deposit.id, { amount: Number(amount) })
    return readDeposit(tx, deposit.id)
  })
}

/**
 * Takes a deposit back that was recorded by mistake: what it was made of lies in hand again. It
 * counts for the day of the deposit; where that month is closed, for the first open day.
 */
export function undoDeposit(app: App, caller: Caller, id: string, request: { why: string }) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.record')
    const why = readText(request.why, 'why', { max: 300, called: 'The reason', required: true })
    const organization = await theOrganization(tx)
    await lockDeposits(tx)
    const { place, amount, currency, ...deposit } =
      (await findDeposit(tx, id)) ?? refuseUnknown('deposit')
    if (deposit.undone) {
      refuse('deposit_state', `${deposit.undone.byName} has undone this deposit already.`)
    }
    const at = app.clock.now()
    const on = openDay(deposit.depositedOn, organization)
    await undoDepositRow(tx, id, { at, on, byId: actor.id, byName: actor.name, why })
    await postLedger(tx, caller.orgId, [
      {
        source: 'deposit',
        sourceId: id,
        event: 'deposit_undone',
        place,
        n: 0,
        amount,
        currency,
        accountId: null,
        invoiceId: null,
        processorAccountId: null,
        postedAt: at,
        effectiveOn: on,
      },
    ])
    await recordAct(app, tx, caller, actor, 'deposit.undone', id, { amount: Number(amount), why })
    return readDeposit(tx, id)
  })
}

async function readDeposit(tx: Transaction, id: string) {
  const deposit = (await findDeposit(tx, id)) ?? refuseUnknown('deposit')
  const lines = await linesOfDeposit(tx, id)
  return {
    ...depositJson(deposit),
    lines: lines.map((line) => lineJson(line, deposit.place, deposit.currency)),
  }
}

function depositJson(deposit: DepositRow) {
  return {
    id: toTypeId('dep', deposit.id),
    place: deposit.place,
    name: LEDGER_ACCOUNT_NAMES[deposit.place],
    amount: moneyJson(deposit.amount, deposit.currency),
    depositedOn: deposit.depositedOn as string,
    note: deposit.note,
    by: deposit.createdByName,
    at: deposit.createdAt.toISOString(),
    undone: deposit.undone && {
      by: deposit.undone.byName,
      at: new Date(deposit.undone.at).toISOString(),
      on: deposit.undone.on as string,
      why: deposit.undone.why,
    },
  }
}

function lineJson(line: LineRow, place: Place, currency: string) {
  return {
    line: keyOf(line),
    on: line.effectiveOn as string,
    words: lineWords(line),
    link: linkOf(line),
    who: line.accountName,
    amount: moneyJson(line.debit === place ? line.amount : -line.amount, currency),
  }
}

/** Names a line of the books for as long as there are books. */
function keyOf({ source, sourceId, event, n }: LineRow): string {
  return `${source}.${sourceId}.${event}.${n}`
}

function sumOf(lines: LineRow[], place: Place): bigint {
  return lines.reduce(
    (sum, line) => (line.debit === place ? sum + line.amount : sum - line.amount),
    0n,
  )
}

export function depositId(text: string): string {
  return readId('dep', text, 'deposit')
}
