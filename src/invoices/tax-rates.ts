import { recordAct } from '../audit/record.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { formatDecimal, parseDecimal } from '../kit/decimal.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { authorize, memberAtWork } from '../staff/authorize.ts'
import {
  changeTaxRate,
  findInvoiceSettings,
  insertTaxRate,
  listTaxRates,
  lockTaxRates,
  putInvoiceSettings,
  type TaxRate,
} from './tax-rate-store.ts'

/** Digits of a percentage after the point: 8.875 %, and one more. */
const PERCENT_DIGITS = 4
const IN_USE_MAX = 30
const TERMS_DAYS_MAX = 365

/** `8.875`, of parts per million. */
export function percentText(ppm: number): string {
  return formatDecimal(BigInt(ppm), PERCENT_DIGITS)
}

/** Days until an invoice is due, how to pay it, and the taxes there are. */
export function seeInvoiceSettings(app: App, caller: Caller) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await memberAtWork(tx, caller)
    return settingsJson(tx)
  })
}

async function settingsJson(tx: Transaction) {
  const [settings, rates] = await Promise.all([findInvoiceSettings(tx), listTaxRates(tx)])
  return { ...settings, taxRates: rates.map(taxRateJson) }
}

function taxRateJson({ id, name, ppm, isInclusive, isDefault, retiredAt }: TaxRate) {
  return {
    id: toTypeId('txr', id),
    name,
    percent: percentText(ppm),
    isInclusive,
    isDefault,
    isUsed: retiredAt === null,
  }
}

export function changeInvoiceSettings(
  app: App,
  caller: Caller,
  request: { termsDays: number; howToPay: string },
) {
  const { termsDays } = request
  if (!Number.isInteger(termsDays) || termsDays < 0 || termsDays > TERMS_DAYS_MAX) {
    refuse('field_invalid', 'Enter a whole number of days from 0 to 365.', { field: 'termsDays' })
  }
  const howToPay = readText(request.howToPay, 'howToPay', {
    max: 500,
    called: 'How to pay',
    multiline: true,
  })
  return change(app, caller, async (tx, actor) => {
    await putInvoiceSettings(tx, caller.orgId, { termsDays, howToPay }, actor.name, app.clock.now())
    await recordAct(app, tx, caller, actor, 'invoice_settings.changed', null, { termsDays })
  })
}

export function addTaxRate(
  app: App,
  caller: Caller,
  request: { name: string; percent: string; isInclusive: boolean; isDefault?: boolean | undefined },
) {
  const { isInclusive, isDefault = false } = request
  const ppm = readPercent(request.percent)
  return change(app, caller, async (tx, actor) => {
    const rates = await lockTaxRates(tx)
    if (rates.filter(({ retiredAt }) => retiredAt === null).length >= IN_USE_MAX) {
      refuse('field_invalid', `At most ${IN_USE_MAX} taxes are in use. Retire one first.`, {
        field: 'name',
      })
    }
    const id = app.newId()
    const name = readName(request.name, rates, null)
    await insertTaxRate(
      tx,
      caller.orgId,
      { id, name, ppm, isInclusive, isDefault },
      app.clock.now(),
    )
    const detail = { name, percent: percentText(ppm), isInclusive }
    await recordAct(app, tx, caller, actor, 'tax_rate.added', id, detail)
  })
}

/** Another name, carried by new lines or not, in use or not. Its percentage stays: old invoices say it. */
export function changeOneTaxRate(
  app: App,
  caller: Caller,
  id: string,
  request: {
    name?: string | undefined
    isDefault?: boolean | undefined
    isUsed?: boolean | undefined
  },
) {
  return change(app, caller, async (tx, actor) => {
    const rates = await lockTaxRates(tx)
    const before = rates.find((rate) => rate.id === id) ?? refuseUnknown('tax')
    const isUsed = request.isUsed ?? before.retiredAt === null
    const others = isUsed ? rates : []
    const name = readName(request.name ?? before.name, others, id)
    const isDefault = isUsed && (request.isDefault ?? before.isDefault)
    const retiredAt = isUsed ? null : (before.retiredAt ?? app.clock.now())
    await changeTaxRate(tx, id, { name, isDefault, retiredAt })
    await recordAct(app, tx, caller, actor, 'tax_rate.changed', id, { name, isDefault, isUsed })
  })
}

function change(
  app: App,
  caller: Caller,
  work: (tx: Transaction, actor: { id: string; name: string }) => Promise<void>,
) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await work(tx, await authorize(tx, caller, 'organization.manage'))
    return settingsJson(tx)
  })
}

function readName(typed: string, rates: TaxRate[], except: string | null): string {
  const name = readText(typed, 'name', { max: 60, called: 'The name', required: true })
  const isTaken = rates.some(
    (rate) =>
      rate.id !== except && !rate.retiredAt && rate.name.toLowerCase() === name.toLowerCase(),
  )
  if (isTaken) {
    refuse('field_invalid', 'There is a tax of this name already. Choose another name.', {
      field: 'name',
    })
  }
  return name
}

function readPercent(typed: string): number {
  const units = parseDecimal(typed.trim().replace(/\s*%$/, ''), PERCENT_DIGITS)
  if (units === null || units > 1_000_000n) {
    refuse('field_invalid', 'Enter a percentage from 0 to 100, such as 8.875.', {
      field: 'percent',
    })
  }
  return Number(units)
}
