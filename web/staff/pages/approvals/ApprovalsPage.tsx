import { Button, TextInput } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Approval } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { approvalsQuery } from '../../../api/queries.ts'
import { approvals as t } from '../../../messages/en/approvals.ts'
import { common } from '../../../messages/en/common.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { secondsSince, useNow } from '../../../ui/clock.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { ProblemSummary } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import classes from './Approvals.module.css'

const LOOK_EVERY_MS = 2_000

/** What waits for a second person, and what was answered within the last day. */
export function ApprovalsPage() {
  const slug = useSlug()
  const { data, error, refetch } = useQuery({
    ...approvalsQuery(slug),
    refetchInterval: LOOK_EVERY_MS,
  })
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeletons />
  const open = data.data.filter(({ state }) => state === 'open')
  const rest = data.data.filter(({ state }) => state !== 'open')
  return (
    <Page title={t.title} subtitle={t.subtitle} narrow>
      <Panel title={t.waiting} flush>
        {open.length === 0 ? (
          <EmptyState icon={<IconCircleCheck size={22} aria-hidden />} title={t.none}>
            {t.noneText}
          </EmptyState>
        ) : (
          <ul className={classes.list}>
            {open.map((approval) => (
              <Open key={approval.id} approval={approval} />
            ))}
          </ul>
        )}
      </Panel>
      {rest.length > 0 && (
        <Panel title={t.decided} flush>
          <ul className={classes.list}>
            {rest.map((approval) => (
              <li key={approval.id} className={classes.item}>
                <Asked approval={approval} />
                <div className={table.sub}>
                  {[
                    t.states[approval.state],
                    approval.decidedBy && t.by(approval.decidedBy),
                    approval.decisionNote && t.reason(approval.decisionNote),
                  ]
                    .filter(Boolean)
                    .join(' ')}
                </div>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </Page>
  )
}

/** Who asks, how much, from whom, and why. */
function Asked({ approval }: { approval: Approval }) {
  const slug = useSlug()
  const now = useNow()
  const { client, reason, askedBy, askedAt, refundOf } = approval
  const to = refundOf ? paths.payment(slug, refundOf) : client && paths.billing(slug, client.id)
  const name = client?.name ?? t.anAccount
  const sentence = t.asks[approval.purpose](askedBy, moneyText(approval.amount), name)
  return (
    <>
      <div className={classes.asks}>{to ? <TextLink to={to}>{sentence}</TextLink> : sentence}</div>
      <div>
        {t.reason(reason)}{' '}
        <span className={table.sub}>{t.asked(common.secondsAgo(secondsSince(askedAt, now)))}</span>
      </div>
    </>
  )
}

function Open({ approval }: { approval: Approval }) {
  const { slug } = useOrganization()
  const queryClient = useQueryClient()
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState<'approve' | 'refuse' | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const { can, client } = approval
  const amount = moneyText(approval.amount)

  async function answer(verb: 'approve' | 'refuse'): Promise<void> {
    setBusy(verb)
    setProblem(null)
    try {
      await call(slug, `/approvals/${approval.id}/${verb}`, {
        method: 'POST',
        body: { note: note.trim() || undefined },
      })
    } catch (error) {
      setProblem(asProblem(error))
    }
    await queryClient.invalidateQueries({ queryKey: ['o', slug, 'approvals'] })
    setBusy(null)
  }

  return (
    <li className={classes.item}>
      <Asked approval={approval} />
      {problem && <ProblemSummary problem={problem} />}
      {can.decide.allowed ? (
        <div className={classes.answer}>
          <TextInput
            className={classes.note}
            label={t.note}
            aria-label={t.noteOf(client?.name ?? t.anAccount)}
            description={t.noteHint}
            autoComplete="off"
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Button
            loading={busy === 'approve'}
            disabled={busy !== null}
            onClick={() => void answer('approve')}
          >
            {t.approve(amount)}
          </Button>
          <Button
            variant="default"
            aria-label={t.refuseOf(amount)}
            loading={busy === 'refuse'}
            disabled={busy !== null}
            onClick={() => void answer('refuse')}
          >
            {t.refuse}
          </Button>
        </div>
      ) : (
        <BlockedButton reason={can.decide.reason ?? ''}>{t.approve(amount)}</BlockedButton>
      )}
    </li>
  )
}
