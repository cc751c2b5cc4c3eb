import { toDecimal } from '../../../../src/kit/currency-text.ts'
import { parseAmount } from '../../../../src/kit/money.ts'
import type { MoneyInHand, Reconciled } from '../../../api/contract.ts'
import { money as t } from '../../../messages/en/money.ts'
import { moneyText } from '../../../ui/Money.tsx'

/** So much of one source for one invoice, as it stands in its field. */
export interface TypedPart {
  sourceId: string
  invoiceId: string
  text: string
}

export interface Reckoned {
  /** In the order of the parts; null where nothing that can be used is typed. */
  amounts: (number | null)[]
  problems: (string | undefined)[]
  /** What stays of each source, by its id. */
  rest: Map<string, number>
  /** What each invoice will owe, by its id. */
  due: Map<string, number>
  used: number
  isSound: boolean
}

/** Parts of the server as text in fields. */
export function typedParts({ parts }: Pick<Reconciled, 'parts'>): TypedPart[] {
  return parts.map(({ sourceId, invoiceId, amount }) => ({
    sourceId,
    invoiceId,
    text: toDecimal(BigInt(amount.amount), amount.currency),
  }))
}

/** What the typed parts would leave, and which of them cannot be. The server decides; this shows it. */
export function reckon(money: MoneyInHand, parts: TypedPart[]): Reckoned {
  const { currency } = money.credit
  const parsed = parts.map(({ text }) => parseAmount(text, currency, { minimum: 1n }))
  const amounts = parsed.map((one) => (one.ok ? Number(one.amount) : null))
  const rest = new Map(money.inHand.map(({ sourceId, left }) => [sourceId, left.amount]))
  const due = new Map(money.openInvoices.map(({ id, due }) => [id, due.amount]))
  for (const [n, { sourceId, invoiceId }] of parts.entries()) {
    const amount = amounts[n] ?? 0
    rest.set(sourceId, (rest.get(sourceId) ?? 0) - amount)
    due.set(invoiceId, (due.get(invoiceId) ?? 0) - amount)
  }
  const problems = parts.map(({ sourceId, invoiceId, text }, n) => {
    if (text.trim() === '') return undefined
    const one = parsed[n]
    if (one && !one.ok) return one.message
    const source = money.inHand.find((held) => held.sourceId === sourceId)
    const invoice = money.openInvoices.find(({ id }) => id === invoiceId)
    if ((rest.get(sourceId) ?? 0) < 0) {
      return t.onlyLeft(moneyText({ amount: source?.left.amount ?? 0, currency }))
    }
    const free = (invoice?.due.amount ?? 0) - (invoice?.reserved.amount ?? 0)
    const paid = (invoice?.due.amount ?? 0) - (due.get(invoiceId) ?? 0)
    return paid > free ? t.onlyDue(moneyText({ amount: free, currency })) : undefined
  })
  const used = amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0)
  return {
    amounts,
    problems,
    rest,
    due,
    used,
    isSound: used > 0 && problems.every((problem) => problem === undefined),
  }
}

/** A further part for an invoice: the oldest money it does not take yet, as much as fits. */
export function nextPart(
  money: MoneyInHand,
  parts: TypedPart[],
  invoiceId: string,
): TypedPart | null {
  const { rest, due } = reckon(money, parts)
  const invoice = money.openInvoices.find(({ id }) => id === invoiceId)
  const free = (due.get(invoiceId) ?? 0) - (invoice?.reserved.amount ?? 0)
  const source = money.inHand.find(
    ({ sourceId }) =>
      (rest.get(sourceId) ?? 0) > 0 &&
      !parts.some((part) => part.sourceId === sourceId && part.invoiceId === invoiceId),
  )
  if (!source || free <= 0) return null
  const amount = Math.min(free, rest.get(source.sourceId) ?? 0)
  return {
    sourceId: source.sourceId,
    invoiceId,
    text: toDecimal(BigInt(amount), money.credit.currency),
  }
}
