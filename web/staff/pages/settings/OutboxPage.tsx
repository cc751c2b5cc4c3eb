import { Button, NativeSelect } from '@mantine/core'
import { IconMailbox } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useSearch } from '@tanstack/react-router'
import type { Mail, MailState } from '../../../api/contract.ts'
import { mailServerQuery, mailsQuery } from '../../../api/queries.ts'
import { outbox as t } from '../../../messages/en/outbox.ts'
import { instantText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { isUnderway, MailBadge } from './MailBadge.tsx'
import classes from './Settings.module.css'

const LOOK_AGAIN_MS = 2_000
const CHOICES = [
  { value: '', label: t.all },
  ...(Object.keys(t.states) as MailState[]).map((state) => ({
    value: state,
    label: t.states[state],
  })),
]

/** Every e-mail with its fate; what was kept or failed can be sent from here. */
export function OutboxPage() {
  const { slug } = useOrganization()
  const navigate = useNavigate()
  const { state } = useSearch({ strict: false }) as { state?: MailState }
  const server = useQuery(mailServerQuery(slug))
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    {
      ...mailsQuery(slug, state),
      refetchInterval: (query) =>
        query.state.data?.pages.some(({ data: mails }) =>
          mails.some((one) => isUnderway(one.state)),
        )
          ? LOOK_AGAIN_MS
          : false,
    },
  )
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  const mails = data?.pages.flatMap((page) => page.data)
  return (
    <Page title={t.title} subtitle={t.intro}>
      <div className={classes.stack}>
        {server.data?.server === null && (
          <Notice tone="warn">
            {t.noServer} <TextLink to={paths.mailServer(slug)}>{t.setUp}</TextLink>
          </Notice>
        )}
        <Panel
          flush
          title={t.mails}
          aside={
            <NativeSelect
              aria-label={t.show}
              className={classes.filter}
              data={CHOICES}
              value={state ?? ''}
              onChange={(event) => {
                const chosen = event.currentTarget.value || undefined
                void navigate({
                  to: paths.outbox(slug) as never,
                  search: { state: chosen } as never,
                })
              }}
            />
          }
        >
          {!mails && <Skeletons rows={4} />}
          {mails?.length === 0 && (
            <EmptyState
              icon={<IconMailbox size={22} aria-hidden />}
              title={state ? t.noneOfState : t.empty}
            >
              {state ? null : t.emptyText}
            </EmptyState>
          )}
          {mails && mails.length > 0 && <Mails mails={mails} />}
        </Panel>
        {hasNextPage && (
          <Button
            variant="default"
            loading={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            {t.older}
          </Button>
        )}
        <Outlet />
      </div>
    </Page>
  )
}

function Mails({ mails }: { mails: Mail[] }) {
  const { slug, timeZone } = useOrganization()
  return (
    <table className={`${table.table} ${classes.mails}`}>
      <thead>
        <tr>
          <th scope="col">{t.subject}</th>
          <th scope="col">{t.to}</th>
          <th scope="col">{t.state}</th>
          <th scope="col">{t.created}</th>
        </tr>
      </thead>
      <tbody className={table.rows}>
        {mails.map((mail) => (
          <tr key={mail.id}>
            <td>
              <Link to={paths.mail(slug, mail.id) as never} className={classes.open}>
                {mail.subject ?? t.unwritten}
              </Link>
              {mail.state !== 'sent' && <div className={table.sub}>{mail.sentence}</div>}
            </td>
            <td>{mail.to}</td>
            <td>
              <MailBadge state={mail.state} />
            </td>
            <td className={table.sub}>{instantText(mail.createdAt, timeZone)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
