import { useQuery } from '@tanstack/react-query'
import type { Transactions } from '../../../api/contract.ts'
import { reportQuery } from '../../../api/queries.ts'
import { reports as t } from '../../../messages/en/reports.ts'
import { MoneyCell } from '../../../ui/cells.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Page } from '../../../ui/Page.tsx'
import table from '../../../ui/table.module.css'
import { useOrganization } from '../../shell/organization.tsx'
import { BookedCells, Days, ExportReport, Lines, Shown } from './ReportParts.tsx'
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
      actions={<ExportReport table="transactions" query={{ from: seen?.from, to: seen?.to }} />}
    >
      <Days names={['from', 'to']} seen={seen ?? {}} />
      <Shown asked={asked}>
        {(data) => (
          <Lines
            label={t.pages.transactions}
            heads={{ left: [t.date, t.what, t.who], right: [t.income, t.cashflow] }}
            page={data}
            foot={
              <tr className={table.foot}>
                <td />
                <td colSpan={2}>{t.wholePeriod(data.count)}</td>
                <MoneyCell value={data.income} />
                <MoneyCell value={data.cashflow} />
              </tr>
            }
          >
            {(row) => (
              <>
                <BookedCells line={row} />
                <MoneyCell value={row.income} />
                <MoneyCell value={row.cashflow} />
              </>
            )}
          </Lines>
        )}
      </Shown>
    </Page>
  )
}
