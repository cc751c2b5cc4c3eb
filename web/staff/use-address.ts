import { useNavigate, useSearch } from '@tanstack/react-router'

/** What the address of a list asks for, and a way to ask for something else. */
export function useAddress<Search extends { cursors?: string[] | undefined }>(): [
  Search,
  (changes: Partial<Search>, replace?: boolean) => void,
] {
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const change = (changes: Partial<Search>, replace = false) =>
    void navigate({
      to: '.',
      search: ((before: Search) => ({
        ...before,
        // Another question begins on its first page.
        cursors: undefined,
        ...changes,
      })) as never,
      replace,
    })
  return [search, change]
}
