import { Link, useLocation } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import classes from './Sections.module.css'

interface SectionsProps {
  label: string
  pages: Array<{ name: string; path: string }>
  /** Names that are too many for a row stand beside the page where there is room. */
  isBeside?: boolean
  children: ReactNode
}

/** The names of pages that belong together, with the chosen page below or beside them. */
export function Sections({ label, pages, isBeside = false, children }: SectionsProps) {
  const { pathname } = useLocation()
  const nav = useRef<HTMLElement>(null)

  // On a phone the names do not all fit: the chosen one is brought into sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page, another name.
  useEffect(() => {
    const chosen = nav.current?.querySelector<HTMLElement>('[data-active]')
    chosen?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [pathname])

  return (
    <div className={isBeside ? classes.beside : undefined}>
      <nav ref={nav} aria-label={label} className={classes.sections}>
        {pages.map(({ name, path }) => (
          <Link
            key={path}
            to={path as never}
            className={classes.section}
            activeProps={{ 'data-active': true, 'aria-current': 'page' } as object}
          >
            {name}
          </Link>
        ))}
      </nav>
      <div className={classes.chosen}>{children}</div>
    </div>
  )
}
