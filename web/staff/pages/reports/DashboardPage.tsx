import { useQuery } from '@tanstack/react-query'
import type { Dashboard } from '../../../api/contract.ts'
import { reportQuery } from '../../../api/queries.ts'
import { charts } from '../../../messages/en/charts.ts'
import { dashboard as t } from '../../../messages/en/dashboard.ts'
import { dateText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { MonthChart } from './MonthChart.tsx'
import { Days, ExportReport, Figure, Shown } from './ReportParts.tsx'
import classes from './Reports.module.css'
import { useReportSearch } from './report-search.ts'

/** How the business is doing; every figure opens into what it is made of. */
export function DashboardPage() {
  const { slug } = useOrganization()
  const [{ from, to }] = useReportSearch()
  const asked = useQuery(reportQuery<Dashboard>(slug, '/reports/dashboard', { from, to }))
  const seen = asked.data
  return (
    <Page
      title={t.title}
      subtitle={seen ? t.period(dateText(seen.from), dateText(seen.to)) : ' '}
      actions={<ExportReport table="months" query={{ from, to }} />}
    >
      <Days names={['from', 'to']} seen={seen ?? {}} />
      <Shown asked={asked}>{(data) => <Parts data={data} />}</Shown>
    </Page>
  )
}

function Parts({ data }: { data: Dashboard }) {
  const { slug } = useOrganization()
  const { from, to, upcoming, failed, onTheirWay } = data
  const payments = paths.payments(slug)
  return (
    <div className={classes.stack}>
      <Panel>
        <div className={classes.figures}>
          <Figure
            label={t.collected}
            to={paths.takings(slug)}
            search={{ from, to }}
            note={
              data.back.amount === 0
                ? t.invoiced(moneyText(data.invoiced))
                : t.lessBack(moneyText(data.received), moneyText(data.back))
            }
          >
            <Money value={data.collected} />
          </Figure>
          <Figure
            label={t.outstanding}
            to={paths.aging(slug)}
            note={
              data.lateInvoices > 0 ? (
                <span className={classes.late}>
                  {t.late(moneyText(data.late), data.lateInvoices)}
                </span>
              ) : (
                t.open(data.openInvoices)
              )
            }
          >
            <Money value={data.outstanding} />
          </Figure>
          <Figure
            label={t.failed}
            to={payments}
            search={{ state: 'failed', from, to }}
            note={t.payments(failed.count)}
          >
            <Money value={failed.amount} />
          </Figure>
          <Figure
            label={t.onTheirWay}
            to={payments}
            search={{ state: 'processing' }}
            note={t.payments(onTheirWay.count)}
          >
            <Money value={onTheirWay.amount} />
          </Figure>
          <Figure label={t.upcoming} note={t.until(dateText(upcoming.until), upcoming.count)}>
            <Money value={upcoming.amount} />
          </Figure>
        </div>
      </Panel>
      <Panel title={t.months}>
        <MonthChart months={data.months} label={charts.label} to={paths.takings(slug)} />
      </Panel>
      <Panel title={t.upcomingTitle} flush>
        {upcoming.data.length === 0 ? (
          <EmptyState title={t.nothingUpcoming} />
        ) : (
          <table className={table.table}>
            <tbody className={table.rows}>
              {upcoming.data.map((one) => (
                <tr key={one.id}>
                  <td className={classes.nowrap}>{dateText(one.dueOn)}</td>
                  <td>
                    {one.clientId ? (
                      <TextLink to={paths.billing(slug, one.clientId)}>{one.account}</TextLink>
                    ) : (
                      one.account
                    )}
                  </td>
                  <td className={table.right}>
                    <Money value={one.amount} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
    </div>
  )
}
