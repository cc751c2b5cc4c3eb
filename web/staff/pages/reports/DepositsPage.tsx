import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Deposit, Deposits } from '../../../api/contract.ts'
import { reportQuery } from '../../../api/queries.ts'
import { deposits as t } from '../../../messages/en/deposits.ts'
import { endOfDay } from '../../../messages/en/end-of-day.ts'
import { MoneyCell } from '../../../ui/cells.tsx'
import { dateText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import type { ReportSearch } from '../../report-search.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { BankedCells, ExportReport, Shown } from './ReportParts.tsx'
import classes from './Reports.module.css'
import { useReportSearch } from './report-search.ts'

/** What lies in hand, and what of it is brought to the bank. */
export function DepositsPage() {
  const { slug } = useOrganization()
  const [{ place = 'cash' }, change] = useReportSearch()
  const asked = useQuery(reportQuery<Deposits>(slug, '/deposits', { place }))
  const seen = asked.data
  return (
    <Page
      title={t.title}
      subtitle={seen ? t.inHand(seen.name, moneyText(seen.amount)) : ' '}
      actions={<ExportReport table="deposits" query={{ place }} />}
    >
      <div className={classes.days}>
        <NativeSelect
          label={t.from}
          value={place}
          data={Object.entries(endOfDay.places)
            .filter(([value]) => value !== 'clearing')
            .map(([value, label]) => ({ value, label }))}
          onChange={(event) =>
            change({ place: event.currentTarget.value as ReportSearch['place'] })
          }
        />
      </div>
      <Shown asked={asked}>
        {(data) => (
          <div className={classes.stack}>
            {/* A form of its own for each place and each time something was taken away. */}
            <InHand key={`${place} ${data.inHand.length}`} data={data} />
            <Made data={data} />
          </div>
        )}
      </Shown>
    </Page>
  )
}

function InHand({ data }: { data: Deposits }) {
  const { slug, currency } = useOrganization()
  const queryClient = useQueryClient()
  const [ticked, setTicked] = useState(new Set(data.inHand.map(({ line }) => line)))
  const [note, setNote] = useState('')
  const form = useFormProblem(['note'])
  const amount = data.inHand.reduce(
    (sum, row) => (ticked.has(row.line) ? sum + row.amount.amount : sum),
    0,
  )
  if (data.inHand.length === 0) {
    return (
      <Panel title={t.lies} flush>
        <EmptyState title={t.nothingInHand} />
      </Panel>
    )
  }

  function tick(line: string): void {
    const next = new Set(ticked)
    if (!next.delete(line)) next.add(line)
    setTicked(next)
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (form.withholds({ note })) return
    await form.send(async () => {
      await call<Deposit>(slug, '/deposits', {
        method: 'POST',
        body: { place: data.place, lines: [...ticked], note },
      })
      await queryClient.invalidateQueries({ queryKey: ['o', slug, 'report'] })
    })
  }

  return (
    <Panel title={t.lies} flush>
      <table className={table.table}>
        <tbody className={table.rows}>
          {data.inHand.map((row) => (
            <tr key={row.line}>
              <td className={classes.check}>
                <Checkbox
                  aria-label={t.take(row.words, moneyText(row.amount))}
                  checked={ticked.has(row.line)}
                  onChange={() => tick(row.line)}
                />
              </td>
              <BankedCells line={row} />
            </tr>
          ))}
          <tr className={table.foot}>
            <td colSpan={4}>
              <form
                ref={form.formRef}
                className={classes.form}
                onSubmit={(event) => void submit(event)}
                noValidate
              >
                {form.summary}
                <TextInput
                  className={classes.grow}
                  label={t.note}
                  name="note"
                  value={note}
                  error={form.at('note')}
                  onChange={(event) => setNote(event.currentTarget.value)}
                />
                <Button type="submit" loading={form.isBusy} disabled={amount <= 0}>
                  {t.bring(moneyText({ amount, currency }))}
                </Button>
              </form>
            </td>
          </tr>
        </tbody>
      </table>
    </Panel>
  )
}

function Made({ data }: { data: Deposits }) {
  const { slug } = useOrganization()
  return (
    <Panel title={t.made} flush>
      {data.data.length === 0 ? (
        <EmptyState title={t.noneYet} />
      ) : (
        <table className={table.table}>
          <tbody className={table.rows}>
            {data.data.map((row) => (
              <tr key={row.id}>
                <td className={classes.nowrap}>
                  <TextLink to={paths.deposit(slug, row.id)}>{dateText(row.depositedOn)}</TextLink>
                </td>
                <td>
                  {row.name}
                  <div className={table.sub}>
                    {[row.undone && t.undone, t.by(row.by), row.note].filter(Boolean).join(' · ')}
                  </div>
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
