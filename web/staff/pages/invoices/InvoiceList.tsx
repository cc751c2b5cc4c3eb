import { NativeSelect, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconFileInvoice, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { InvoiceTotals, ListedInvoice } from '../../../api/contract.ts'
import { invoicesQuery, invoiceTotalsQuery, paramsOf } from '../../../api/queries.ts'
import { invoiceList as t } from '../../../messages/en/invoice-list.ts'
import { useNow } from '../../../ui/clock.ts'
import { shortDateText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Page } from '../../../ui/Page.tsx'
import { Pager } from '../../../ui/Pager.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import table from '../../../ui/table.module.css'
import { useRowKeys } from '../../../ui/useRowKeys.ts'
import { ExportCsv } from '../../ExportCsv.tsx'
import { GuardedButton } from '../../guarded.tsx'
import type { InvoiceListSearch } from '../../invoice-list-search.ts'
import { ListBody, refusalOf } from '../../ListBody.tsx'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { SearchField } from '../../SearchField.tsx'
import { useOrganization } from '../../shell/organization.tsx'
import { KEYS } from '../../shell/shortcuts.ts'
import { useAddress } from '../../use-address.ts'
import list from '../payment-list/PaymentList.module.css'
import { InvoiceState } from './InvoiceState.tsx'
import classes from './Invoices.module.css'

const ChooseClient = lazy(async () => ({
  default: (await import('../payment-list/ChooseClient.tsx')).ChooseClient,
}))

const DAYS = ['from', 'to', 'dueFrom', 'dueTo'] as const

/** Every invoice, newest first; what narrows the list is in its address. */
export function InvoiceList() {
  const { slug } = useOrganization()
  const [search, change] = useAddress<InvoiceListSearch>()
  const { cursors, add, ...filter } = search
  const rows = useQuery(invoicesQuery(slug, filter, cursors?.at(-1)))
  const { data: totals } = useQuery(invoiceTotalsQuery(slug, filter))
  const isPhone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  return (
    <Page
      title={t.title}
      subtitle={totals ? sumsText(totals, search.state === 'draft') : ' '}
      actions={
        <>
          <ExportCsv needs="payments.export" href={paths.invoicesExport(slug, paramsOf(filter))} />
          <GuardedButton
            needs="invoices.issue"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => change({ add: true })}
          >
            {t.add}
          </GuardedButton>
        </>
      }
    >
      <div className={classes.bar}>
        <SearchField
          label={t.search}
          placeholder={t.searchPlaceholder}
          className={classes.search}
          value={search.search ?? ''}
          paths={[paths.invoices(slug)]}
          refusal={refusalOf(rows.error)}
          onSearch={(wanted) => change({ search: wanted }, true)}
        />
        <NativeSelect
          className={classes.state}
          aria-label={t.state}
          value={search.state ?? ''}
          data={Object.entries(t.states).map(([value, label]) => ({
            value: value === 'all' ? '' : value,
            label,
          }))}
          onChange={(event) => change({ state: event.currentTarget.value || undefined })}
        />
        {DAYS.map((name) => (
          <TextInput
            key={name}
            type="date"
            size="xs"
            className={classes.day}
            label={t[name]}
            value={search[name] ?? ''}
            onChange={(event) => change({ [name]: event.currentTarget.value || undefined }, true)}
          />
        ))}
      </div>
      <ListBody
        asked={rows}
        icon={<IconFileInvoice size={22} aria-hidden />}
        failed={t.listFailed}
        nothing={<NothingHere isFiltered={Object.values(filter).some(Boolean)} />}
        foot={
          <Pager
            cursors={cursors}
            next={rows.data?.nextCursor ?? null}
            onGo={(to) => change({ cursors: to })}
          />
        }
      >
        {(data, isCurrent) =>
          isPhone ? (
            <InvoiceCards rows={data} />
          ) : (
            <InvoiceTable rows={data} isCurrent={isCurrent} />
          )
        }
      </ListBody>
      {add && (
        <Suspense fallback={null}>
          <ChooseClient
            title={t.addTitle}
            toOf={(clientId) => paths.newInvoice(slug, clientId)}
            onClose={() => change({ add: undefined })}
          />
        </Suspense>
      )}
    </Page>
  )
}

