import { useEffect, useRef } from 'react'
import { lettersAreOn } from './letters.ts'

const TYPING =
  'input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable=true]'

type Keys = Record<string, (event: KeyboardEvent) => void>

interface Options {
  /** Also while typing and inside dialogs; for combinations such as `mod+Enter`. */
  everywhere?: boolean
}

/**
 * Binds keys while the component is shown. `mod+k` is Ctrl or Cmd with k; a lone letter is
 * ignored while something is typed and while a dialog is open.
 */
export function useKeys(keys: Keys, { everywhere = false }: Options = {}): void {
  const latest = useRef(keys)
  latest.current = keys

  useEffect(() => {
    function hear(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return
      const pressed = nameOf(event)
      const handler = latest.current[pressed]
      if (!handler) return
      const isLone = !pressed.startsWith('mod+')
      if (isLone && pressed.length === 1 && !lettersAreOn()) return
      if (isLone && !everywhere && isOccupied(event.target)) return
      event.preventDefault()
      handler(event)
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [everywhere])
}

function nameOf(event: KeyboardEvent): string {
  const isMod = event.ctrlKey || event.metaKey
  if (event.altKey) return ''
  return isMod ? `mod+${event.key.length === 1 ? event.key.toLowerCase() : event.key}` : event.key
}

function isOccupied(target: EventTarget | null): boolean {
  if (target instanceof Element && target.matches(TYPING)) return true
  return document.querySelector('[role=dialog], [role=menu]') !== null
}
