import { useQuery } from '@tanstack/react-query'
import type { Aging } from '../../../api/contract.ts'
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
import { Days, ExportReport, Pager, PrintPage, Shown } from './ReportParts.tsx'
import { useReportSearch } from './report-search.ts'

export const BUCKETS = ['current', 'days30', 'days60', 'days90', 'older'] as const

/** Who owes how much for how long, now or at the end of any day. */
export function AgingPage() {
  const { slug } = useOrganization()
  const [{ asOf, cursors }] = useReportSearch()
  const asked = useQuery(
    reportQuery<Aging>(slug, '/reports/aging', { asOf, cursor: cursors?.at(-1) }),
  )
  const seen = asked.data
  return (
    <Page
      title={t.pages.aging}
      subtitle={seen ? t.owedBy(moneyText(seen.totals.total), seen.accounts, seen.invoices) : ' '}
      actions={
        <>
          <PrintPage />
          <ExportReport table="aging" query={{ asOf: seen?.asOf }} />
        </>
      }
    >
      <Days names={['asOf']} seen={seen ?? {}} />
      <Shown asked={asked}>
        {(data) => (
          <>
            <Panel flush>
              {data.data.length === 0 ? (
                <EmptyState title={t.nobodyOwes} />
              ) : (
                <ScrollX label={t.pages.aging}>
                  <table className={table.table}>
                    <thead>
                      <tr>
                        <th scope="col">{t.who}</th>
                        <th scope="col">{t.oldestDue}</th>
                        {BUCKETS.map((bucket) => (
                          <th key={bucket} scope="col" className={table.right}>
                            {t.buckets[bucket]}
                          </th>
                        ))}
                        <th scope="col" className={table.right}>
                          {t.total}
                        </th>
                      </tr>
                    </thead>
                    <tbody className={table.rows}>
                      {data.data.map((row) => (
                        <tr key={row.account.id}>
                          <td>
                            {row.client ? (
                              <TextLink to={paths.billing(slug, row.client.id)}>
                                {row.account.name}
                              </TextLink>
                            ) : (
                              row.account.name
                            )}
                          </td>
                          <td>{row.oldestDueOn && dateText(row.oldestDueOn)}</td>
                          {BUCKETS.map((bucket) => (
                            <td key={bucket} className={table.right}>
                              <Money value={row[bucket]} muteZero />
                            </td>
                          ))}
                          <td className={table.right}>
                            <TextLink
                              to={paths.entries(slug, row.account.id)}
                              search={{ figure: 'owed', asOf: data.asOf }}
                            >
                              <Money value={row.total} />
                            </TextLink>
                          </td>
                        </tr>
                      ))}
                      <tr className={table.foot}>
                        <td colSpan={2}>{t.everybody}</td>
                        {BUCKETS.map((bucket) => (
                          <td key={bucket} className={table.right}>
                            <Money value={data.totals[bucket]} muteZero />
                          </td>
                        ))}
                        <td className={table.right}>
                          <Money value={data.totals.total} />
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
