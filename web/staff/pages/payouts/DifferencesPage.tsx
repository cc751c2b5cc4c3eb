import { Button, TextInput } from '@mantine/core'
import { IconArrowLeft, IconCircleCheck } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Difference, Differences } from '../../../api/contract.ts'
import { asProblem } from '../../../api/problem.ts'
import { differencesQuery } from '../../../api/queries.ts'
import { differences as t } from '../../../messages/en/payouts.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { instantText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { ProblemSummary } from '../../../ui/FormProblem.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import table from '../../../ui/table.module.css'
import { GuardedButton } from '../../guarded.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import billing from '../billing/Billing.module.css'
import classes from './Payouts.module.css'

/** What the processor has against what is here: when both were compared, and what was found. */
export function DifferencesPage() {
  const { slug, timeZone } = useOrganization()
  const { data, error, refetch } = useQuery(differencesQuery(slug))
  const compare = useSettling('/differences/compare')
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeletons />
  const [last] = data.runs
  return (
    <Page
      title={t.title}
      back={
        <TextLink to={paths.payouts(slug)} underline="hover">
          <IconArrowLeft size={14} aria-hidden className={billing.backIcon} /> {t.back}
        </TextLink>
      }
      subtitle={last ? `${t.last(instantText(last.beganAt, timeZone))} ${t.subtitle}` : t.subtitle}
      actions={
        <GuardedButton
          needs="payments.reconcile"
          loading={compare.isPending}
          onClick={() => compare.mutate({})}
        >
          {t.compare}
        </GuardedButton>
      }
    >
      {compare.error && <ProblemSummary problem={asProblem(compare.error)} />}
      <div className={billing.main}>
        <Panel title={t.open} flush>
          {data.open.length === 0 ? (
            <EmptyState
              icon={<IconCircleCheck size={22} aria-hidden />}
              title={last ? t.none : t.never}
            >
              {last ? t.noneText : t.neverText}
            </EmptyState>
          ) : (
            <ul className={classes.list}>
              {data.open.map((difference) => (
                <li key={difference.id} className={classes.item}>
                  <What difference={difference} />
                  <Answer difference={difference} />
                </li>
              ))}
            </ul>
          )}
        </Panel>
        {data.ended.length > 0 && (
          <Panel title={t.ended} flush>
            <ul className={classes.list}>
              {data.ended.map((difference) => (
                <li key={difference.id} className={classes.item}>
                  <What difference={difference} />
                </li>
              ))}
            </ul>
          </Panel>
        )}
        <Runs runs={data.runs} />
      </div>
    </Page>
  )
}

function useSettling(path: string) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: object) => call<Differences>(slug, path, { method: 'POST', body }),
    onSuccess: (after) => {
      queryClient.setQueryData(differencesQuery(slug).queryKey, after)
      void queryClient.invalidateQueries({ queryKey: ['o', slug] })
    },
  })
}

function What({ difference }: { difference: Difference }) {
  const { slug, timeZone } = useOrganization()
  const { amount, cause, client, endedAt, fate, happenedAt, kind, paymentId, processorId, state } =
    difference
  return (
    <>
      <div className={classes.head}>
        <span>
          {t.kinds[kind]}
          {client && ` · ${client}`}
        </span>
        <Money value={amount} />
      </div>
      <div>{cause}</div>
      <div>
        {state !== 'open' && <b>{t.ends[state]}. </b>}
        {fate}
      </div>
      <div className={table.sub}>
        {instantText(endedAt ?? happenedAt, timeZone)} · <code>{processorId}</code>
        {paymentId && (
          <>
            {' · '}
            <TextLink to={paths.payment(slug, paymentId)}>{t.payment}</TextLink>
          </>
        )}
      </div>
    </>
  )
}

/** The one thing that can be done about it: have it looked at again, or say what it was. */
function Answer({ difference }: { difference: Difference }) {
  const { can, id, amount, kind } = difference
  const again = useSettling(`/differences/${id}/look-again`)
  const explain = useSettling(`/differences/${id}/explain`)
  const [note, setNote] = useState<string | null>(null)
  const name = `${t.kinds[kind]}, ${moneyText(amount)}`
  const problem = again.error ?? explain.error
  if (!can.explain.allowed) {
    return (
      <div className={classes.answer}>
        <BlockedButton reason={can.explain.reason ?? ''}>{t.explain}</BlockedButton>
      </div>
    )
  }
  return (
    <>
      {problem && <ProblemSummary problem={asProblem(problem)} />}
      {note === null ? (
        <div className={classes.answer}>
          {can.lookAgain.allowed && (
            <Button
              size="xs"
              loading={again.isPending}
              aria-label={`${t.lookAgain}: ${name}`}
              onClick={() => again.mutate({})}
            >
              {t.lookAgain}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            aria-label={`${t.explain}: ${name}`}
            onClick={() => setNote('')}
          >
            {t.explain}
          </Button>
        </div>
      ) : (
        <form
          className={classes.answer}
          onSubmit={(event) => {
            event.preventDefault()
            explain.mutate({ note })
          }}
        >
          <TextInput
            className={classes.note}
            label={t.note}
            autoComplete="off"
            data-autofocus
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Button type="submit" loading={explain.isPending}>
            {t.keep}
          </Button>
          <Button variant="default" onClick={() => setNote(null)}>
            {t.cancel}
          </Button>
        </form>
      )}
    </>
  )
}

function Runs({ runs }: Pick<Differences, 'runs'>) {
  const { timeZone } = useOrganization()
  if (runs.length === 0) return null
  return (
    <Panel title={t.runs} flush>
      <ScrollX label={t.runs}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t.began}</th>
              <th scope="col">{t.by}</th>
              <th scope="col">{t.looked}</th>
              <th scope="col" className={table.right}>
                {t.found}
              </th>
            </tr>
          </thead>
          <tbody className={table.rows}>
            {runs.map((run) => (
              <tr key={run.beganAt}>
                <td>{instantText(run.beganAt, timeZone)}</td>
                <td>{run.by ?? t.night}</td>
                <td>
                  {run.endedAt === null ? t.running : t.counts(run)}
                  {run.answered === false && <div className={table.sub}>{t.noAnswer}</div>}
                </td>
                <td className={table.right}>{run.found}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </Panel>
  )
}
