import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconDownload, IconPlus, IconReceiptOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { asProblem } from '../../../api/problem.ts'
import { paramsOf, paymentsQuery, paymentTotalsQuery } from '../../../api/queries.ts'
import { paymentList as t } from '../../../messages/en/payment-list.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import type { PaymentListSearch } from '../../payment-list-search.ts'
import { SearchField } from '../../SearchField.tsx'
import { useOrganization } from '../../shell/organization.tsx'
import { ColumnsMenu } from './ColumnsMenu.tsx'
import { columnsOf, FILTERS, paramsFor } from './filter.ts'
import { PaymentFilters } from './PaymentFilters.tsx'
import classes from './PaymentList.module.css'
import { PaymentCards, PaymentTable } from './PaymentRows.tsx'
import { useAddress } from './use-address.ts'
import { ViewsMenu } from './ViewsMenu.tsx'

const ChooseClient = lazy(async () => ({
  default: (await import('./ChooseClient.tsx')).ChooseClient,
}))

/** Every transaction, newest first; what narrows the list is in its address. */
export function PaymentList() {
  const { slug, currency, me } = useOrganization()
  const search = useSearch({ strict: false }) as PaymentListSearch
  const change = useAddress()
  const filter = paramsFor(search, currency)
  const rows = useQuery(paymentsQuery(slug, filter, search.cursors?.at(-1)))
  const { data: totals } = useQuery(paymentTotalsQuery(slug, filter))
  const isPhone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const refusal = rows.error ? asProblem(rows.error) : null
  const isRefused = refusal !== null && refusal.status >= 400 && refusal.status < 500
  const { data } = rows
  const takes = ['payments.charge', 'payments.record'] as const

  return (
    <Page
      title={t.title}
      subtitle={
        totals
          ? `${totals.isMore ? t.countAtLeast(totals.count) : t.count(totals.count)} · ${t.paid(moneyText(totals.paid))}`
          : ' '
      }
      actions={
        <>
          {me.permissions.includes('payments.export') && (
            <Button
              component="a"
              variant="default"
              href={paths.paymentsExport(slug, paramsOf(filter))}
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              {t.exportCsv}
            </Button>
          )}
          {me.permissions.includes('payments.reconcile') && (
            <LinkButton to={paths.reconcile(slug)} variant="default">
              {t.reconcile}
            </LinkButton>
          )}
          {takes.some((right) => me.permissions.includes(right)) && (
            <Button
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => change({ add: true })}
            >
              {t.add}
            </Button>
          )}
        </>
      }
    >
      <div className={classes.bar}>
        <PaymentSearchField refusal={isRefused ? refusal.message : undefined} />
        <ViewsMenu />
        <ColumnsMenu columns={columnsOf(search)} />
      </div>
      <PaymentFilters staff={totals?.staff ?? []} />
      {totals && totals.tenders.length > 0 && (
        <ul className={classes.totals} aria-label={t.totals}>
          {totals.tenders.map((tender) => (
            <li key={tender.id}>{t.tender(tender.name, moneyText(tender.paid), tender.count)}</li>
          ))}
        </ul>
      )}
      <Panel flush>
        {rows.error && !isRefused ? (
          <FailedState
            heading="p"
            error={rows.error}
            title={t.listFailed}
            onRetry={() => void rows.refetch()}
          />
        ) : isRefused ? (
          <EmptyState icon={<IconReceiptOff size={22} aria-hidden />} title={refusal.message} />
        ) : !data ? (
          <Skeletons rows={9} />
        ) : data.data.length === 0 ? (
          <NothingHere search={search} />
        ) : (
          <div className={rows.isPlaceholderData ? classes.pale : undefined}>
            {isPhone ? (
              <PaymentCards rows={data.data} />
            ) : (
              <PaymentTable
                rows={data.data}
                columns={columnsOf(search)}
                isCurrent={!rows.isPlaceholderData}
              />
            )}
          </div>
        )}
      </Panel>
      {data && !isRefused && <Pager next={data.nextCursor} />}
      {search.add && (
        <Suspense fallback={null}>
          <ChooseClient
            title={t.addTitle}
            toOf={(clientId) => paths.newPayment(slug, clientId)}
            onClose={() => change({ add: undefined })}
          />
        </Suspense>
      )}
    </Page>
  )
}

function PaymentSearchField({ refusal }: { refusal?: string }) {
  const { search } = useSearch({ strict: false }) as PaymentListSearch
  const change = useAddress()
  const navigate = useNavigate()
  const { slug } = useOrganization()
  return (
    <SearchField
      label={t.search}
      placeholder={t.searchPlaceholder}
      className={classes.search}
      value={search ?? ''}
      paths={[paths.payments(slug)]}
      refusal={refusal}
      onSearch={(wanted) => change({ search: wanted }, true)}
      // An id names one payment: Enter goes straight there.
      onEnter={(typed) => {
        if (/^pay_[0-9a-z]{26}$/.test(typed)) {
          void navigate({ to: paths.payment(slug, typed) as never })
        }
      }}
    />
  )
}

function NothingHere({ search }: { search: PaymentListSearch }) {
  const { slug } = useOrganization()
  const icon = <IconReceiptOff size={22} aria-hidden />
  if (!search.search && FILTERS.every((name) => !search[name])) {
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
        <LinkButton to={paths.payments(slug)} variant="default">
          {t.clearFilters}
        </LinkButton>
      }
    >
      {t.nothingText}
    </EmptyState>
  )
}

function Pager({ next }: { next: string | null }) {
  const { cursors = [] } = useSearch({ strict: false }) as PaymentListSearch
  const change = useAddress()
  if (!next && cursors.length === 0) return null
  const go = (to: string[]) => change({ cursors: to.length > 0 ? to : undefined })
  return (
    <div className={classes.pager}>
      <span>{t.page(cursors.length + 1)}</span>
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
