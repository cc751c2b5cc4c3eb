import type { Run, RunOutcome } from '../../../api/contract.ts'
import { runs as t } from '../../../messages/en/runs.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { RunRows } from './RunRows.tsx'
import classes from './Runs.module.css'
import { doneIn } from './RunsPage.tsx'

const ORDER: RunOutcome[] = [
  'succeeded',
  'processing',
  'inFlight',
  'waiting',
  'declined',
  'failed',
  'unknown',
  'skipped',
  'out',
]

/** How far it is, what became of how many, and every row. */
export function RunProgress({ run }: { run: Run }) {
  const { pace } = run
  const pieces = [
    pace && pace.perSecond > 0 && t.perSecond(pace.perSecond),
    pace?.secondsLeft && t.timeLeft(pace.secondsLeft),
  ].filter(Boolean)
  return (
    <>
      <Panel title={t.progress} aside={pieces.join(', ')}>
        <div className={classes.head}>
          <span className={classes.total}>{moneyText(run.outcomes.succeeded.amount)}</span>
          <span role="status">{t.doneOf(doneIn(run), run.count)}</span>
        </div>
        <div className={classes.bar} aria-hidden>
          {ORDER.filter((outcome) => outcome !== 'out' && outcome !== 'waiting').map((outcome) => (
            <div
              key={outcome}
              className={classes.part}
              data-outcome={outcome}
              style={{ flexGrow: run.outcomes[outcome].count, flexBasis: 0 }}
            />
          ))}
          <div style={{ flexGrow: run.outcomes.waiting.count, flexBasis: 0 }} />
        </div>
        <div>{t.identity(run.selected)}</div>
        <dl className={classes.counts}>
          {ORDER.filter((outcome) => run.outcomes[outcome].count > 0).map((outcome) => (
            <div key={outcome}>
              <dt>{t.outcomes[outcome]}</dt>
              <dd>
                {run.outcomes[outcome].count.toLocaleString('en-US')}
                <span className={classes.amount}>{moneyText(run.outcomes[outcome].amount)}</span>
              </dd>
            </div>
          ))}
        </dl>
        {run.state === 'running' && <p>{t.leave}</p>}
      </Panel>
      <RunRows run={run} />
    </>
  )
}
