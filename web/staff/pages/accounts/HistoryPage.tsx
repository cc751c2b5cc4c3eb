import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { AccountHistory } from '../../../api/contract.ts'
import { paymentsQuery, reportQuery } from '../../../api/queries.ts'
import { accounts as t } from '../../../messages/en/accounts.ts'
import { charts } from '../../../messages/en/charts.ts'
import { dateText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import table from '../../../ui/table.module.css'
import { LinkButton, TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { PaymentBadge } from '../payments/PaymentBadge.tsx'
import { MonthChart } from '../reports/MonthChart.tsx'
import { ExportReport, Figure, Pager, Shown } from '../reports/ReportParts.tsx'
import classes from '../reports/Reports.module.css'
import { useReportSearch } from '../reports/report-search.ts'
import { BackToClient } from './EntriesPage.tsx'

/** Everything a client's account ever paid, and what it tells. */
export function HistoryPage() {
  const { slug } = useOrganization()
  const { accountId } = useParams({ strict: false }) as { accountId: string }
  const asked = useQuery(reportQuery<AccountHistory>(slug, `/accounts/${accountId}/history`, {}))
  const seen = asked.data
  return (
    <Page
      title={t.history}
      subtitle={seen?.account.name ?? ' '}
      back={<BackToClient account={seen?.account} />}
      actions={
        <>
          <LinkButton variant="default" to={paths.statement(slug, accountId)}>
            {t.statement}
          </LinkButton>
          <ExportReport table="history" query={{ accountId }} />
        </>
      }
    >
      <Shown asked={asked}>
        {(data) => (
          <div className={classes.stack}>
            <Panel>
              <div className={classes.figures}>
                <Figure
                  label={t.figures.lifetime}
                  to={paths.entries(slug, accountId)}
                  search={{ figure: 'lifetime' }}
                  note={
                    data.back.amount > 0
                      ? t.lessBack(moneyText(data.paid), moneyText(data.back))
                      : undefined
                  }
                >
                  <Money value={data.lifetimeValue} />
                </Figure>
                <Figure label={t.payments}>{data.count}</Figure>
                <Figure label={t.average}>
                  <Money value={data.average} />
                </Figure>
                <Figure label={t.often}>
                  {data.everyDays === null ? t.once : t.everyDays(data.everyDays)}
                </Figure>
                <Figure label={t.first}>{data.first ? dateText(data.first) : t.never}</Figure>
                <Figure label={t.last}>{data.last ? dateText(data.last) : t.never}</Figure>
              </div>
            </Panel>
            <Panel title={t.months}>
              <MonthChart
                months={data.months}
                label={charts.label}
                to={paths.statement(slug, accountId)}
              />
            </Panel>
            <Payments accountId={accountId} />
          </div>
        )}
      </Shown>
    </Page>
  )
}

function Payments({ accountId }: { accountId: string }) {
  const { slug } = useOrganization()
  const [{ cursors }] = useReportSearch()
  const asked = useQuery(paymentsQuery(slug, { accountId }, cursors?.at(-1)))
  return (
    <Shown asked={asked}>
      {(data) => (
        <>
          <Panel title={t.allPayments} flush>
            {data.data.length === 0 ? (
              <EmptyState title={t.noPayments} />
            ) : (
              <table className={table.table}>
                <tbody className={table.rows}>
                  {data.data.map((payment) => (
                    <tr key={payment.id}>
                      <td className={classes.nowrap}>
                        <TextLink to={paths.payment(slug, payment.id)}>
                          {dateText(payment.postedOn)}
                        </TextLink>
                      </td>
                      <td>
                        {payment.paidWith}
                        <div className={table.sub}>{payment.receipt?.number}</div>
                      </td>
                      <td>
                        <PaymentBadge state={payment.state} />
                      </td>
                      <td className={table.right}>
                        <Money value={payment.amount} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </Panel>
          <Pager next={data.nextCursor} />
        </>
      )}
    </Shown>
  )
}
