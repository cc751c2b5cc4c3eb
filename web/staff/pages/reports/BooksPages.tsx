import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { LedgerAccountSeen, TrialBalance } from '../../../api/contract.ts'
import { reportQuery } from '../../../api/queries.ts'
import { books as t } from '../../../messages/en/books.ts'
import { reports } from '../../../messages/en/reports.ts'
import { Heads, MoneyCell } from '../../../ui/cells.tsx'
import { dateText } from '../../../ui/dates.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { BookedCells, Days, ExportReport, Lines, PrintPage, Shown } from './ReportParts.tsx'
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
          <ExportReport table="trialBalance" query={{ asOf: seen?.asOf }} />
        </>
      }
    >
      <Days names={['asOf']} seen={seen ?? {}} />
      <Shown asked={asked}>
        {(data) => (
          <Panel flush>
            <table className={table.table}>
              <Heads left={[t.account]} right={[t.debit, t.credit]} />
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
                    <MoneyCell value={row.debit.amount > 0 && row.debit} />
                    <MoneyCell value={row.credit.amount > 0 && row.credit} />
                  </tr>
                ))}
                <tr className={table.foot}>
                  <td>{reports.total}</td>
                  <MoneyCell value={data.debit} />
                  <MoneyCell value={data.credit} />
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
      actions={<ExportReport table="ledgerAccount" query={{ ledgerAccount: account, from, to }} />}
    >
      <Days names={['from', 'to']} seen={seen ?? {}} />
      <Shown asked={asked}>
        {(data) => (
          <Lines
            label={data.name}
            heads={{
              left: [reports.date, reports.what, reports.who, t.other],
              right: [t.debit, t.credit],
            }}
            page={data}
          >
            {(row) => (
              <>
                <BookedCells line={row} />
                <td>{row.other}</td>
                <MoneyCell value={row.side === 'debit' && row.amount} />
                <MoneyCell value={row.side === 'credit' && row.amount} />
              </>
            )}
          </Lines>
        )}
      </Shown>
    </Page>
  )
}
