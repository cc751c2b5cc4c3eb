import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Billing, SentLink } from '../../../api/contract.ts'
import { linksQuery } from '../../../api/link-queries.ts'
import { sentLinks as t } from '../../../messages/en/sent-links.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { instantText } from '../../../ui/dates.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { useOrganization, useSlug, whyNot } from '../../shell/organization.tsx'
import classes from './Links.module.css'
import { SendLink } from './SendLink.tsx'

const SendLinkDialog = lazy(async () => ({
  default: (await import('./SendLinkDialog.tsx')).SendLinkDialog,
}))

/** The links that a client was sent, and what became of them. */
export function SentLinks({ billing }: { billing: Billing }) {
  const slug = useSlug()
  const { account, client } = billing
  const { data, error, refetch } = useQuery(linksQuery(slug, account.id))
  return (
    <Panel
      title={t.title}
      aside={
        !client.archived && (
          <SendLink accountId={account.id} clientId={client.id} size="compact-sm" />
        )
      }
    >
      {error && (
        <FailedState error={error} title={t.failed} heading="p" onRetry={() => void refetch()} />
      )}
      {!data && !error && <Skeletons rows={1} />}
      {data?.data.length === 0 && <p className={classes.quiet}>{t.none}</p>}
      <ul className={classes.list}>
        {data?.data.map((link) => (
          <Sent key={link.id} link={link} billing={billing} />
        ))}
      </ul>
    </Panel>
  )
}

function Sent({ link, billing }: { link: SentLink; billing: Billing }) {
  const organization = useOrganization()
  const { slug, timeZone } = organization
  const queryClient = useQueryClient()
  const [asks, setAsks] = useState<'show' | 'revoke' | null>(null)
  const { account, client } = billing
  const what = link.invoice ? t.invoice(link.invoice.number) : t.purposes[link.purpose]
  const at = instantText(link.createdAt, timeZone)
  const isOpen = link.state === 'sent' || link.state === 'opened'
  const close = () => setAsks(null)
  return (
    <li className={classes.link}>
      <span className={classes.what}>
        <span>{what}</span>
        <span className={classes.quiet}>
          {t.states[link.state]} ·{' '}
          {link.sentTo ? t.sentTo(link.sentTo, at) : t.madeOn(link.createdBy, at)}
        </span>
      </span>
      {isOpen && whyNot(organization, 'payments.charge') === null && (
        <span className={classes.end}>
          {link.url && (
            <Button
              variant="subtle"
              size="compact-sm"
              aria-label={t.showOf(what)}
              onClick={() => setAsks('show')}
            >
              {t.show}
            </Button>
          )}
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={t.revokeOf(what)}
            onClick={() => setAsks('revoke')}
          >
            {t.revoke}
          </Button>
        </span>
      )}
      {asks === 'show' && (
        <Suspense>
          <SendLinkDialog
            accountId={account.id}
            clientId={client.id}
            offer={null}
            link={link}
            onClose={close}
          />
        </Suspense>
      )}
      {asks === 'revoke' && (
        <ConfirmDialog
          title={t.revokeTitle}
          action={t.revoke}
          danger
          onConfirm={async () => {
            await call(slug, `/links/${link.id}/revoke`, { method: 'POST' })
            await queryClient.invalidateQueries(linksQuery(slug, account.id))
          }}
          onClose={close}
        >
          {t.revokeText}
        </ConfirmDialog>
      )}
    </li>
  )
}
