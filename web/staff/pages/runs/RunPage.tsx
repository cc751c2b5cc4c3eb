import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Run } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { runQuery } from '../../../api/run-queries.ts'
import { runs as t } from '../../../messages/en/runs.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { momentText } from '../../../ui/dates.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { ProblemSummary } from '../../../ui/FormProblem.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Page } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { ExportCsv } from '../../ExportCsv.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import billing from '../billing/Billing.module.css'
import { RunBadge } from './RunBadge.tsx'
import { RunProgress } from './RunProgress.tsx'
import { RunReview } from './RunReview.tsx'
import classes from './Runs.module.css'

const LOOK_EVERY_MS = 1_000
const STILL_EVERY_MS = 5_000

/** One run: its review until it is started, then what became of its rows, live. */
export function RunPage() {
  const { slug, timeZone } = useOrganization()
  const { runId } = useParams({ strict: false }) as { runId: string }
  const {
    data: run,
    error,
    refetch,
  } = useQuery({
    ...runQuery(slug, runId),
    refetchInterval: (query) => (isMoving(query.state.data) ? LOOK_EVERY_MS : STILL_EVERY_MS),
  })
  if (error && !run) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!run) return <Skeletons />
  const title = t.name(momentText(run.madeAt, timeZone))
  const by =
    run.startedBy && run.startedAt
      ? t.startedBy(run.startedBy, momentText(run.startedAt, timeZone))
      : t.madeBy(run.madeBy, momentText(run.madeAt, timeZone))
  return (
    <Page
      title={title}
      back={
        <TextLink to={paths.runs(slug)} underline="hover">
          <IconArrowLeft size={14} aria-hidden className={billing.backIcon} /> {t.back}
        </TextLink>
      }
      subtitle={
        <>
          <RunBadge state={run.state} /> {by}
        </>
      }
      actions={<Actions run={run} />}
    >
      {run.retryOf && (
        <p>
          <TextLink to={paths.run(slug, run.retryOf)}>{t.retryOf}</TextLink>
        </p>
      )}
      {run.state === 'scheduled' && run.startAt && (
        <Notice tone="wait" title={t.waitsUntil(momentText(run.startAt, timeZone))} />
      )}
      {run.paused && (
        <Notice
          tone={run.paused.because === 'person' ? 'quiet' : 'warn'}
          role="status"
          title={t.pausedTitle}
        >
          {run.paused.by ? t.pausedBy(run.paused.by) : run.paused.sentence}
        </Notice>
      )}
      <div className={classes.panels}>
        {run.state === 'draft' ? <RunReview run={run} /> : <RunProgress run={run} />}
      </div>
    </Page>
  )
}

function isMoving(run: Run | undefined): boolean {
  if (!run || run.state === 'running') return true
  return run.state !== 'draft' && run.outcomes.inFlight.count + run.outcomes.unknown.count > 0
}

function Actions({ run }: { run: Run }) {
  const { slug } = useOrganization()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [asks, setAsks] = useState(false)
  const [busy, setBusy] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const isDraft = run.state === 'draft'

  async function send(verb: 'pause' | 'resume' | 'stop' | 'retry'): Promise<void> {
    const answer = await call<Run>(slug, `/runs/${run.id}/${verb}`, { method: 'POST' })
    if (verb === 'retry') await navigate({ to: paths.run(slug, answer.id) as never })
    await queryClient.invalidateQueries({ queryKey: ['o', slug, 'run', run.id] })
    await queryClient.invalidateQueries({ queryKey: ['o', slug, 'runs'] })
  }

  async function press(verb: 'pause' | 'resume' | 'retry'): Promise<void> {
    setBusy(verb)
    setProblem(null)
    await send(verb).catch((error: unknown) => setProblem(asProblem(error)))
    setBusy(null)
  }

  const button = (verb: 'pause' | 'resume' | 'retry', variant?: string) =>
    run.can[verb].allowed && (
      <Button variant={variant} loading={busy === verb} onClick={() => void press(verb)}>
        {t[verb]}
      </Button>
    )
  return (
    <>
      {problem && <ProblemSummary problem={problem} />}
      {!isDraft && <ExportCsv needs="payments.export" href={paths.runExport(slug, run.id)} />}
      {button('pause', 'default')}
      {run.can.stop.allowed && (
        <Button variant="default" onClick={() => setAsks(true)}>
          {isDraft ? t.discard : t.stop}
        </Button>
      )}
      {button('resume')}
      {button('retry')}
      {asks && (
        <ConfirmDialog
          title={isDraft ? t.discardTitle : t.stopTitle}
          action={isDraft ? t.discard : t.stopAction}
          danger={!isDraft}
          onConfirm={() => send('stop')}
          onClose={() => setAsks(false)}
        >
          {isDraft ? t.discardText : t.stopText}
        </ConfirmDialog>
      )}
    </>
  )
}
