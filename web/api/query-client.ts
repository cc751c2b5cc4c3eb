import { QueryClient } from '@tanstack/react-query'
import { asProblem, NO_ANSWER } from './problem.ts'

const RETRIES_MAX = 2

/** Reads are tried again only where a second try can help; writes never by themselves. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < RETRIES_MAX && mayPass(error),
        retryDelay: (attempt) => 400 * 2 ** attempt,
      },
      mutations: { retry: false },
    },
  })
}

function mayPass(error: unknown): boolean {
  const problem = asProblem(error)
  return problem.code === NO_ANSWER || problem.status >= 500
}
