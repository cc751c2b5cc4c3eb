import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { moneyJson } from '../http/money-json.ts'
import { Problem } from '../http/problem.ts'
import { fromTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import type { DraftContent } from './drafts.ts'
import { taxJson } from './invoice-json.ts'
import {
  type InvoiceGround,
  type LineRequest,
  readDeposit,
  readDueOn,
  readFigures,
  readGround,
} from './invoice-request.ts'
import { type LineToReckon, reckon } from './reckon.ts'
import type { TaxRate } from './tax-rate-store.ts'

/** What an invoice would come to as far as it is typed: what is missing or wrong counts nothing. */
export function previewInvoice(app: App, caller: Caller, content: DraftContent) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'invoices.issue')
    const ground = await readGround(tx, app.clock.now())
    const { currency } = ground
    const money = (amount: bigint) => moneyJson(amount, currency)
    const used: TaxRate[] = []
    const { lines, taxes, net, total } = reckon(
      content.lines.map((line) => figuresOf(line, ground, used)),
      used,
    )
    const deposit = content.deposit
    return {
      lines: lines.map(({ discount, amount }) => ({
        discount: money(discount),
        amount: money(amount),
      })),
      taxes: used.map((rate, n) =>
        taxJson({ ...rate, base: taxes[n]?.base ?? 0n, amount: taxes[n]?.amount ?? 0n }, currency),
      ),
      net: money(net),
      total: money(total),
      dueOn: orNull(() => readDueOn(content, ground)),
      deposit: orNull(() => {
        if (!deposit) return null
        const { amount, dueOn } = readDeposit(deposit, total, ground)
        return { amount: money(amount), dueOn }
      }),
    }
  })
}

const NOTHING: LineToReckon = { thousandths: 0n, unitAmount: 0n, discount: null, taxes: [] }

function figuresOf(
  line: DraftContent['lines'][number],
  ground: InvoiceGround,
  used: TaxRate[],
): LineToReckon {
  const asked = line as LineRequest
  const figures =
    orNull(() => readFigures(asked, '', ground.currency)) ??
    orNull(() => readFigures({ ...asked, discount: null }, '', ground.currency))
  if (!figures) return NOTHING
  const taxes = (line.taxRateIds ?? []).flatMap((text) => {
    const id = fromTypeId('txr', text)
    const rate = ground.rates.find((one) => one.id === id && one.retiredAt === null)
    if (!rate) return []
    if (!used.includes(rate)) used.push(rate)
    return used.indexOf(rate)
  })
  return { ...figures, taxes: [...new Set(taxes)] }
}

function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}
