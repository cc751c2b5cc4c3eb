import { useQuery } from '@tanstack/react-query'
import type { Transactions } from '../../../api/contract.ts'
import { reportQuery } from '../../../api/queries.ts'
import { reports as t } from '../../../messages/en/reports.ts'
import { dateText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { Days, ExportCsv, LineWords, Pager, Shown } from './ReportParts.tsx'
import classes from './Reports.module.css'
import { useReportSearch } from './report-search.ts'

/** What was earned in one column, what money moved in the other. */
export function TransactionsPage() {
  const { slug } = useOrganization()
  const [{ from, to, cursors }] = useReportSearch()
  const asked = useQuery(
    reportQuery<Transactions>(slug, '/reports/transactions', { from, to, cursor: cursors?.at(-1) }),
  )
  const seen = asked.data
  return (
    <Page
      title={t.pages.transactions}
      subtitle={seen ? t.inAndOut(moneyText(seen.income), moneyText(seen.cashflow)) : ' '}
      actions={<ExportCsv table="transactions" query={{ from: seen?.from, to: seen?.to }} />}
    >
      <Days names={['from', 'to']} seen={seen ?? {}} />
      <Shown asked={asked}>
        {(data) => (
          <>
            <Panel flush>
              {data.data.length === 0 ? (
                <EmptyState title={t.nothingThen} />
              ) : (
                <ScrollX label={t.pages.transactions}>
                  <table className={table.table}>
                    <thead>
                      <tr>
                        <th scope="col">{t.date}</th>
                        <th scope="col">{t.what}</th>
                        <th scope="col">{t.who}</th>
                        <th scope="col" className={table.right}>
                          {t.income}
                        </th>
                        <th scope="col" className={table.right}>
                          {t.cashflow}
                        </th>
                      </tr>
                    </thead>
                    <tbody className={table.rows}>
                      {data.data.map((row, n) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: lines are never moved.
                        <tr key={n}>
                          <td className={classes.nowrap}>{dateText(row.on)}</td>
                          <td>
                            <LineWords line={row} />
                          </td>
                          <td>
                            {row.accountId ? (
                              <TextLink to={paths.entries(slug, row.accountId)}>{row.who}</TextLink>
                            ) : (
                              row.who
                            )}
                          </td>
                          <td className={table.right}>
                            {row.income && <Money value={row.income} />}
                          </td>
                          <td className={table.right}>
                            {row.cashflow && <Money value={row.cashflow} />}
                          </td>
                        </tr>
                      ))}
                      <tr className={table.foot}>
                        <td colSpan={3}>{t.wholePeriod(data.count)}</td>
                        <td className={table.right}>
                          <Money value={data.income} />
                        </td>
                        <td className={table.right}>
                          <Money value={data.cashflow} />
                        </td>
                      </tr>
                    </tbody>
                  </table>
                </ScrollX>
              )}
            </Panel>
            <Pager next={data.nextCursor} />
          </>
        )}
      </Shown>
    </Page>
  )
}
