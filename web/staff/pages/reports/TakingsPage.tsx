import { useQuery } from '@tanstack/react-query'
import type { Takings } from '../../../api/contract.ts'
import { reportQuery } from '../../../api/queries.ts'
import { reports as t } from '../../../messages/en/reports.ts'
import { MoneyCell } from '../../../ui/cells.tsx'
import { dateText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { Days, ExportReport, PrintPage, Shown } from './ReportParts.tsx'
import classes from './Reports.module.css'
import { useReportSearch } from './report-search.ts'

/** What was taken day by day and tender by tender, and what went back; each cell opens its payments. */
export function TakingsPage() {
  const { slug } = useOrganization()
  const [{ from, to }] = useReportSearch()
  const asked = useQuery(reportQuery<Takings>(slug, '/reports/takings', { from, to }))
  const seen = asked.data
  return (
    <Page
      title={t.pages.takings}
      subtitle={seen ? t.taken(seen.totals.count, moneyText(seen.totals.net)) : ' '}
      actions={
        <>
          <PrintPage />
          <ExportReport table="takings" query={{ from: seen?.from, to: seen?.to }} />
        </>
      }
    >
      <Days names={['from', 'to']} seen={seen ?? {}} />
      <Shown asked={asked}>
        {(data) => (
          <Panel flush>
            {data.days.length === 0 ? <EmptyState title={t.nothingThen} /> : <Table data={data} />}
          </Panel>
        )}
      </Shown>
    </Page>
  )
}

function Table({ data }: { data: Takings }) {
  const { slug } = useOrganization()
  const payments = paths.payments(slug)
  const { tenders, totals } = data
  const rows = [
    ...data.days.map((day) => ({ ...day, name: dateText(day.day), from: day.day, to: day.day })),
    { ...totals, day: '', name: t.total, from: data.from, to: data.to },
  ]
  return (
    <ScrollX label={t.pages.takings}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t.date}</th>
            {tenders.map(({ id, name }) => (
              <th key={id} scope="col" className={table.right}>
                {name}
              </th>
            ))}
            <th scope="col" className={table.right}>
              {t.back}
            </th>
            <th scope="col" className={table.right}>
              {t.net}
            </th>
          </tr>
        </thead>
        <tbody className={table.rows}>
          {rows.map((row) => (
            <tr key={row.name} className={row.day ? undefined : table.foot}>
              <td className={classes.nowrap}>
                <TextLink to={payments} search={{ from: row.from, to: row.to, state: 'succeeded' }}>
                  {row.name}
                </TextLink>
              </td>
              {tenders.map(({ id }, n) => (
                <td key={id} className={table.right}>
                  <TextLink
                    to={payments}
                    search={{ from: row.from, to: row.to, state: 'succeeded', tenderId: id }}
                  >
                    <Money value={row.byTender[n] ?? row.paid} muteZero />
                  </TextLink>
                </td>
              ))}
              <td className={table.right}>
                <TextLink to={paths.transactions(slug)} search={{ from: row.from, to: row.to }}>
                  <Money value={row.back} muteZero />
                </TextLink>
              </td>
              <MoneyCell value={row.net} strong />
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}
