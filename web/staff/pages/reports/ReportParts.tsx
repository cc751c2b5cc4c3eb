import { Button, TextInput } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { reports as t } from '../../../messages/en/reports.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
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

/** The same table as a file, for those who may take it away. */
export function ExportCsv({
  table,
  query = {},
  label = t.exportCsv,
}: {
  table: string
  query?: Record<string, string | null | undefined>
  label?: string
}) {
  const { slug, me } = useOrganization()
  if (!me.permissions.includes('reports.read')) return null
  return (
    <Button
      component="a"
      variant="default"
      href={paths.reportExport(slug, table, query)}
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      {label}
    </Button>
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

/** What a line of the books is about, leading to it. */
export function LineWords({
  line,
}: {
  line: { words: string; link: { kind: 'invoice' | 'payment'; id: string } | null }
}) {
  const slug = useSlug()
  if (!line.link) return line.words
  return <TextLink to={paths[line.link.kind](slug, line.link.id)}>{line.words}</TextLink>
}

export function Pager({ next }: { next: string | null }) {
  const [{ cursors = [] }, change] = useReportSearch()
  if (!next && cursors.length === 0) return null
  const go = (to: string[]) => change({ cursors: to.length > 0 ? to : undefined })
  return (
    <div className={classes.pager}>
      <span>{t.page(cursors.length + 1)}</span>
      <Button
        variant="default"
        disabled={cursors.length === 0}
        onClick={() => go(cursors.slice(0, -1))}
      >
        {t.before}
      </Button>
      <Button variant="default" disabled={!next} onClick={() => next && go([...cursors, next])}>
        {t.next}
      </Button>
    </div>
  )
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
