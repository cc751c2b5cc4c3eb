import type { ReactNode } from 'react'
import table from './table.module.css'

interface Props {
  label: string
  children: ReactNode
}

/** A table that may be wider than the phone: it scrolls by itself, with the keyboard too. */
export function ScrollX({ label, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={table.wrap} aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
