import { IconArrowBackUp, IconBan, IconCheck, IconClock, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Echecks } from '../../../api/contract.ts'
import { reportQuery } from '../../../api/queries.ts'
import { echecks as t } from '../../../messages/en/echecks.ts'
import { reports } from '../../../messages/en/reports.ts'
import { MoneyCell } from '../../../ui/cells.tsx'
import { dateText } from '../../../ui/dates.ts'
import { Money } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { StateBadge, type Tone } from '../../../ui/StateBadge.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { Days, ExportReport, Figure, Lines, PrintPage, Shown } from './ReportParts.tsx'
import classes from './Reports.module.css'
import { useReportSearch } from './report-search.ts'

type State = Echecks['data'][number]['state']

const LOOKS: Record<State, { tone: Tone; icon: ReactNode }> = {
  onItsWay: { tone: 'wait', icon: <IconClock aria-hidden /> },
  paid: { tone: 'good', icon: <IconCheck aria-hidden /> },
  sentBack: { tone: 'bad', icon: <IconX aria-hidden /> },
  returned: { tone: 'bad', icon: <IconArrowBackUp aria-hidden /> },
  canceled: { tone: 'quiet', icon: <IconBan aria-hidden /> },
}

/** Where every eCheck of a period stands, and how many came back beside what the network allows. */
export function EchecksPage() {
  const { slug } = useOrganization()
  const [{ from, to, cursors }] = useReportSearch()
  const asked = useQuery(
    reportQuery<Echecks>(slug, '/reports/echecks', { from, to, cursor: cursors?.at(-1) }),
  )
  const seen = asked.data
  return (
    <Page
      title={t.title}
      subtitle={t.subtitle}
      actions={
        <>
          <PrintPage />
          <ExportReport table="echecks" query={{ from: seen?.from, to: seen?.to }} />
        </>
      }
    >
      <Days names={['from', 'to']} seen={seen ?? {}} />
      <Shown asked={asked}>
        {(data) => (
          <div className={classes.stack}>
            <Panel>
              <div className={classes.figures}>
                {data.states.map(({ state, count, amount }) => (
                  <Figure key={state} label={t.states[state]} note={t.count(count)}>
                    <Money value={amount} />
                  </Figure>
                ))}
              </div>
            </Panel>
            <Rates rates={data.rates} />
            <Lines
              label={t.title}
              heads={{ left: [reports.date, reports.who, t.state], right: [t.amount] }}
              page={data}
              nothing={t.nothing}
            >
              {(row) => <Cells row={row} />}
            </Lines>
          </div>
        )}
      </Shown>
    </Page>
  )
}

function Cells({ row }: { row: Echecks['data'][number] }) {
  const { slug } = useOrganization()
  const { tone, icon } = LOOKS[row.state]
  return (
    <>
      <td className={classes.nowrap}>{dateText(row.on)}</td>
      <td data-on={dateText(row.on)}>
        <TextLink to={paths.payment(slug, row.paymentId)}>{row.who}</TextLink>
        <div className={table.sub}>{row.bankAccount}</div>
      </td>
      <td>
        <StateBadge tone={tone} icon={icon}>
          {t.states[row.state]}
        </StateBadge>
        {row.cause && (
          <div className={table.sub}>
            {[row.code, row.cause, row.returnedOn && t.on(dateText(row.returnedOn))]
              .filter(Boolean)
              .join(' ')}
          </div>
        )}
      </td>
      <MoneyCell value={row.amount} />
    </>
  )
}

/** The limits of the network, and a warning from half of one on. */
function Rates({ rates }: { rates: Echecks['rates'] }) {
  const worst = rates.find(({ level }) => level === 'over') ?? rates.find((r) => r.level === 'near')
  return (
    <Panel title={t.rates}>
      {worst && (
        <Notice tone={worst.level === 'over' ? 'bad' : 'warn'} title={t.levels[worst.level]}>
          {t.advice}
        </Notice>
      )}
      <div className={classes.figures}>
        {rates.map(({ counts, back, sent, rate, limit }) => (
          <Figure
            key={counts}
            label={t.counts[counts]}
            note={t.limit(back, sent, t.percent(limit))}
          >
            {t.percent(rate)}
          </Figure>
        ))}
      </div>
    </Panel>
  )
}
