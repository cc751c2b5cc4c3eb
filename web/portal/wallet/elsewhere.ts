import { useQueries, useQuery } from '@tanstack/react-query'
import type { PortalOverview, PortalPlace } from '../../api/contract.ts'
import { overviewQuery, sessionQuery } from '../queries.ts'

/** The other wallets of this person, with what lies in them. */
export function useOtherWallets({ account, organization }: PortalOverview): OtherWallet[] {
  const { data: session } = useQuery(sessionQuery())
  const others = (session?.places ?? []).filter(
    (place) =>
      place.mayManageWallet &&
      place.accountId !== account.id &&
      place.organization.slug !== organization.slug,
  )
  const overviews = useQueries({
    queries: others.map(({ accountId }) => overviewQuery(accountId)),
  })
  return others.map((place, at) => ({ place, overview: overviews[at]?.data ?? null }))
}

export interface OtherWallet {
  place: PortalPlace
  overview: PortalOverview | null
}
