import { queryOptions } from '@tanstack/react-query'
import { call } from './client.ts'
import type { SentLink } from './contract.ts'

/** The links that an account was sent. */
export const linksQuery = (slug: string, accountId: string) =>
  queryOptions({
    queryKey: ['o', slug, 'links', accountId],
    queryFn: () => call<{ data: SentLink[] }>(slug, `/accounts/${accountId}/links`),
  })

/** How long links work where nothing else is chosen. */
export const linkDaysQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'link-days'],
    queryFn: () => call<{ days: number }>(slug, '/link-days'),
  })
