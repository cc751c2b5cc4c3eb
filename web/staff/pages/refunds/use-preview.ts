import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../../../api/client.ts'
import type { RefundPreview } from '../../../api/contract.ts'
import { asProblem } from '../../../api/problem.ts'
import { useDebounced } from '../../../ui/useDebounced.ts'
import { useSlug } from '../../shell/organization.tsx'

const PAUSE_MS = 250

/** What the refund would do, as the server says it, while it is typed. */
export function usePreview(paymentId: string, request: unknown, isWhole: boolean) {
  const slug = useSlug()
  const asked = useDebounced(JSON.stringify(request), PAUSE_MS)
  const { data, error } = useQuery({
    queryKey: ['o', slug, 'payment', paymentId, 'refund-preview', asked],
    queryFn: () =>
      call<RefundPreview>(slug, `/payments/${paymentId}/refunds/preview`, {
        method: 'POST',
        body: JSON.parse(asked),
      }),
    enabled: isWhole,
    retry: false,
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  return {
    data: isWhole && !error ? data : undefined,
    problem: isWhole && error ? asProblem(error).message : undefined,
  }
}
