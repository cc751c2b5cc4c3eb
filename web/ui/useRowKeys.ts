import { useEffect, useRef, useState } from 'react'
import { useKeys } from './useKeys.ts'

interface Row {
  id: string
}

interface Options<R extends Row> {
  rows: R[]
  /** False while what is shown belongs to an earlier question: then no key acts on a row. */
  isCurrent: boolean
  keys: { next: string; previous: string; open: string }
  onOpen: (row: R) => void
  /** Further keys that act on the marked row. */
  more?: Record<string, (row: R) => void>
}

/** A list walked by keys; Enter opens the marked row, or presses what has the focus. */
export function useRowKeys<R extends Row, Body extends HTMLElement = HTMLTableSectionElement>({
  rows,
  isCurrent,
  keys,
  onOpen,
  more,
}: Options<R>) {
  // By id, not by place: a list that changes must not put another row under the mark.
  const [activeId, setActiveId] = useState<string | null>(null)
  const bodyRef = useRef<Body>(null)
  const active = rows.findIndex(({ id }) => id === activeId)
  const row = isCurrent ? rows[active] : undefined

  useEffect(() => {
    bodyRef.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])

  function mark(index: number): void {
    setActiveId(rows[index]?.id ?? null)
    // Whoever came by a link still has it in focus: Enter must open the row, not the link again.
    const { activeElement } = document
    if (activeElement instanceof HTMLElement && !bodyRef.current?.contains(activeElement)) {
      activeElement.blur()
    }
  }
  const next = () => mark(Math.min(active + 1, rows.length - 1))
  const previous = () => mark(Math.max(active - 1, 0))
  const acts = Object.entries(more ?? {}).map(([key, act]) => [key, () => row && act(row)])
  useKeys({
    ...Object.fromEntries(acts),
    [keys.next]: next,
    ArrowDown: next,
    [keys.previous]: previous,
    ArrowUp: previous,
    [keys.open]: (event) => {
      const pressed = event.target instanceof Element && event.target.closest('a, button')
      if (pressed) (pressed as HTMLElement).click()
      else if (row) onOpen(row)
    },
  })
  return { active, bodyRef }
}
