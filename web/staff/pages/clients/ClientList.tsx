import { useMediaQuery } from '@mantine/hooks'
import { IconPlus, IconUserSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useSearch } from '@tanstack/react-router'
import { CLIENTS_PER_PAGE, clientsQuery, clientTotalsQuery } from '../../../api/queries.ts'
import { clients as t } from '../../../messages/en/clients.ts'
import { problems } from '../../../messages/en/problems.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Page } from '../../../ui/Page.tsx'
import { Pager } from '../../../ui/Pager.tsx'
import type { ClientSearch } from '../../client-routes.tsx'
import { GuardedLink } from '../../guarded.tsx'
import { ListBody, refusalOf } from '../../ListBody.tsx'
import { LinkButton } from '../../links.tsx'
import { ColumnsMenu } from '../../list/ColumnsMenu.tsx'
import { ViewsMenu } from '../../list/ViewsMenu.tsx'
import { paths } from '../../paths.ts'
import { SearchField } from '../../SearchField.tsx'
import { useOrganization } from '../../shell/organization.tsx'
import { useAddress } from '../../use-address.ts'
import classes from './ClientList.module.css'
import { ClientCards, ClientTable } from './ClientRows.tsx'
import { CLIENT_COLUMNS, clientColumns } from './client-columns.ts'
import { SelectionBar } from './SelectionBar.tsx'
import { useSelection } from './selection.ts'
import { ViewTabs } from './ViewTabs.tsx'

/** Everybody, with what they owe; the search, the view and the page are in the address. */
export function ClientList() {
  const { slug, me } = useOrganization()
  const [{ search, view, columns, cursors }, change] = useAddress<ClientSearch>()
  const filter = { search, view, cursor: cursors?.at(-1) }
  const rows = useQuery(clientsQuery(slug, filter))
  const { data: totals } = useQuery(clientTotalsQuery(slug, { search, view }))
  const isPhone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const next = rows.data?.nextCursor ?? null
  const selection = useSelection(JSON.stringify([search, view]))
  const mayCharge = me.permissions.includes('runs.charge') && view !== 'archived'

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
        <ClientSearchField refusal={refusalOf(rows.error)} />
        <ViewTabs view={view ?? 'all'} />
        <ViewsMenu
          page="clients"
          path={paths.clients(slug)}
          plain={t.allClients}
          kept={{ ...(search && { search }), ...(view && { view }) }}
          columnsOf={clientColumns}
          columns={columns}
        />
        <ColumnsMenu
          all={CLIENT_COLUMNS.filter(
            (id) => id !== 'onFile' || me.permissions.includes('wallet.read'),
          ).map((id) => ({ id, name: t.columns[id] }))}
          shown={clientColumns(columns)}
          onChange={(wanted) => change({ columns: wanted.join(',') }, true)}
        />
      </div>
      {mayCharge && <SelectionBar {...{ selection, totals, search, view }} />}
      <ListBody
        asked={rows}
        icon={<IconUserSearch size={22} aria-hidden />}
        failed={problems.listFailed}
        nothing={<NobodyHere />}
        foot={
          <>
            <Pager
              cursors={cursors}
              next={next}
              pages={totals && Math.max(1, Math.ceil(totals.count / CLIENTS_PER_PAGE))}
              onGo={(to) => change({ cursors: to })}
            />
            {!next && totals?.isMore && (
              <p className={classes.more}>{t.onlyTheBest(totals.count)}</p>
            )}
          </>
        }
      >
        {(data, isCurrent) =>
          isPhone ? (
            <ClientCards rows={data} selection={mayCharge ? selection : null} />
          ) : (
            <ClientTable
              rows={data}
              columns={clientColumns(columns)}
              isCurrent={isCurrent}
              selection={mayCharge ? selection : null}
            />
          )
        }
      </ListBody>
      <Outlet />
    </Page>
  )
}

function ClientSearchField({ refusal }: { refusal?: string }) {
  const { slug } = useOrganization()
  const [{ search }, change] = useAddress<ClientSearch>()
  return (
    <SearchField
      label={t.search}
      placeholder={t.searchPlaceholder}
      className={classes.search}
      value={search ?? ''}
      paths={[paths.clients(slug), paths.newClient(slug)]}
      refusal={refusal}
      onSearch={(wanted) => change({ search: wanted }, true)}
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
