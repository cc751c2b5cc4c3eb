import { text, texts } from './search-text.ts'

/** The list of payments as its address has it: amounts as typed, columns by their names. */
export interface PaymentListSearch {
  search?: string
  from?: string
  to?: string
  tenderId?: string
  state?: string
  staffId?: string
  amountFrom?: string
  amountTo?: string
  reference?: string
  columns?: string
  /** Finding who pays, before the form for a new payment opens. */
  add?: true
  cursors?: string[]
}

export function readPaymentListSearch(search: Record<string, unknown>): PaymentListSearch {
  return {
    search: textOrNumber(search.search),
    from: text(search.from),
    to: text(search.to),
    tenderId: text(search.tenderId),
    state: text(search.state),
    staffId: text(search.staffId),
    amountFrom: textOrNumber(search.amountFrom),
    amountTo: textOrNumber(search.amountTo),
    reference: textOrNumber(search.reference),
    columns: text(search.columns),
    add: search.add === true ? true : undefined,
    cursors: texts(search.cursors),
  }
}

/** A copied address may have lost the quotes around digits. */
function textOrNumber(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : text(value)
}
