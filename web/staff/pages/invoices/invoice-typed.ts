import { toDecimal } from '../../../../src/kit/currency-text.ts'
import { parseDecimal } from '../../../../src/kit/decimal.ts'
import { parseAmount } from '../../../../src/kit/money.ts'
import type { InvoiceDraft } from '../../../api/contract.ts'
import { invoices as t } from '../../../messages/en/invoices.ts'

/** An invoice as it stands in the form: texts, complete or not. */
export interface InvoiceTyped {
  lines: LineTyped[]
  dueOn: string
  deposit: string
  depositDueOn: string
  note: string
}

export interface LineTyped {
  key: number
  description: string
  quantity: string
  price: string
  discount: string
  taxRateIds: string[]
  servedOn: string
  clientId: string
}

type Content = InvoiceDraft['content']
type Share = { amount?: number; percent?: string }

export const emptyLine = (key: number, taxRateIds: string[], clientId: string): LineTyped => ({
  key,
  description: '',
  quantity: '1',
  price: '',
  discount: '',
  taxRateIds,
  servedOn: '',
  clientId,
})

/** What is typed, as the server takes it: what cannot be read yet is left out. */
export function contentOf(typed: InvoiceTyped, currency: string): Content {
  const deposit = shareOf(typed.deposit, currency)
  return {
    dueOn: typed.dueOn || null,
    note: typed.note,
    deposit: deposit && { ...deposit, dueOn: typed.depositDueOn || null },
    lines: typed.lines.map((line) => ({
      description: line.description.trim(),
      quantity: quantityOf(line),
      unitAmount: priceOf(line, currency),
      discount: shareOf(line.discount, currency),
      taxRateIds: line.taxRateIds,
      servedOn: line.servedOn || null,
      clientId: line.clientId || null,
    })),
  }
}

/** A saved draft, back in the form. */
export function typedOf(content: Content, currency: string): InvoiceTyped {
  const amountText = (amount: unknown) =>
    typeof amount === 'number' ? toDecimal(BigInt(amount), currency) : ''
  const shareText = (share: { amount?: unknown; percent?: string } | null | undefined) =>
    share?.percent !== undefined ? `${share.percent}%` : amountText(share?.amount)
  return {
    dueOn: content.dueOn ?? '',
    deposit: shareText(content.deposit),
    depositDueOn: content.deposit?.dueOn ?? '',
    note: content.note ?? '',
    lines: content.lines.map((line, key) => ({
      key,
      description: line.description ?? '',
      quantity: line.quantity == null ? '' : String(line.quantity),
      price: amountText(line.unitAmount),
      discount: shareText(line.discount),
      taxRateIds: line.taxRateIds ?? [],
      servedOn: line.servedOn ?? '',
      clientId: line.clientId ?? '',
    })),
  }
}

const QUANTITY_MAX = 10_000_000n

function quantityOf({ quantity }: LineTyped): number | null {
  const thousandths = parseDecimal(quantity.trim(), 3)
  const isUsable = thousandths !== null && thousandths > 0n && thousandths <= QUANTITY_MAX
  return isUsable ? Number(quantity.trim()) : null
}

function priceOf({ price }: LineTyped, currency: string): number | null {
  const parsed = parseAmount(price, currency, { minimum: 0n, maximum: 99_999_999_999n })
  return parsed.ok ? Number(parsed.amount) : null
}

/** "10%" or "5.00"; null for neither. */
function shareOf(text: string, currency: string): Share | null {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim())?.[1]
  if (percent) return { percent }
  const parsed = parseAmount(text, currency, { minimum: 0n, maximum: 99_999_999_999n })
  return parsed.ok && parsed.amount > 0n ? { amount: Number(parsed.amount) } : null
}

/** The first thing that keeps it from being issued, and at which field. */
export function firstProblem(typed: InvoiceTyped, currency: string) {
  for (const [n, line] of typed.lines.entries()) {
    const field = (name: string) => `lines.${n}.${name}`
    if (!line.description.trim()) return { field: field('description'), sentence: t.noDescription }
    if (quantityOf(line) === null) return { field: field('quantity'), sentence: t.badQuantity }
    const price = parseAmount(line.price, currency, { minimum: 0n, maximum: 99_999_999_999n })
    if (!line.price.trim()) return { field: field('unitAmount'), sentence: t.noPrice }
    if (!price.ok) return { field: field('unitAmount'), sentence: price.message }
    if (line.discount.trim() && !shareOf(line.discount, currency)) {
      return { field: field('discount'), sentence: t.badDiscount }
    }
  }
  if (!typed.dueOn) return { field: 'dueOn', sentence: t.noDue }
  if (typed.deposit.trim() && !shareOf(typed.deposit, currency)) {
    return { field: 'deposit.amount', sentence: t.badDeposit }
  }
  return null
}