function sumsText(totals: InvoiceTotals, isDrafts: boolean): string {
  const { count, isMore, due, overdue, drafts } = totals
  if (isDrafts) return t.countDrafts(drafts)
  return [
    isMore ? t.countAtLeast(count) : t.count(count),
    t.owed(moneyText(due)),
    overdue.amount > 0 && t.overdue(moneyText(overdue)),
    drafts > 0 && t.countDrafts(drafts),
  ]
    .filter(Boolean)
    .join(' · ')
}

function addressOf(slug: string, { id, state }: ListedInvoice): string {
  return state === 'draft' ? paths.editInvoice(slug, id) : paths.invoice(slug, id)
}

/** The list for a wide screen; j and k walk it, Enter opens, as a double click does. */
function InvoiceTable({ rows, isCurrent }: { rows: ListedInvoice[]; isCurrent: boolean }) {
  const { slug, timeZone } = useOrganization()
  const navigate = useNavigate()
  const now = useNow(0)
  const open = (row: ListedInvoice) => void navigate({ to: addressOf(slug, row) as never })
  const { active, bodyRef } = useRowKeys({ rows, isCurrent, keys: KEYS, onOpen: open })
  const day = (date: string | null) => date && shortDateText(date, timeZone, now)
  return (
    <ScrollX label={t.title}>
      <table className={`${table.table} ${list.table}`}>
        <thead>
          <tr>
            {(['number', 'client', 'for', 'issued', 'due', 'state'] as const).map((column) => (
              <th key={column} scope="col">
                {t.columns[column]}
              </th>
            ))}
            {(['total', 'owed'] as const).map((column) => (
              <th key={column} scope="col" className={table.right}>
                {t.columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={bodyRef} className={table.rows}>
          {rows.map((row, index) => (
            <tr
              key={row.id}
              data-active={index === active || undefined}
              onDoubleClick={() => open(row)}
            >
              <td>
                <Link to={addressOf(slug, row) as never} className={list.name}>
                  {row.number ?? t.draft}
                </Link>
              </td>
              <td>{row.client?.name ?? row.account.name}</td>
              <td>{row.description}</td>
              <td>{day(row.issuedOn)}</td>
              <td>{day(row.dueOn)}</td>
              <td>
                <InvoiceState invoice={row} />
                {row.isHeld && <div className={table.sub}>{t.held}</div>}
              </td>
              <td className={table.right}>{row.total && <Money value={row.total} />}</td>
              <td className={table.right}>
                <Money value={row.due} muteZero className={table.strong} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

/** The same on a phone: whose, for what and how much is owed. */
function InvoiceCards({ rows }: { rows: ListedInvoice[] }) {
  const { slug } = useOrganization()
  return (
    <ul className={list.cards}>
      {rows.map((row) => (
        <li key={row.id} className={list.card}>
          <Link to={addressOf(slug, row) as never} className={list.cardWho}>
            <span className={list.cardName}>{row.client?.name ?? row.account.name}</span>
            <span className={table.sub}>
              {row.number ?? t.draft}, {row.description}
            </span>
          </Link>
          <span className={list.cardSide}>
            <Money value={row.due} muteZero />
            <InvoiceState invoice={row} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function NothingHere({ isFiltered }: { isFiltered: boolean }) {
  const { slug } = useOrganization()
  const icon = <IconFileInvoice size={22} aria-hidden />
  if (!isFiltered) {
    return (
      <EmptyState icon={icon} title={t.emptyTitle}>
        {t.emptyText}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={icon}
      title={t.nothing}
      actions={
        <LinkButton to={paths.invoices(slug)} variant="default">
          {t.clearFilters}
        </LinkButton>
      }
    >
      {t.nothingText}
    </EmptyState>
  )
}
