import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { LedgerAccountSeen, TrialBalance } from '../../../api/contract.ts'
import { reportQuery } from '../../../api/queries.ts'
import { books as t } from '../../../messages/en/books.ts'
import { reports } from '../../../messages/en/reports.ts'
import { dateText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { Days, ExportCsv, LineWords, Pager, PrintPage, Shown } from './ReportParts.tsx'
import classes from './Reports.module.css'
import { useReportSearch } from './report-search.ts'

/** Every ledger account at the end of a day; each opens into its lines. */
export function TrialBalancePage() {
  const { slug } = useOrganization()
  const [{ asOf }] = useReportSearch()
  const asked = useQuery(reportQuery<TrialBalance>(slug, '/books/trial-balance', { asOf }))
  const seen = asked.data
  return (
    <Page
      title={t.title}
      subtitle={seen ? t.asOf(dateText(seen.asOf)) : ' '}
      actions={
        <>
          <PrintPage />
          <ExportCsv table="trialBalance" query={{ asOf: seen?.asOf }} />
        </>
      }
    >
      <Days names={['asOf']} seen={seen ?? {}} />
      <Shown asked={asked}>
        {(data) => (
          <Panel flush>
            <table className={table.table}>
              <thead>
                <tr>
                  <th scope="col">{t.account}</th>
                  <th scope="col" className={table.right}>
                    {t.debit}
                  </th>
                  <th scope="col" className={table.right}>
                    {t.credit}
                  </th>
                </tr>
              </thead>
              <tbody className={table.rows}>
                {data.data.map((row) => (
                  <tr key={row.account}>
                    <td>
                      <TextLink
                        to={paths.ledgerAccount(slug, row.account)}
                        search={{ to: data.asOf }}
                      >
                        {row.name}
                      </TextLink>
                    </td>
                    <td className={table.right}>
                      {row.debit.amount > 0 && <Money value={row.debit} />}
                    </td>
                    <td className={table.right}>
                      {row.credit.amount > 0 && <Money value={row.credit} />}
                    </td>
                  </tr>
                ))}
                <tr className={table.foot}>
                  <td>{reports.total}</td>
                  <td className={table.right}>
                    <Money value={data.debit} />
                  </td>
                  <td className={table.right}>
                    <Money value={data.credit} />
                  </td>
                </tr>
              </tbody>
            </table>
          </Panel>
        )}
      </Shown>
    </Page>
  )
}

/** The lines of one ledger account over a period, with what lay there before and after. */
export function LedgerAccountPage() {
  const { slug } = useOrganization()
  const { account } = useParams({ strict: false }) as { account: string }
  const [{ from, to, cursors }] = useReportSearch()
  const asked = useQuery(
    reportQuery<LedgerAccountSeen>(slug, `/books/ledger-accounts/${account}`, {
      from,
      to,
      cursor: cursors?.at(-1),
    }),
  )
  const seen = asked.data
  return (
    <Page
      title={seen?.name ?? t.title}
      subtitle={
        seen ? t.beforeAndAfter(moneyText(seen.opening), moneyText(seen.closing), seen.count) : ' '
      }
      back={
        <TextLink to={paths.trialBalance(slug)} underline="hover">
          <IconArrowLeft size={14} aria-hidden /> {t.title}
        </TextLink>
      }
      actions={<ExportCsv table="ledgerAccount" query={{ ledgerAccount: account, from, to }} />}
    >
      <Days names={['from', 'to']} seen={seen ?? {}} />
      <Shown asked={asked}>
        {(data) => (
          <>
            <Panel flush>
              {data.data.length === 0 ? (
                <EmptyState title={reports.nothingThen} />
              ) : (
                <ScrollX label={data.name}>
                  <table className={table.table}>
                    <thead>
                      <tr>
                        <th scope="col">{reports.date}</th>
                        <th scope="col">{reports.what}</th>
                        <th scope="col">{reports.who}</th>
                        <th scope="col">{t.other}</th>
                        <th scope="col" className={table.right}>
                          {t.debit}
                        </th>
                        <th scope="col" className={table.right}>
                          {t.credit}
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
                          <td>{row.other}</td>
                          <td className={table.right}>
                            {row.side === 'debit' && <Money value={row.amount} />}
                          </td>
                          <td className={table.right}>
                            {row.side === 'credit' && <Money value={row.amount} />}
                          </td>
                        </tr>
                      ))}
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
