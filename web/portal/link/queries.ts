import { queryOptions } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { OpenedLink, PortalPayment } from '../../api/contract.ts'
import { portalPath } from '../queries.ts'

/** The token stands behind the hash of the address and travels in a header: no log sees it. */
export const linkHeaders = (token: string) => ({ 'onfile-link': token })

export function askLink<T>(token: string, path: string, body?: unknown): Promise<T> {
  return call<T>(null, portalPath(`/link${path}`), {
    ...(body === undefined ? {} : { method: 'POST', body }),
    headers: linkHeaders(token),
  })
}

export const linkQuery = (token: string) =>
  queryOptions({
    queryKey: ['link', token],
    queryFn: () => askLink<OpenedLink>(token, ''),
    // Each reading is written down as an opening.
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Looked at again for as long as somebody still has to answer. */
export const linkPaymentQuery = (token: string, id: string) =>
  queryOptions({
    queryKey: ['link', token, 'payment', id],
    queryFn: () => askLink<PortalPayment>(token, `/payments/${id}`),
    refetchInterval: ({ state }) => (isOpen(state.data?.state) ? 2_000 : false),
  })

function isOpen(state: string | undefined): boolean {
  return state === 'created' || state === 'confirming' || state === 'unknown'
}
