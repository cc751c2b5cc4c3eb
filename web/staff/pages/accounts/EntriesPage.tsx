import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { Entries } from '../../../api/contract.ts'
import { reportQuery } from '../../../api/queries.ts'
import { accounts as t } from '../../../messages/en/accounts.ts'
import { reports } from '../../../messages/en/reports.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { Page } from '../../../ui/Page.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import sections from '../../shell/Sections.module.css'
import { BalanceCells, Days, ExportReport, Lines, Shown } from '../reports/ReportParts.tsx'
import { useReportSearch } from '../reports/report-search.ts'

const FIGURES = ['owed', 'credit', 'lifetime'] as const

/** What a figure of an account is made of, line by line, now or at the end of any day. */
export function EntriesPage() {
  const { slug } = useOrganization()
  const { accountId } = useParams({ strict: false }) as { accountId: string }
  const [{ figure = 'owed', asOf, cursors }] = useReportSearch()
  const asked = useQuery(
    reportQuery<Entries>(slug, `/accounts/${accountId}/entries`, {
      figure,
      asOf,
      cursor: cursors?.at(-1),
    }),
  )
  const seen = asked.data
  return (
    <Page
      title={t.figures[figure]}
      tabTitle={t.figures[figure]}
      subtitle={seen ? t.madeOf(seen.account.name, moneyText(seen.balance), seen.count) : ' '}
      back={<BackToClient account={seen?.account} />}
      actions={<ExportReport table="entries" query={{ accountId, figure, asOf }} />}
    >
      <nav aria-label={t.figuresOf} className={`${sections.sections} ${sections.within}`}>
        {FIGURES.map((one) => (
          <Link
            key={one}
            to={paths.entries(slug, accountId) as never}
            search={{ figure: one, asOf } as never}
            className={sections.section}
            data-active={one === figure || undefined}
            aria-current={one === figure ? 'page' : undefined}
          >
            {t.figures[one]}
          </Link>
        ))}
      </nav>
      <Days names={['asOf']} seen={seen ?? {}} />
      <Shown asked={asked}>
        {(data) => (
          <Lines
            label={t.figures[figure]}
            heads={{ left: [reports.date, reports.what], right: [t.change, t.balance] }}
            page={data}
            nothing={t.nothing}
          >
            {(row) => <BalanceCells line={row} />}
          </Lines>
        )}
      </Shown>
    </Page>
  )
}

export function BackToClient({ account }: { account: Entries['account'] | undefined }) {
  const { slug } = useOrganization()
  if (!account?.client) return ' '
  return (
    <TextLink to={paths.billing(slug, account.client.id)} underline="hover">
      <IconArrowLeft size={14} aria-hidden /> {account.client.name}
    </TextLink>
  )
}
