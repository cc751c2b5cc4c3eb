import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconPlus, IconUserSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useNavigate, useSearch } from '@tanstack/react-router'
import { asProblem } from '../../../api/problem.ts'
import { CLIENTS_PER_PAGE, clientsQuery, clientTotalsQuery } from '../../../api/queries.ts'
import { clients as t } from '../../../messages/en/clients.ts'
import { problems } from '../../../messages/en/problems.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import type { ClientSearch } from '../../client-routes.tsx'
import { GuardedLink } from '../../guarded.tsx'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { SearchField } from '../../SearchField.tsx'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './ClientList.module.css'
import { ClientCards, ClientTable } from './ClientRows.tsx'
import { ViewTabs } from './ViewTabs.tsx'

/** Everybody, with what they owe; the search, the view and the page are in the address. */
export function ClientList() {
  const { slug } = useOrganization()
  const { search, view, cursors } = useSearch({ strict: false }) as ClientSearch
  const filter = { search, view, cursor: cursors?.at(-1) }
  const { data, error, isPlaceholderData, refetch } = useQuery(clientsQuery(slug, filter))
  const { data: totals } = useQuery(clientTotalsQuery(slug, { search, view }))
  const isPhone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const refusal = error ? asProblem(error) : null
  const isRefused = refusal !== null && refusal.status >= 400 && refusal.status < 500

  return (
    <Page
      title={t.title}
      subtitle={
        totals
          ? `${totals.isMore ? t.countAtLeast(totals.count) : t.count(totals.count)} · ${t.owed(moneyText(totals.totalOwed))}`
          : ' '
      }
      actions={
        <GuardedLink
          needs="clients.write"
          to={paths.newClient(slug)}
          leftSection={<IconPlus size={16} />}
        >
          {t.newClient}
        </GuardedLink>
      }
    >
      <div className={classes.bar}>
        <ClientSearchField refusal={isRefused ? refusal.message : undefined} />
        <ViewTabs view={view ?? 'all'} />
      </div>
      <Panel flush>
        {error && !isRefused ? (
          <FailedState
            heading="p"
            error={error}
            title={problems.listFailed}
            onRetry={() => void refetch()}
          />
        ) : !data || isRefused ? (
          isRefused ? (
            <EmptyState icon={<IconUserSearch size={22} />} title={refusal.message} />
          ) : (
            <Skeletons rows={9} />
          )
        ) : data.data.length === 0 ? (
          <NobodyHere />
        ) : (
          <div className={isPlaceholderData ? classes.pale : undefined}>
            {isPhone ? (
              <ClientCards rows={data.data} />
            ) : (
              <ClientTable rows={data.data} isCurrent={!isPlaceholderData} />
            )}
          </div>
        )}
      </Panel>
      {data && !isRefused && <Pager count={totals?.count} next={data.nextCursor} />}
      {data && !data.nextCursor && totals?.isMore && (
        <p className={classes.more}>{t.onlyTheBest(totals.count)}</p>
      )}
      <Outlet />
    </Page>
  )
}

function ClientSearchField({ refusal }: { refusal?: string }) {
  const { slug } = useOrganization()
  const { search, view } = useSearch({ strict: false }) as ClientSearch
  const navigate = useNavigate()
  return (
    <SearchField
      label={t.search}
      placeholder={t.searchPlaceholder}
      className={classes.search}
      value={search ?? ''}
      paths={[paths.clients(slug), paths.newClient(slug)]}
      refusal={refusal}
      onSearch={(wanted) =>
        void navigate({
          to: paths.clients(slug) as never,
          search: { view, search: wanted } as never,
          replace: true,
        })
      }
    />
  )
}

function NobodyHere() {
  const { slug } = useOrganization()
  const { search, view } = useSearch({ strict: false }) as ClientSearch
  const icon = <IconUserSearch size={22} aria-hidden />
  if (!search && !view) {
    return (
      <EmptyState
        icon={icon}
        title={t.emptyTitle}
        actions={
          <GuardedLink needs="clients.write" to={paths.newClient(slug)}>
            {t.addOne}
          </GuardedLink>
        }
      >
        {t.emptyText}
      </EmptyState>
    )
  }
  if (!search && view === 'archived') {
    return (
      <EmptyState icon={icon} title={t.noneArchived}>
        {t.noneArchivedText}
      </EmptyState>
    )
  }
  const what = [search && `“${search}”`, view && `“${t.views[view]}”`].filter(Boolean).join(', ')
  return (
    <EmptyState
      icon={icon}
      title={t.nobody(what)}
      actions={
        <LinkButton to={paths.clients(slug)} variant="default">
          {t.clearFilters}
        </LinkButton>
      }
    >
      {t.nobodyText}
    </EmptyState>
  )
}

function Pager({ count, next }: { count: number | undefined; next: string | null }) {
  const { slug } = useOrganization()
  const search = useSearch({ strict: false }) as ClientSearch
  const navigate = useNavigate()
  const cursors = search.cursors ?? []
  if (!next && cursors.length === 0) return null

  function go(to: string[]): void {
    const cursorsOrNone = to.length > 0 ? to : undefined
    void navigate({
      to: paths.clients(slug) as never,
      search: { ...search, cursors: cursorsOrNone } as never,
    })
  }

  return (
    <div className={classes.pager}>
      <span>
        {count === undefined
          ? t.pageAlone(cursors.length + 1)
          : t.page(cursors.length + 1, Math.max(1, Math.ceil(count / CLIENTS_PER_PAGE)))}
      </span>
      <Button
        variant="default"
        disabled={cursors.length === 0}
        onClick={() => go(cursors.slice(0, -1))}
      >
        {t.newer}
      </Button>
      <Button variant="default" disabled={!next} onClick={() => next && go([...cursors, next])}>
        {t.older}
      </Button>
    </div>
  )
}
