import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import type { OpenedLink } from '../../api/contract.ts'
import { asProblem } from '../../api/problem.ts'
import { links as t } from '../../messages/en/links.ts'
import { portal } from '../../messages/en/portal.ts'
import { problems } from '../../messages/en/problems.ts'
import { Notice } from '../../ui/Notice.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import classes from '../Portal.module.css'
import { Waiting } from '../Waiting.tsx'
import { AddByLink } from './AddByLink.tsx'
import { ConfirmByLink } from './ConfirmByLink.tsx'
import { PayByLink } from './PayByLink.tsx'
import { linkQuery } from './queries.ts'

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
      <main className={classes.main}>{children}</main>
      {organization.contact.length > 0 && (
        <footer className={classes.footer}>
          {portal.help} {organization.name}, {organization.contact.join(' · ')}
        </footer>
      )}
    </div>
  )
}

/** Withdrawn, too old, used, not known: what to do now, and whom to ask. */
function Closed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  useTabTitle(t.closedTitle)
  const { status, message, document } = asProblem(error)
  const isFinal = status === 404 || status === 410
  const organization = document.organization as OpenedLink['organization'] | undefined
  return (
    <main className={classes.narrow}>
      <h1>{isFinal ? t.closedTitle : problems.pageFailed}</h1>
      <Notice tone={isFinal ? 'warn' : 'bad'} role="alert">
        {status === 404 ? t.unknown : message}
      </Notice>
      {organization && organization.contact.length > 0 && (
        <p className={classes.lead}>
          {t.ask(organization.name)}: {organization.contact.join(' · ')}
        </p>
      )}
      {!isFinal && (
        <Button variant="default" onClick={onRetry}>
          {problems.tryAgain}
        </Button>
      )}
    </main>
  )
}
