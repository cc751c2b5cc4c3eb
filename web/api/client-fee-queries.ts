import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from './client.ts'
import type { ClientFees, ClientFeesPreview } from './contract.ts'

export const clientFeesQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'client-fees'],
    queryFn: () => call<ClientFees>(slug, '/client-fees'),
  })

/** What rules would do that somebody types. */
export const clientFeesPreviewQuery = (slug: string, body: object) =>
  queryOptions({
    queryKey: ['o', slug, 'client-fees', 'preview', body],
    queryFn: () => call<ClientFeesPreview>(slug, '/client-fees/preview', { method: 'POST', body }),
    placeholderData: keepPreviousData,
  })
