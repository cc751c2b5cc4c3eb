import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from './client.ts'
import type { Consent, ConsentList, WalletSettings } from './contract.ts'
import { paramsOf } from './queries.ts'

export const consentsQuery = (
  slug: string,
  narrowed: Partial<
    Record<'accountId' | 'state' | 'channel' | 'search' | 'cursor', string | undefined>
  >,
) =>
  queryOptions({
    queryKey: ['o', slug, 'consents', narrowed],
    queryFn: ({ signal }) =>
      call<ConsentList>(slug, `/authorizations?${paramsOf(narrowed)}`, { signal }),
    placeholderData: keepPreviousData,
  })

export const consentQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ['o', slug, 'consent', id],
    queryFn: () => call<Consent>(slug, `/authorizations/${id}`),
  })

export const walletSettingsQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'wallet-settings'],
    queryFn: () => call<WalletSettings>(slug, '/wallet-settings'),
  })
