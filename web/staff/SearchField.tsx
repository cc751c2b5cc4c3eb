import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { findCardNumber } from '../../src/kit/text.ts'
import { common } from '../messages/en/common.ts'
import { cardDataIn } from '../ui/card-data.ts'
import { useDebounced } from '../ui/useDebounced.ts'
import { PAGE_SEARCH_ID } from './shell/Shell.tsx'

const SEARCH_PAUSE_MS = 250

interface Props {
  label: string
  placeholder: string
  className: string | undefined
  /** What the address searches for now. */
  value: string
  /** The list that is searched, and what lies over it. */
  paths: string[]
  /** Why the server did not search for it. */
  refusal: string | undefined
  /** Puts into the address what was typed, once the typing pauses. */
  onSearch: (search: string | undefined) => void
  onEnter?: (typed: string) => void
}

/** Searches a list; what is searched for is in the address of the list. */
export function SearchField({ label, placeholder, className, value, refusal, ...rest }: Props) {
  const { paths, onSearch, onEnter } = rest
  const router = useRouter()
  const [typed, setTyped] = useState(value)
  const settled = useDebounced(typed, SEARCH_PAUSE_MS)
  const sent = useRef(value)
  const withheld = findCardNumber(typed) ? common.searchByLast4 : cardDataIn(typed)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the functions are made anew each time.
  useEffect(() => {
    const wanted = settled.trim()
    // A card number must not get into the address, the history or a log.
    if (wanted === sent.current || cardDataIn(wanted)) return
    // Already on the way to another page: what was typed last must not lead back.
    if (!paths.includes(router.latestLocation.pathname)) return
    sent.current = wanted
    onSearch(wanted || undefined)
  }, [settled])

  useEffect(() => {
    // The address changed by itself (Back, a link): the field follows.
    if (value === sent.current) return
    sent.current = value
    setTyped(value)
  }, [value])

  return (
    <TextInput
      id={PAGE_SEARCH_ID}
      className={className}
      type="search"
      aria-label={label}
      placeholder={placeholder}
      autoComplete="off"
      value={typed}
      error={withheld ?? refusal}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        typed && (
          <CloseButton size="sm" aria-label={common.clearSearch} onClick={() => setTyped('')} />
        )
      }
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur()
        if (event.key === 'Enter') onEnter?.(typed.trim())
      }}
    />
  )
}
