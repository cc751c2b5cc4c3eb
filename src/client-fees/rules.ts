import { recordAct } from '../audit/record.ts'
import { asOfOneMoment, inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { moneyJson } from '../http/money-json.ts'
import { refuse } from '../http/problem.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { toTypeId } from '../kit/id.ts'
import { checkAmount } from '../kit/money.ts'
import { type PlainDate, todayIn } from '../kit/time.ts'
import { type Organization, theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { type ClientFeeRules, type LateFeeRule, lateFeeOn } from './client-fee.ts'
import { countOwed, findRules, firstOwed, putRule } from './store.ts'

/** Fees of clients as somebody types them; null: none. */
export interface RulesAsked {
  late: { amount: unknown; afterDays: unknown } | null
  returnedCheck: { amount: unknown } | null
}

const DAYS_MAX = 365
const FEE_MAX = 99_999_999n
const SHOWN = 5

/** What this organization charges its clients, as of this transaction. */
export async function clientFeeRules(tx: Transaction): Promise<ClientFeeRules> {
  const rules = await findRules(tx)
  const late = rules.find(({ kind }) => kind === 'late')
  const check = rules.find(({ kind }) => kind === 'returned_check')
  const { amount = null, afterDays = null, from = null } = late ?? {}
  return {
    late: amount === null || afterDays === null || !from ? null : { amount, afterDays, from },
    returnedCheck: check?.amount ? { amount: check.amount } : null,
  }
}

export function seeClientFees(app: App, caller: Caller) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'invoices.read')
    return rulesJson(await clientFeeRules(tx), await theOrganization(tx))
  })
}

/** What the rules that somebody typed would do. Nothing is changed. */
export function previewClientFees(app: App, caller: Caller, asked: RulesAsked) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'organization.manage')
    const organization = await theOrganization(tx)
    const rules = await readRules(app, tx, asked, organization)
    const { late } = rules
    const { count, late: before } = late ? await countOwed(tx, late.from) : { count: 0n, late: 0n }
    const first = late ? await firstOwed(tx, late.from, SHOWN) : []
    return {
      rules: rulesJson(rules, organization),
      owed: Number(count),
      lateBefore: Number(before),
      first: first.map((invoice) => ({
        id: toTypeId('inv', invoice.id),
        number: invoiceNumber(invoice.number),
        account: invoice.accountName,
        due: moneyJson(invoice.due, organization.currency),
        dueOn: invoice.dueOn as string,
        feeOn: late ? lateFeeOn(invoice, late) : null,
      })),
    }
  })
}

export function changeClientFees(app: App, caller: Caller, asked: RulesAsked) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    const organization = await theOrganization(tx)
    const rules = await readRules(app, tx, asked, organization)
    const by = { name: actor.name, now: app.clock.now() }
    const { late, returnedCheck } = rules
    const { amount = null, afterDays = null, from = null } = late ?? {}
    await putRule(tx, caller.orgId, { kind: 'late', amount, afterDays, from }, by)
    const check = { amount: returnedCheck?.amount ?? null, afterDays: null, from: null }
    await putRule(tx, caller.orgId, { kind: 'returned_check', ...check }, by)
    await recordAct(app, tx, caller, actor, 'client_fees.changed', null, {
      late: late && { amount: Number(late.amount), afterDays: late.afterDays, from: late.from },
      returnedCheck: returnedCheck && Number(returnedCheck.amount),
    })
    return rulesJson(rules, organization)
  })
}

async function readRules(
  app: App,
  tx: Transaction,
  asked: RulesAsked,
  { currency, timeZone }: Organization,
): Promise<ClientFeeRules> {
  const before = (await clientFeeRules(tx)).late
  const today = todayIn(timeZone, app.clock.now())
  return {
    late: asked.late && {
      amount: readFee(asked.late.amount, 'late.amount', currency),
      afterDays: readDays(asked.late.afterDays),
      from: fromOf(before, today),
    },
    returnedCheck: asked.returnedCheck && {
      amount: readFee(asked.returnedCheck.amount, 'returnedCheck.amount', currency),
    },
  }
}

/** From the day it was begun; changing the amount does not begin it anew. */
function fromOf(before: LateFeeRule | null, today: PlainDate): PlainDate {
  return before?.from ?? today
}

function readFee(given: unknown, field: string, currency: string): bigint {
  const read = checkAmount(given, currency, { maximum: FEE_MAX })
  if (!read.ok) refuse(read.code, read.message, { field })
  return read.amount
}

function readDays(given: unknown): number {
  const isDays = Number.isInteger(given) && Number(given) >= 1 && Number(given) <= DAYS_MAX
  if (!isDays) refuse('field_invalid', 'Enter 1 to 365 days.', { field: 'late.afterDays' })
  return Number(given)
}

function rulesJson({ late, returnedCheck }: ClientFeeRules, { currency }: Organization) {
  return {
    late: late && {
      amount: moneyJson(late.amount, currency),
      afterDays: late.afterDays,
      from: late.from as string,
    },
    returnedCheck: returnedCheck && { amount: moneyJson(returnedCheck.amount, currency) },
  }
}
