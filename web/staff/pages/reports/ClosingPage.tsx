import { Button, Modal, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Closing } from '../../../api/contract.ts'
import { reportQuery } from '../../../api/queries.ts'
import { closing as t } from '../../../messages/en/closing.ts'
import { common } from '../../../messages/en/common.ts'
import { endOfDay } from '../../../messages/en/end-of-day.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { dateText, instantText } from '../../../ui/dates.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import table from '../../../ui/table.module.css'
import { GuardedButton } from '../../guarded.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { Shown } from './ReportParts.tsx'
import classes from './Reports.module.css'

/** Which months are closed, and closing the next. */
export function ClosingPage() {
  const { slug } = useOrganization()
  const asked = useQuery(reportQuery<Closing>(slug, '/books/closing', {}))
  const seen = asked.data
  return (
    <Page
      title={t.title}
      subtitle={
        seen
          ? seen.closedUntil
            ? t.closedUntil(dateText(seen.closedUntil))
            : t.nothingClosed
          : ' '
      }
    >
      <Shown asked={asked}>{(data) => <Parts data={data} />}</Shown>
    </Page>
  )
}

function Parts({ data }: { data: Closing }) {
  return (
    <div className={classes.stack}>
      {data.next && <Next next={data.next} />}
      <Months data={data} />
      <Past data={data} />
    </div>
  )
}

function Next({ next }: { next: NonNullable<Closing['next']> }) {
  const { slug } = useOrganization()
  const queryClient = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const isUnclear = next.unclear.length > 0

  async function close(): Promise<void> {
    await call(slug, '/books/close', {
      method: 'POST',
      body: { month: next.month, despiteUnclear: isUnclear },
    })
    await queryClient.invalidateQueries({ queryKey: ['o', slug, 'report'] })
  }

  return (
    <Panel title={t.next(next.name)}>
      {isUnclear ? (
        <Notice tone="warn" title={t.unclear(next.unclear.length)}>
          {t.unclearText}
        </Notice>
      ) : (
        <Notice tone="good">{t.clear}</Notice>
      )}
      {isUnclear && (
        <table className={table.table}>
          <tbody>
            {next.unclear.map((payment) => (
              <tr key={payment.id}>
                <td className={classes.nowrap}>{dateText(payment.startedOn)}</td>
                <td>
                  <TextLink to={paths.payment(slug, payment.id)}>{payment.account}</TextLink>
                  <div className={table.sub}>{common.paymentStates[payment.state]}</div>
                </td>
                <td className={table.right}>
                  <Money value={payment.amount} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {next.notDeposited.map(({ account, amount }) => (
        <p key={account}>
          {t.notDeposited(
            moneyText(amount),
            endOfDay.places[account as keyof typeof endOfDay.places],
          )}{' '}
          <TextLink to={paths.deposits(slug)} search={{ place: account }}>
            {t.toDeposits}
          </TextLink>
        </p>
      ))}
      <p>
        <GuardedButton needs="books.close" onClick={() => setAsking(true)}>
          {t.close(next.name)}
        </GuardedButton>
      </p>
      {isAsking && (
        <ConfirmDialog
          title={t.closeTitle(next.name)}
          action={t.close(next.name)}
          onConfirm={close}
          onClose={() => setAsking(false)}
        >
          {isUnclear ? t.closeUnclear(next.unclear.length) : t.closeText}
        </ConfirmDialog>
      )}
    </Panel>
  )
}

function Months({ data }: { data: Closing }) {
  const { slug } = useOrganization()
  const [reopens, setReopens] = useState<Closing['months'][number] | null>(null)
  return (
    <Panel title={t.months} flush>
      <table className={table.table}>
        <tbody className={table.rows}>
          {data.months.map((month) => (
            <tr key={month.month}>
              <td>
                <TextLink
                  to={paths.transactions(slug)}
                  search={{ from: `${month.month}-01`, to: lastDay(month.month) }}
                >
                  {month.name}
                </TextLink>
              </td>
              <td>{month.isClosed ? t.isClosed : month.isOver ? t.isOpen : t.isRunning}</td>
              <td className={table.right}>
                {month.isClosed && (
                  <GuardedButton
                    needs="books.close"
                    variant="default"
                    size="xs"
                    aria-label={t.reopenMonth(month.name)}
                    onClick={() => setReopens(month)}
                  >
                    {t.reopen}
                  </GuardedButton>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {reopens && <Reopen month={reopens} onClose={() => setReopens(null)} />}
    </Panel>
  )
}

function Reopen({
  month,
  onClose,
}: {
  month: { month: string; name: string }
  onClose: () => void
}) {
  const { slug } = useOrganization()
  const queryClient = useQueryClient()
  const [why, setWhy] = useState('')
  const form = useFormProblem(['why'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (form.withholds({ why })) return
    await form.send(async () => {
      await call(slug, '/books/reopen', { method: 'POST', body: { month: month.month, why } })
      await queryClient.invalidateQueries({ queryKey: ['o', slug, 'report'] })
      onClose()
    })
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t.reopenTitle(month.name)}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form
        ref={form.formRef}
        className={classes.stack}
        onSubmit={(event) => void submit(event)}
        noValidate
      >
        {form.summary}
        <p>{t.reopenText}</p>
        <TextInput
          label={t.why}
          name="why"
          value={why}
          error={form.at('why')}
          data-autofocus
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
        <Button type="submit" loading={form.isBusy}>
          {t.reopenMonth(month.name)}
        </Button>
      </form>
    </Modal>
  )
}

function Past({ data }: { data: Closing }) {
  const { timeZone } = useOrganization()
  if (data.history.length === 0) return null
  return (
    <Panel title={t.past} flush>
      <table className={table.table}>
        <tbody>
          {data.history.map((one) => (
            <tr key={one.at}>
              <td className={classes.nowrap}>{instantText(one.at, timeZone)}</td>
              <td>
                {one.kind === 'closed'
                  ? t.didClose(dateText(one.closedUntil ?? ''))
                  : one.closedUntil
                    ? t.didReopen(dateText(one.closedUntil))
                    : t.didReopenAll}
                <div className={table.sub}>{[one.by, one.why].filter(Boolean).join(' · ')}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function lastDay(month: string): string {
  const [year, number] = month.split('-').map(Number)
  return new Date(Date.UTC(year ?? 0, number ?? 1, 0)).toISOString().slice(0, 10)
}
