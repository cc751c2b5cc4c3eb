import { useQuery } from '@tanstack/react-query'
import { clientsQuery } from '../api/queries.ts'
import { cardDataIn } from '../ui/card-data.ts'
import { useDebounced } from '../ui/useDebounced.ts'
import { useSlug } from './shell/organization.tsx'

const SEARCH_PAUSE_MS = 150
const HITS_SHOWN = 8

/** The first clients that match what is typed, once typing pauses. */
export function useClientSearch(typed: string) {
  const slug = useSlug()
  const withheld = cardDataIn(typed)
  const search = useDebounced(withheld ? '' : typed.trim(), SEARCH_PAUSE_MS)
  const { data, isPlaceholderData } = useQuery({
    ...clientsQuery(slug, { search }),
    enabled: search !== '',
  })
  // What was found for an earlier text must not be taken by Enter: it is another client.
  const isCurrent = search !== '' && search === typed.trim() && !isPlaceholderData
  return {
    /** Why nothing is searched for. */
    withheld,
    hits: isCurrent ? (data?.data.slice(0, HITS_SHOWN) ?? []) : [],
    isNobody: isCurrent && data?.data.length === 0,
  }
}
