import { text, texts } from './search-text.ts'

/** The list of invoices as its address has it. */
export interface InvoiceListSearch {
  search?: string
  state?: string
  from?: string
  to?: string
  dueFrom?: string
  dueTo?: string
  /** Finding who it is for, before the form for a new invoice opens. */
  add?: true
  cursors?: string[]
}

export function readInvoiceListSearch(search: Record<string, unknown>): InvoiceListSearch {
  return {
    search: typeof search.search === 'number' ? String(search.search) : text(search.search),
    state: text(search.state),
    from: text(search.from),
    to: text(search.to),
    dueFrom: text(search.dueFrom),
    dueTo: text(search.dueTo),
    add: search.add === true ? true : undefined,
    cursors: texts(search.cursors),
  }
}
