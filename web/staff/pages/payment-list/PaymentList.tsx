import { useMediaQuery } from '@mantine/hooks'
import { IconChevronDown, IconPlus, IconReceiptOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { paramsOf, paymentsQuery, paymentTotalsQuery } from '../../../api/queries.ts'
import { paymentList as t } from '../../../messages/en/payment-list.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { MenuButton } from '../../../ui/MenuButton.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Page } from '../../../ui/Page.tsx'
import { Pager } from '../../../ui/Pager.tsx'
import { ExportCsv } from '../../ExportCsv.tsx'
import { ListBody, refusalOf } from '../../ListBody.tsx'
import { LinkButton } from '../../links.tsx'
import { ColumnsMenu } from '../../list/ColumnsMenu.tsx'
import { ViewsMenu } from '../../list/ViewsMenu.tsx'
import { paths } from '../../paths.ts'
import type { PaymentListSearch } from '../../payment-list-search.ts'
import { SearchField } from '../../SearchField.tsx'
import { useOrganization, whyNot } from '../../shell/organization.tsx'
import { useAddress } from '../../use-address.ts'
import { COLUMNS, columnsOf, FILTERS, keptOf, paramsFor } from './filter.ts'
import { PaymentFilters } from './PaymentFilters.tsx'
import classes from './PaymentList.module.css'
import { PaymentCards, PaymentTable } from './PaymentRows.tsx'

const ChooseClient = lazy(async () => ({
  default: (await import('./ChooseClient.tsx')).ChooseClient,
}))

/** Every transaction, newest first; what narrows the list is in its address. */
export function PaymentList() {
  const { slug, currency, me } = useOrganization()
  const [search, change] = useAddress<PaymentListSearch>()
  const filter = paramsFor(search, currency)
  const rows = useQuery(paymentsQuery(slug, filter, search.cursors?.at(-1)))
  const { data: totals } = useQuery(paymentTotalsQuery(slug, filter))
  const isPhone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
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
          <ExportCsv needs="payments.export" href={paths.paymentsExport(slug, paramsOf(filter))} />
          {me.permissions.includes('payments.reconcile') && (
            <LinkButton to={paths.reconcile(slug)} variant="default">
              {t.reconcile}
            </LinkButton>
          )}
          {takes.some((right) => me.permissions.includes(right)) && (
            <AddMenu onPayment={() => change({ add: true })} />
          )}
        </>
      }
    >
      <div className={classes.bar}>
        <PaymentSearchField refusal={refusalOf(rows.error)} />
        <ViewsMenu
          page="payments"
          path={paths.payments(slug)}
          plain={t.allPayments}
          kept={keptOf(search)}
          columnsOf={columnsOf}
          columns={search.columns}
        />
        <ColumnsMenu
          all={COLUMNS.map((id) => ({ id, name: t.columns[id] }))}
          shown={columnsOf(search.columns)}
          onChange={(columns) => change({ columns: columns.join(',') }, true)}
        />
      </div>
      <PaymentFilters staff={totals?.staff ?? []} />
      {totals && totals.tenders.length > 0 && (
        <ul className={classes.totals} aria-label={t.totals}>
          {totals.tenders.map((tender) => (
            <li key={tender.id}>{t.tender(tender.name, moneyText(tender.paid), tender.count)}</li>
          ))}
        </ul>
      )}
      <ListBody
        asked={rows}
        icon={<IconReceiptOff size={22} aria-hidden />}
        failed={t.listFailed}
        nothing={<NothingHere search={search} />}
        foot={
          <Pager
            cursors={search.cursors}
            next={rows.data?.nextCursor ?? null}
            onGo={(cursors) => change({ cursors })}
          />
        }
      >
        {(data, isCurrent) =>
          isPhone ? (
            <PaymentCards rows={data} />
          ) : (
            <PaymentTable rows={data} columns={columnsOf(search.columns)} isCurrent={isCurrent} />
          )
        }
      </ListBody>
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

/** One payment at its client, or a stack of checks at once. */
function AddMenu({ onPayment }: { onPayment: () => void }) {
  const organization = useOrganization()
  const navigate = useNavigate()
  const toChecks = () => navigate({ to: paths.recordChecks(organization.slug) as never })
  return (
    <MenuButton
      className={classes.add}
      groups={[
        {
          items: [
            { label: t.addPayment, run: onPayment },
            {
              label: t.addChecks,
              reason: whyNot(organization, 'payments.record'),
              run: () => void toChecks(),
            },
          ],
        },
      ]}
    >
      <IconPlus size={16} aria-hidden />
      {t.add}
      <IconChevronDown size={14} aria-hidden />
    </MenuButton>
  )
}

function PaymentSearchField({ refusal }: { refusal?: string }) {
  const [{ search }, change] = useAddress<PaymentListSearch>()
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
