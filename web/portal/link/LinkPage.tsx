import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import type { OpenedLink } from '../../api/contract.ts'
import { links as t } from '../../messages/en/links.ts'
import { portal } from '../../messages/en/portal.ts'
import classes from '../Portal.module.css'
import { Waiting } from '../Waiting.tsx'
import { PayByLink } from './PayByLink.tsx'
import { linkQuery } from './queries.ts'

const Closed = lazy(async () => ({ default: (await import('./Closed.tsx')).Closed }))
const AddByLink = lazy(async () => ({ default: (await import('./AddByLink.tsx')).AddByLink }))
const ConfirmByLink = lazy(async () => ({
  default: (await import('./ConfirmByLink.tsx')).ConfirmByLink,
}))

/** What a link is for, and nothing else. */
export function LinkPage() {
  const token = useToken()
  const { data: link, error, refetch } = useQuery(linkQuery(token))
  if (error) return <Closed error={error} onRetry={() => void refetch()} />
  if (!link) return <Waiting />
  return (
    <LinkFrame link={link}>
      {link.purpose === 'add_method' ? (
        <AddByLink token={token} link={link} />
      ) : link.purpose === 'confirm_payment' ? (
        <ConfirmByLink token={token} link={link} />
      ) : (
        <PayByLink token={token} link={link} />
      )}
    </LinkFrame>
  )
}

/** Another link may be pasted into the same window. */
function useToken(): string {
  const [token, setToken] = useState(() => window.location.hash.slice(1))
  useEffect(() => {
    const read = () => setToken(window.location.hash.slice(1))
    window.addEventListener('hashchange', read)
    return () => window.removeEventListener('hashchange', read)
  }, [])
  return token
}

function LinkFrame({ link, children }: { link: OpenedLink; children: ReactNode }) {
  const { organization, accountName, cardForm } = link
  return (
    <div className={classes.frame}>
      <header className={classes.header}>
        <div className={classes.headerInner}>
          <div className={classes.whose}>
            <strong>{organization.name}</strong>
            <span className={classes.quiet}>{t.forAccount(accountName)}</span>
          </div>
          {cardForm?.testCards && <span className={classes.sandbox}>{portal.sandbox}</span>}
        </div>
      </header>
      <main className={classes.main}>
        <Suspense fallback={<Waiting />}>{children}</Suspense>
      </main>
      {organization.contact.length > 0 && (
        <footer className={classes.footer}>
          {portal.help} {organization.name}, {organization.contact.join(' · ')}
        </footer>
      )}
    </div>
  )
}
