import { useNavigate } from '@tanstack/react-router'
import { paths } from '../../paths.ts'
import type { PaymentListSearch } from '../../payment-list-search.ts'
import { useOrganization } from '../../shell/organization.tsx'

/** Changes the address; what is not named stays, and the first page is shown again. */
export function useAddress() {
  const { slug } = useOrganization()
  const navigate = useNavigate()
  return (changes: Partial<PaymentListSearch>, replace = false) =>
    void navigate({
      to: paths.payments(slug) as never,
      search: ((before: PaymentListSearch) => ({
        ...before,
        cursors: undefined,
        ...changes,
      })) as never,
      replace,
    })
}
