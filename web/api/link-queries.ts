import { queryOptions } from '@tanstack/react-query'
import { call } from './client.ts'
import type { SentLink } from './contract.ts'

/** The links that an account was sent. */
export const linksQuery = (slug: string, accountId: string) =>
  queryOptions({
    queryKey: ['o', slug, 'links', accountId],
    queryFn: () => call<{ data: SentLink[] }>(slug, `/accounts/${accountId}/links`),
  })
