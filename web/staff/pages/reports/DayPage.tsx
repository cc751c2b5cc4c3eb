import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { parseAmount } from '../../../../src/kit/money.ts'
import { call } from '../../../api/client.ts'
import type { EndOfDay } from '../../../api/contract.ts'
import { reportQuery } from '../../../api/queries.ts'
import { endOfDay as t } from '../../../messages/en/end-of-day.ts'
import { reports } from '../../../messages/en/reports.ts'
import { Heads, MoneyCell } from '../../../ui/cells.tsx'
import { dateText, instantText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import table from '../../../ui/table.module.css'
import { LinkButton, TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { Days, ExportReport, LineWords, PrintPage, Shown } from './ReportParts.tsx'
import classes from './Reports.module.css'
import { useReportSearch } from './report-search.ts'

/** The end of any day on one page. */
export function DayPage() {
  const { slug } = useOrganization()
  const [{ day }] = useReportSearch()
  const asked = useQuery(reportQuery<EndOfDay>(slug, '/reports/day', { day }))
  const seen = asked.data
  return (
    <Page
      title={reports.pages.day}
      subtitle={seen ? dateText(seen.day) : ' '}
      actions={
        <>
          <PrintPage />
          <ExportReport table="day" query={{ day: seen?.day }} />
        </>
      }
    >
      <Days names={['day']} seen={seen ?? {}} />
      <Shown asked={asked}>{(data) => <Parts data={data} />}</Shown>
    </Page>
  )
}

function Parts({ data }: { data: EndOfDay }) {
  return (
    <div className={classes.stack}>
      <ToCount data={data} />
      <Processors data={data} />
      <Staff data={data} />
      <GaveBack data={data} />
      <OnTheirWay data={data} />
    </div>
  )
}

function ToCount({ data }: { data: EndOfDay }) {
  const { slug } = useOrganization()
  const used = data.places.filter(
    ({ place, opening, cameIn, wentBack, deposited, count }) =>
      place === 'cash' ||
      count !== null ||
      [opening, cameIn, wentBack, deposited].some(({ amount }) => amount !== 0),
  )
  return (
    <Panel
      title={t.toCount}
      flush
      aside={
        <LinkButton variant="default" size="xs" to={paths.deposits(slug)}>
          {t.bringToBank}
        </LinkButton>
      }
    >
      <ScrollX label={t.toCount}>
        <table className={table.table}>
          <Heads
            left={[t.where]}
            right={[t.opening, t.cameIn, t.wentBack, t.deposited, t.expected]}
            last={t.counted}
          />
          <tbody>
            {used.map((row) => (
              <tr key={row.place}>
                <td className={classes.nowrap}>{row.name}</td>
                {[row.opening, row.cameIn, row.wentBack, row.deposited].map((value, n) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns are never moved.
                  <MoneyCell key={n} value={value} muteZero />
                ))}
                <td className={`${table.right} ${table.strong}`}>
                  <TextLink
                    to={paths.ledgerAccount(slug, row.place)}
                    search={{ from: data.day, to: data.day }}
                  >
                    <Money value={row.expected} />
                  </TextLink>
                </td>
                <td>
                  <Counted day={data.day} row={row} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </Panel>
  )
}

type Place = EndOfDay['places'][number]

/** What was counted, or where to type it. */
function Counted({ day, row }: { day: string; row: Place }) {
  const [isOpen, setOpen] = useState(false)
  const { timeZone } = useOrganization()
  const { count } = row
  if (isOpen) return <CountForm day={day} row={row} onDone={() => setOpen(false)} />
  return (
    <>
      {count && (
        <div>
          {count.difference.amount === 0
            ? t.agrees(moneyText(count.counted))
            : t.differs(moneyText(count.counted), moneyText(count.difference))}
          <div className={table.sub}>
            {[count.note, t.countedBy(count.by, instantText(count.at, timeZone))]
              .filter(Boolean)
              .join(' · ')}
          </div>
        </div>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        aria-label={t.countOf(count ? t.countAgain : t.count, row.name)}
        onClick={() => setOpen(true)}
      >
        {count ? t.countAgain : t.count}
      </Button>
    </>
  )
}

function CountForm({ day, row, onDone }: { day: string; row: Place; onDone: () => void }) {
  const { slug, currency } = useOrganization()
  const queryClient = useQueryClient()
  const [counted, setCounted] = useState('')
  const [note, setNote] = useState('')
  const form = useFormProblem(['counted', 'note'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (form.withholds({ note })) return
    const parsed = parseAmount(counted, currency)
    if (!parsed.ok) return form.refuse('counted', parsed.message)
    await form.send(async () => {
      await call(slug, '/reports/day/counts', {
        method: 'POST',
        body: { day, place: row.place, counted: Number(parsed.amount), note },
      })
      await queryClient.invalidateQueries({ queryKey: ['o', slug, 'report'] })
      onDone()
    })
  }

  return (
    <form
      ref={form.formRef}
      className={classes.form}
      onSubmit={(event) => void submit(event)}
      noValidate
    >
      {form.summary}
      <MoneyField
        label={t.countedAmount}
        name="counted"
        text={counted}
        onText={setCounted}
        currency={currency}
        minimum={0n}
        problem={form.at('counted')}
        data-autofocus
      />
      <TextInput
        className={classes.grow}
        label={t.note}
        name="note"
        value={note}
        error={form.at('note')}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Button type="submit" loading={form.isBusy}>
        {t.save}
      </Button>
      <Button variant="default" onClick={onDone}>
        {t.cancel}
      </Button>
    </form>
  )
}

function Processors({ data }: { data: EndOfDay }) {
  const { slug, me } = useOrganization()
  if (data.processors.length === 0) return null
  return (
    <Panel
      title={t.cards}
      flush
      aside={
        me.permissions.includes('books.read') && (
          <LinkButton variant="default" size="xs" to={paths.differences(slug)}>
            {t.differences}
          </LinkButton>
        )
      }
    >
      <ScrollX label={t.cards}>
        <table className={table.table}>
          <Heads left={[t.processor]} right={[t.payments, t.gross, t.wentBack, t.fees, t.net]} />
          <tbody>
            {data.processors.map((row) => (
              <tr key={row.id}>
                <td>
                  <TextLink
                    to={paths.ledgerAccount(slug, 'clearing')}
                    search={{ from: data.day, to: data.day }}
                  >
                    {row.name}
                  </TextLink>
                </td>
                <td className={table.right}>{row.count}</td>
                {[row.gross, row.back, row.fees, row.net].map((value, n) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns are never moved.
                  <MoneyCell key={n} value={value} muteZero />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </Panel>
  )
}

function Staff({ data }: { data: EndOfDay }) {
  const { slug } = useOrganization()
  return (
    <Panel title={t.staff} flush>
      {data.staff.length === 0 ? (
        <EmptyState title={t.nobodyTook} />
      ) : (
        <ScrollX label={t.staff}>
          <table className={table.table}>
            <Heads left={[t.who]} right={[...Object.values(t.places), reports.total]} />
            <tbody>
              {data.staff.map((row) => (
                <tr key={row.name}>
                  <td>{row.name}</td>
                  {row.byPlace.map((value, n) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: columns are never moved.
                    <MoneyCell key={n} value={value} muteZero />
                  ))}
                  <td className={table.right}>
                    <TextLink
                      to={paths.payments(slug)}
                      search={{ from: data.day, to: data.day, state: 'succeeded' }}
                    >
                      <Money value={row.total} />
                    </TextLink>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
    </Panel>
  )
}

function GaveBack({ data }: { data: EndOfDay }) {
  if (data.back.length === 0) return null
  return (
    <Panel title={t.gaveBack} flush>
      <table className={table.table}>
        <tbody>
          {data.back.map((row, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are never moved.
            <tr key={n}>
              <td>
                <LineWords line={row} />
              </td>
              <td>{row.who}</td>
              <MoneyCell value={row.amount} />
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function OnTheirWay({ data }: { data: EndOfDay }) {
  const { slug } = useOrganization()
  return (
    <Panel title={t.onTheirWay} flush>
      {data.onTheirWay.length === 0 ? (
        <EmptyState title={t.nothingOnItsWay} />
      ) : (
        <table className={table.table}>
          <tbody>
            {data.onTheirWay.map((row) => (
              <tr key={row.id}>
                <td className={classes.nowrap}>{dateText(row.startedOn)}</td>
                <td>
                  <TextLink to={paths.payment(slug, row.id)}>{row.account}</TextLink>
                </td>
                <MoneyCell value={row.amount} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
