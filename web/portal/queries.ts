import { queryOptions } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type {
  PortalOverview,
  PortalPayment,
  PortalProfile,
  PortalSession,
} from '../api/contract.ts'

const BASE = '/api/portal/v1'

/** One call of the portal's API. */
export function ask<T>(path: string, body?: unknown, method?: 'POST' | 'PATCH' | 'DELETE') {
  const isRead = body === undefined && method === undefined
  return call<T>(null, `${BASE}${path}`, isRead ? {} : { method: method ?? 'POST', body })
}

export const portalPath = (path: string) => `${BASE}${path}`

export const sessionQuery = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: () => ask<PortalSession>('/session'),
    staleTime: 60_000,
  })

/** Loaded anew, so that nothing of whoever was signed in stays in this browser's memory. */
export function leavePortal(): void {
  window.location.assign('/portal')
}

export const profileQuery = () =>
  queryOptions({ queryKey: ['profile'], queryFn: () => ask<PortalProfile>('/profile') })

export const overviewQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId],
    queryFn: () => ask<PortalOverview>(`/accounts/${accountId}/overview`),
  })

/** Looked at again for as long as somebody still has to answer. */
export const paymentQuery = (accountId: string, id: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'payment', id],
    queryFn: () => ask<PortalPayment>(`/accounts/${accountId}/payments/${id}`),
    refetchInterval: ({ state }) => (isOpen(state.data?.state) ? 2_000 : false),
  })

function isOpen(state: string | undefined): boolean {
  return state === 'created' || state === 'confirming' || state === 'unknown'
}
