import { Button } from '@mantine/core'
import type { OpenedLink } from '../../api/contract.ts'
import { asProblem } from '../../api/problem.ts'
import { links as t } from '../../messages/en/links.ts'
import { problems } from '../../messages/en/problems.ts'
import { Notice } from '../../ui/Notice.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import classes from '../Portal.module.css'

/** Withdrawn, too old, used, not known: what to do now, and whom to ask. */
export function Closed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
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
