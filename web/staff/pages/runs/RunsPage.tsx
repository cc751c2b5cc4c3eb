import { Button } from '@mantine/core'
import { IconStack2 } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Run } from '../../../api/contract.ts'
import { runsQuery } from '../../../api/run-queries.ts'
import { runs as t } from '../../../messages/en/runs.ts'
import { useNow } from '../../../ui/clock.ts'
import { dayText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Money } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import table from '../../../ui/table.module.css'
import { LinkButton, TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { RunBadge } from './RunBadge.tsx'
import classes from './Runs.module.css'

/** Charges of many at once, the newest first. */
export function RunsPage() {
  const { slug } = useOrganization()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    runsQuery(slug),
  )
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  const rows = data?.pages.flatMap((page) => page.data)
  return (
    <Page
      title={t.title}
      subtitle={t.subtitle}
      actions={
        <LinkButton to={paths.clients(slug)} variant="default">
          {t.toClients}
        </LinkButton>
      }
    >
      {rows ? <Rows rows={rows} /> : <Skeletons />}
      {hasNextPage && (
        <Button
          variant="default"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
          mt="md"
        >
          {t.more}
        </Button>
      )}
    </Page>
  )
}

function Rows({ rows }: { rows: Run[] }) {
  const { slug, timeZone } = useOrganization()
  const now = useNow(0)
  if (rows.length === 0) {
    return (
      <Panel flush>
        <EmptyState icon={<IconStack2 size={22} aria-hidden />} title={t.none}>
          {t.noneText}
        </EmptyState>
      </Panel>
    )
  }
  return (
    <Panel flush>
      <ScrollX label={t.title}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t.made}</th>
              <th scope="col">{t.state}</th>
              <th scope="col" className={classes.wide}>
                {t.who}
              </th>
              <th scope="col" className={classes.wide}>
                {t.done}
              </th>
              <th scope="col" className={table.right}>
                {t.total}
              </th>
            </tr>
          </thead>
          <tbody className={table.rows}>
            {rows.map((run) => (
              <tr key={run.id}>
                <td>
                  <TextLink to={paths.run(slug, run.id)}>
                    {dayText(run.madeAt, timeZone, now)}
                  </TextLink>
                </td>
                <td>
                  <RunBadge state={run.state} />
                </td>
                <td className={classes.wide}>{run.startedBy ?? run.madeBy}</td>
                <td className={classes.wide}>{t.doneOf(doneIn(run), run.count)}</td>
                <td className={table.right}>
                  <Money value={run.total} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </Panel>
  )
}

/** Rows that have an answer, whatever it is. */
export function doneIn({ outcomes, count }: Run): number {
  return count - outcomes.waiting.count - outcomes.inFlight.count
}
