import { Link, Navigate, Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { settings as t } from '../../../messages/en/settings.ts'
import { Notice } from '../../../ui/Notice.tsx'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './Settings.module.css'
import { sectionsFor } from './sections.ts'

/** The frame of all settings: their names on top, the chosen one below. */
export function Settings() {
  const { slug, me } = useOrganization()
  const mine = sectionsFor(me.permissions)
  const { pathname } = useLocation()
  const nav = useRef<HTMLElement>(null)

  // On a phone the names do not all fit: the chosen one is brought into sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page, another name.
  useEffect(() => {
    const chosen = nav.current?.querySelector<HTMLElement>('[data-active]')
    chosen?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [pathname])

  return (
    <>
      {mine.length > 0 && (
        <nav ref={nav} aria-label={t.sections} className={classes.sections}>
          {mine.map(({ name, path }) => (
            <Link
              key={name}
              to={path(slug) as never}
              className={classes.section}
              activeProps={{ 'data-active': true, 'aria-current': 'page' } as object}
            >
              {name}
            </Link>
          ))}
        </nav>
      )}
      {me.needsSecondFactor && (
        <div className={classes.factor}>
          <Notice
            tone="warn"
            title={t.factorTitle}
            actions={<LinkButton to={paths.me(slug)}>{t.factorAction}</LinkButton>}
          >
            {t.factorText}
          </Notice>
        </div>
      )}
      <Outlet />
    </>
  )
}

/** Settings without a name: the first that this person may see. */
export function FirstSettings() {
  const { slug, me } = useOrganization()
  const [first] = sectionsFor(me.permissions)
  return first && <Navigate to={first.path(slug) as never} replace />
}
