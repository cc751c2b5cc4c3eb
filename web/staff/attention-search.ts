/** The Payment Action Center as its address has it: amounts as typed. */
export interface AttentionSearch {
  state?: string
  kind?: string
  search?: string
  payment?: string
  days?: string
  amountFrom?: string
  amountTo?: string
  mine?: 'true'
  cursors?: string[]
}

export function readAttentionSearch(search: Record<string, unknown>): AttentionSearch {
  return {
    state: text(search.state),
    kind: text(search.kind),
    search: text(search.search),
    payment: text(search.payment),
    days: text(search.days),
    amountFrom: text(search.amountFrom),
    amountTo: text(search.amountTo),
    mine: String(search.mine) === 'true' ? 'true' : undefined,
    cursors: Array.isArray(search.cursors) ? search.cursors.map(String) : undefined,
  }
}

/** A copied address may have lost the quotes around digits. */
function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}
