import { text, texts } from './search-text.ts'

/** What the consent ledger is narrowed to: it stands in the address. */
export interface ConsentSearch {
  accountId?: string | undefined
  state?: string | undefined
  channel?: string | undefined
  search?: string | undefined
  cursors?: string[] | undefined
}

export function readConsentSearch(search: Record<string, unknown>): ConsentSearch {
  return {
    accountId: text(search.accountId),
    state: text(search.state),
    channel: text(search.channel),
    search: text(search.search),
    cursors: texts(search.cursors),
  }
}
