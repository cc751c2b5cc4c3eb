import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReportSearch } from '../../report-search.ts'

/** What a report's address asks for, and a way to ask for something else. */
export function useReportSearch(): [
  ReportSearch,
  (changes: Partial<ReportSearch>, replace?: boolean) => void,
] {
  const search = useSearch({ strict: false }) as ReportSearch
  const navigate = useNavigate()
  const change = (changes: Partial<ReportSearch>, replace = false) =>
    void navigate({
      to: '.',
      search: ((before: ReportSearch) => ({
        ...before,
        // Another question begins on its first page.
        cursors: undefined,
        ...changes,
      })) as never,
      replace,
    })
  return [search, change]
}
