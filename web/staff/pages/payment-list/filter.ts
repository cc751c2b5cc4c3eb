import { parseAmount } from '../../../../src/kit/money.ts'
import type { PaymentParams } from '../../../api/queries.ts'
import type { PaymentListSearch } from '../../payment-list-search.ts'

/** Filters of the list beside its search box, as its address names them. */
export const FILTERS = [
  'from',
  'to',
  'tenderId',
  'state',
  'staffId',
  'amountFrom',
  'amountTo',
  'reference',
] as const

export const COLUMNS = [
  'posted',
  'client',
  'state',
  'paidWith',
  'receipt',
  'reference',
  'payer',
  'description',
  'by',
  'email',
  'started',
  'goneBack',
  'amount',
] as const

export type Column = (typeof COLUMNS)[number]

const SHOWN_AT_FIRST: Column[] = [
  'posted',
  'client',
  'state',
  'paidWith',
  'receipt',
  'by',
  'amount',
]

/** The columns that an address asks for by name, in the order of the table. */
export function columnsOf(asked: string | undefined): Column[] {
  const wanted = asked?.split(',') ?? []
  const known = COLUMNS.filter((column) => wanted.includes(column))
  return known.length > 0 ? known : SHOWN_AT_FIRST
}

/** The address as the API takes it: amounts in minor units. */
export function paramsFor(search: PaymentListSearch, currency: string): PaymentParams {
  return {
    search: search.search,
    from: search.from,
    to: search.to,
    tenderId: search.tenderId,
    state: search.state,
    staffId: search.staffId,
    amountFrom: minorUnits(search.amountFrom, currency),
    amountTo: minorUnits(search.amountTo, currency),
    reference: search.reference,
  }
}

function minorUnits(typed: string | undefined, currency: string): string | undefined {
  if (!typed) return undefined
  const parsed = parseAmount(typed, currency)
  return parsed.ok ? String(parsed.amount) : undefined
}

/** What a saved view keeps of an address. */
export function keptOf(search: PaymentListSearch): Record<string, string> {
  const names = ['search', ...FILTERS] as const
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = search[name]
      return value ? [[name, value]] : []
    }),
  )
}
