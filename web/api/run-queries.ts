import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from './client.ts'
import type { Run, RunItemList, RunList, RunOutcome } from './contract.ts'
import { paramsOf } from './queries.ts'

export const runsQuery = (slug: string) =>
  infiniteQueryOptions({
    queryKey: ['o', slug, 'runs'],
    queryFn: ({ pageParam, signal }) =>
      call<RunList>(slug, `/runs?${paramsOf({ cursor: pageParam ?? undefined })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  })

export const runQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ['o', slug, 'run', id],
    queryFn: ({ signal }) => call<Run>(slug, `/runs/${id}`, { signal }),
  })

export const runItemsQuery = (
  slug: string,
  id: string,
  outcome: RunOutcome | undefined,
  cursor: string | undefined,
) =>
  queryOptions({
    queryKey: ['o', slug, 'run', id, 'items', outcome, cursor],
    queryFn: ({ signal }) =>
      call<RunItemList>(slug, `/runs/${id}/items?${paramsOf({ outcome, cursor })}`, { signal }),
    placeholderData: keepPreviousData,
  })
