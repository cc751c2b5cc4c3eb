import { Button } from '@mantine/core'
import { IconBuildingBank } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Payout, PayoutsRead } from '../../../api/contract.ts'
import { payoutsQuery } from '../../../api/queries.ts'
import { payouts as t } from '../../../messages/en/payouts.ts'
import { dateText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Money } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import table from '../../../ui/table.module.css'
import { ExportCsv } from '../../ExportCsv.tsx'
import { GuardedButton } from '../../guarded.tsx'
import { LinkButton, TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useSlug } from '../../shell/organization.tsx'
import { PayoutBadge } from './PayoutBadge.tsx'
import classes from './Payouts.module.css'

/** What the processor brought to the bank, newest first. */
export function PayoutsPage() {
  const slug = useSlug()
  const [unseen, setUnseen] = useState(false)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    payoutsQuery(slug, unseen),
  )
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  const rows = data?.pages.flatMap((page) => page.data)
  return (
    <Page title={t.title} subtitle={t.subtitle} actions={<Actions />}>
      <div className={classes.filter}>
        <Button
          size="xs"
          variant={unseen ? 'default' : 'light'}
          aria-pressed={!unseen}
          onClick={() => setUnseen(false)}
        >
          {t.showAll}
        </Button>
        <Button
          size="xs"
          variant={unseen ? 'light' : 'default'}
          aria-pressed={unseen}
          onClick={() => setUnseen(true)}
        >
          {t.showUnseen}
        </Button>
      </div>
      {rows ? <Rows rows={rows} unseen={unseen} /> : <Skeletons />}
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

function Actions() {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const read = useMutation({
    mutationFn: () => call<PayoutsRead>(slug, '/payouts/read', { method: 'POST' }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['o', slug, 'payouts'] }),
  })
  const said = read.data && (read.data.answered ? wordsOf(read.data.news) : t.readFailed)
  return (
    <>
      {(said || read.isError) && (
        <span role="status" className={table.sub}>
          {said || t.readFailed}
        </span>
      )}
      <LinkButton variant="default" to={paths.differences(slug)}>
        {t.differences}
      </LinkButton>
      <ExportCsv needs="payments.export" href={paths.payoutsExport(slug)} />
      <GuardedButton needs="books.read" loading={read.isPending} onClick={() => read.mutate()}>
        {t.read}
      </GuardedButton>
    </>
  )
}

function wordsOf(news: number): string {
  return news === 0 ? t.readAll : t.readNews(news)
}

function Rows({ rows, unseen }: { rows: Payout[]; unseen: boolean }) {
  const slug = useSlug()
  if (rows.length === 0) {
    return (
      <Panel flush>
        <EmptyState
          icon={<IconBuildingBank size={22} aria-hidden />}
          title={unseen ? t.noneUnseen : t.none}
        >
          {unseen ? t.noneUnseenText : t.noneText}
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
              <th scope="col">{t.arrives}</th>
              <th scope="col">{t.state}</th>
              <th scope="col" className={classes.wide}>
                {t.madeOf}
              </th>
              <th scope="col" className={classes.wide}>
                {t.atBank}
              </th>
              <th scope="col" className={`${table.right} ${classes.wide}`}>
                {t.fees}
              </th>
              <th scope="col" className={table.right}>
                {t.amount}
              </th>
            </tr>
          </thead>
          <tbody className={table.rows}>
            {rows.map((payout) => (
              <tr key={payout.id}>
                <td>
                  <TextLink to={paths.payout(slug, payout.id)}>
                    {dateText(payout.arrivesOn)}
                  </TextLink>
                </td>
                <td>
                  <PayoutBadge state={payout.state} />
                </td>
                <td className={classes.wide}>
                  {payout.members === null ? t.membersLater : t.members(payout.members)}
                </td>
                <td className={classes.wide}>
                  {payout.seen ? t.seenOn(dateText(payout.seen.on)) : t.notSeen}
                </td>
                <td className={`${table.right} ${classes.wide}`}>
                  <Money value={payout.fees} muteZero />
                </td>
                <td className={table.right}>
                  <Money value={payout.amount} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </Panel>
  )
}
