import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import type { PortalPlace, PortalSession } from '../api/contract.ts'
import { portal as t } from '../messages/en/portal.ts'
import classes from './Portal.module.css'
import { ask, leavePortal, overviewQuery } from './queries.ts'

interface Props {
  place: PortalPlace
  session: PortalSession
  children: ReactNode
}

/** Whose portal it is, the pages of one account, and whom to ask. */
export function Frame({ place, session, children }: Props) {
  const { data: overview } = useQuery(overviewQuery(place.accountId))
  const [path] = useLocation()
  const home = `/portal/a/${place.accountId}`
  const isSeveral = session.places.length + session.elsewhere.length > 1
  return (
    <div className={classes.frame}>
      <header className={classes.header}>
        <div className={classes.headerInner}>
          <div className={classes.whose}>
            <strong>{place.organization.name}</strong>
            <span className={classes.quiet}>{place.accountName}</span>
          </div>
          {overview?.cardForm?.testCards && <span className={classes.sandbox}>{t.sandbox}</span>}
        </div>
        <nav className={classes.nav} aria-label={t.name}>
          <Link href={home} className={classes.tab} aria-current={current(path === home)}>
            {t.home}
          </Link>
          {place.mayManageWallet && (
            <Link
              href={`${home}/wallet`}
              className={classes.tab}
              aria-current={current(path.endsWith('/wallet'))}
            >
              {t.wallet}
            </Link>
          )}
          {isSeveral && (
            <Link href="/portal" className={classes.tab}>
              {t.yourAccounts}
            </Link>
          )}
        </nav>
      </header>
      <main className={classes.main}>{children}</main>
      <footer className={classes.footer}>
        {overview && overview.organization.contact.length > 0 && (
          <p>
            {t.help} {overview.organization.name}, {overview.organization.contact.join(' · ')}
          </p>
        )}
        <div className={classes.footerRow}>
          <Link href="/portal/profile" className={classes.link}>
            {t.signedInAs(session.person?.name ?? '')}
          </Link>
          <SignOut />
        </div>
      </footer>
    </div>
  )
}

export function SignOut() {
  async function leave(): Promise<void> {
    await ask('/sign-out', {})
    leavePortal()
  }
  return (
    <Button variant="subtle" size="compact-sm" onClick={() => void leave()}>
      {t.signOut}
    </Button>
  )
}

function current(is: boolean): 'page' | undefined {
  return is ? 'page' : undefined
}
