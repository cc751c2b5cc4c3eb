import type { QueryClient } from '@tanstack/react-query'
import { overviewQuery, sessionQuery } from './queries.ts'

/** What the page in the address needs, asked for at once: over a telephone's network each turn counts. */
export function askAhead(queryClient: QueryClient, path: string): void {
  const [, accountId, page] = /^\/portal\/a\/([^/]+)(?:\/([^/]+))?/.exec(path) ?? []
  if (accountId === undefined) return
  void queryClient.prefetchQuery(sessionQuery())
  void queryClient.prefetchQuery(overviewQuery(accountId))
  if (page === 'pay') void import('./pages/Pay.tsx')
}
