import { Button, TextInput } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import type { ComponentProps, ReactNode } from 'react'
import { reports as t } from '../../../messages/en/reports.ts'
import { Heads, MoneyCell } from '../../../ui/cells.tsx'
import { dateText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import type { Money } from '../../../ui/Money.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { Pager as ListPager } from '../../../ui/Pager.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import table from '../../../ui/table.module.css'
import { ExportCsv } from '../../ExportCsv.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import classes from './Reports.module.css'
import { useReportSearch } from './report-search.ts'

type DayName = 'from' | 'to' | 'asOf' | 'day'

/** Days that a report is about; what stands in the address, else what the server took. */
export function Days({
  names,
  seen,
}: {
  names: DayName[]
  seen: Partial<Record<DayName, string | null>>
}) {
  const [search, change] = useReportSearch()
  return (
    <div className={classes.days}>
      {names.map((name) => (
        <TextInput
          key={name}
          type="date"
          label={t.days[name]}
          value={search[name] ?? seen[name] ?? ''}
          onChange={(event) => change({ [name]: event.currentTarget.value || undefined }, true)}
        />
      ))}
    </div>
  )
}

/** The table of a report as a file. */
export function ExportReport({
  table: name,
  query = {},
  label,
}: {
  table: string
  query?: Record<string, string | null | undefined>
  label?: string
}) {
  const { slug } = useOrganization()
  return (
    <ExportCsv needs="reports.read" href={paths.reportExport(slug, name, query)} label={label} />
  )
}

export function PrintPage() {
  return (
    <Button
      variant="default"
      leftSection={<IconPrinter size={16} aria-hidden />}
      onClick={() => window.print()}
    >
      {t.print}
    </Button>
  )
}

interface Asked<Data> {
  data: Data | undefined
  error: unknown
  refetch: () => unknown
}

/** A report as it comes: waiting, failed, or there. */
export function Shown<Data>({
  asked,
  children,
}: {
  asked: Asked<Data>
  children: (data: Data) => ReactNode
}) {
  const { data, error, refetch } = asked
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeletons rows={9} />
  return children(data)
}

interface BookLine {
  on: string
  words: string
  link: { kind: 'invoice' | 'payment'; id: string } | null
}

/** What a line of the books is about, leading to it. */
export function LineWords({ line }: { line: Omit<BookLine, 'on'> }) {
  const slug = useSlug()
  if (!line.link) return line.words
  return <TextLink to={paths[line.link.kind](slug, line.link.id)}>{line.words}</TextLink>
}

/** When something was booked, what it is about and whose it is. */
export function BookedCells({
  line,
}: {
  line: BookLine & { who: string | null; accountId: string | null }
}) {
  const slug = useSlug()
  return (
    <>
      <td className={classes.nowrap}>{dateText(line.on)}</td>
      <td data-on={dateText(line.on)}>
        <LineWords line={line} />
      </td>
      <td>
        {line.accountId ? (
          <TextLink to={paths.entries(slug, line.accountId)}>{line.who}</TextLink>
        ) : (
          line.who
        )}
      </td>
    </>
  )
}

/** When something changed a balance, what it was, by how much and to what. */
export function BalanceCells({
  line,
}: {
  line: BookLine & Record<'change' | 'balance', ComponentProps<typeof Money>['value']>
}) {
  return (
    <>
      <td className={classes.nowrap}>{dateText(line.on)}</td>
      <td data-on={dateText(line.on)}>
        <LineWords line={line} />
      </td>
      <MoneyCell value={line.change} />
      <MoneyCell value={line.balance} />
    </>
  )
}

/** Money on its way to the bank: when it came, for what and from whom. */
export function BankedCells({
  line,
}: {
  line: BookLine & { who: string | null; amount: ComponentProps<typeof Money>['value'] }
}) {
  return (
    <>
      <td className={classes.nowrap}>{dateText(line.on)}</td>
      <td data-on={dateText(line.on)}>
        <LineWords line={line} />
        <div className={table.sub}>{line.who}</div>
      </td>
      <MoneyCell value={line.amount} />
    </>
  )
}

/** A page of lines of the books, each with the cells of its report. */
export function Lines<Row>({
  label,
  heads,
  page,
  nothing = t.nothingThen,
  foot,
  children,
}: {
  label: string
  heads: ComponentProps<typeof Heads>
  page: { data: Row[]; nextCursor: string | null }
  nothing?: string
  /** The row below the lines. */
  foot?: ReactNode
  children: (row: Row) => ReactNode
}) {
  return (
    <>
      <Panel flush>
        {page.data.length === 0 ? (
          <EmptyState title={nothing} />
        ) : (
          <ScrollX label={label}>
            <table className={`${table.table} ${table.dated}`}>
              <Heads {...heads} />
              <tbody className={table.rows}>
                {page.data.map((row, n) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: lines are never moved.
                  <tr key={n}>{children(row)}</tr>
                ))}
                {foot}
              </tbody>
            </table>
          </ScrollX>
        )}
      </Panel>
      <Pager next={page.nextCursor} />
    </>
  )
}

export function Pager({ next }: { next: string | null }) {
  const [{ cursors }, change] = useReportSearch()
  return <ListPager cursors={cursors} next={next} onGo={(to) => change({ cursors: to })} />
}

/** A figure that opens into what it is made of. */
export function Figure({
  label,
  to,
  search,
  children,
  note,
}: {
  label: string
  to?: string
  search?: object
  children: ReactNode
  note?: ReactNode
}) {
  return (
    <div className={classes.figure}>
      <div className={classes.figureLabel}>{label}</div>
      <div className={classes.figureAmount}>
        {to ? (
          <TextLink to={to} search={search as never} inherit>
            {children}
          </TextLink>
        ) : (
          children
        )}
      </div>
      {note && <div className={classes.figureNote}>{note}</div>}
    </div>
  )
}
