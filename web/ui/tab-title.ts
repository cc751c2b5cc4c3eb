import { useEffect } from 'react'

/** What the browser's tab says. */
export function useTabTitle(title: string | undefined): void {
  useEffect(() => {
    if (title) document.title = `${title} · Onfile`
  }, [title])
}
