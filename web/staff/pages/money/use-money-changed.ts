import { useQueryClient } from '@tanstack/react-query'
import type { MoneyInHand } from '../../../api/contract.ts'
import { moneyQuery } from '../../../api/queries.ts'
import { useSlug } from '../../shell/organization.tsx'

/** Shows an account's money as the server just answered it, and has the rest read again. */
export function useMoneyChanged(): (money?: MoneyInHand) => Promise<void> {
  const slug = useSlug()
  const queryClient = useQueryClient()
  return (money) => {
    if (money) queryClient.setQueryData(moneyQuery(slug, money.accountId).queryKey, money)
    return queryClient.invalidateQueries({ queryKey: ['o', slug] })
  }
}
