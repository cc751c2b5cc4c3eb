import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Statement } from '../../../api/contract.ts'
import { reportQuery } from '../../../api/queries.ts'
import { accounts as t } from '../../../messages/en/accounts.ts'
import { reports } from '../../../messages/en/reports.ts'
import { Heads, MoneyCell } from '../../../ui/cells.tsx'
import { dateText } from '../../../ui/dates.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { Mailings } from '../receipts/Mailings.tsx'
import paper from '../receipts/Receipt.module.css'
import {
  BalanceCells,
  Days,
  ExportReport,
  Pager,
  PrintPage,
  Shown,
} from '../reports/ReportParts.tsx'
import classes from '../reports/Reports.module.css'
import { useReportSearch } from '../reports/report-search.ts'
import { EmailStatement } from './EmailStatement.tsx'
import { BackToClient } from './EntriesPage.tsx'

const BUCKETS = ['current', 'days30', 'days60', 'days90', 'older'] as const

/** The story of an account over a period, as it is printed and mailed. */
export function StatementPage() {
  const { slug } = useOrganization()
  const { accountId } = useParams({ strict: false }) as { accountId: string }
  const [{ from, to, cursors }] = useReportSearch()
  const asked = useQuery(
    reportQuery<Statement>(slug, `/accounts/${accountId}/statement`, {
      from,
      to,
      cursor: cursors?.at(-1),
    }),
  )
  const seen = asked.data
  return (
    <Page
      narrow
      title={t.statement}
      subtitle={seen?.account.name ?? ' '}
      back={<BackToClient account={seen?.account} />}
      actions={
        <>
          <PrintPage />
          {seen && <EmailStatement statement={seen} />}
          <Button
            component="a"
            href={paths.statementPdf(slug, accountId, { from, to })}
            target="_blank"
            rel="noreferrer"
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t.pdf}
          </Button>
          <ExportReport table="statement" query={{ accountId, from: seen?.from, to: seen?.to }} />
        </>
      }
    >
      <Days names={['from', 'to']} seen={seen ?? {}} />
      <Shown asked={asked}>
        {(data) => (
          <>
            <Paper data={data} />
            <Pager next={data.nextCursor} />
            {data.mailings.length > 0 && (
              <div className={paper.beside}>
                <Panel title={t.mailings}>
                  <Mailings mailings={data.mailings} />
                </Panel>
              </div>
            )}
          </>
        )}
      </Shown>
    </Page>
  )
}

function Paper({ data }: { data: Statement }) {
  const { organization, closing } = data
  return (
    <section className={paper.paper}>
      <div className={paper.head}>
        <div className={paper.sender}>
          <div className={paper.organization}>{organization.name}</div>
          {[...organization.address, ...organization.contact].map((line) => (
            <div key={line} className={paper.quiet}>
              {line}
            </div>
          ))}
        </div>
        <div className={paper.sum}>
          <span>
            {closing.amount < 0 ? t.inCredit(dateText(data.to)) : t.owedOn(dateText(data.to))}
          </span>
          <span className={paper.amount}>
            {moneyText({ ...closing, amount: Math.abs(closing.amount) })}
          </span>
        </div>
      </div>
      <Facts
        facts={[
          { label: t.account, value: data.account.name },
          { label: t.period, value: t.fromTo(dateText(data.from), dateText(data.to)) },
          { label: t.invoiced, value: moneyText(data.charges) },
          { label: t.paidAndCredited, value: moneyText(data.payments) },
        ]}
      />
      <Lines data={data} />
      {data.open.length > 0 && <Open data={data} />}
      {organization.policy && <p className={paper.policy}>{organization.policy}</p>}
    </section>
  )
}

function Lines({ data }: { data: Statement }) {
  const [{ cursors }] = useReportSearch()
  return (
    <ScrollX label={t.statement}>
      <table className={`${table.table} ${table.dated}`}>
        <Heads left={[reports.date, reports.what]} right={[t.change, t.balance]} />
        <tbody>
          {!cursors && (
            <tr>
              <td className={classes.nowrap}>{dateText(data.before)}</td>
              <td data-on={dateText(data.before)}>{t.before}</td>
              <td />
              <MoneyCell value={data.opening} />
            </tr>
          )}
          {data.data.map((row, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are never moved.
            <tr key={n}>
              <BalanceCells line={row} />
            </tr>
          ))}
          <tr className={table.foot}>
            <td className={classes.nowrap}>{dateText(data.to)}</td>
            <td colSpan={2} data-on={dateText(data.to)}>
              {t.after}
            </td>
            <MoneyCell value={data.closing} />
          </tr>
        </tbody>
      </table>
    </ScrollX>
  )
}

function Open({ data }: { data: Statement }) {
  const { slug } = useOrganization()
  return (
    <ScrollX label={t.open}>
      <table className={table.table}>
        <Heads left={[t.open, t.due]} right={[t.stillOwed]} />
        <tbody>
          {data.open.map((invoice) => (
            <tr key={invoice.id}>
              <td>
                <TextLink to={paths.invoice(slug, invoice.id)}>{invoice.number}</TextLink>
              </td>
              <td>{dateText(invoice.dueOn)}</td>
              <MoneyCell value={invoice.due} />
            </tr>
          ))}
          {BUCKETS.filter((bucket) => data.aging[bucket].amount !== 0).map((bucket) => (
            <tr key={bucket}>
              <td colSpan={2}>{reports.buckets[bucket]}</td>
              <MoneyCell value={data.aging[bucket]} />
            </tr>
          ))}
          <tr className={table.foot}>
            <td colSpan={2}>{reports.total}</td>
            <MoneyCell value={data.aging.total} />
          </tr>
        </tbody>
      </table>
    </ScrollX>
  )
}
