import { Button } from '@mantine/core'
import { IconArrowLeft, IconChecks } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Unreconciled } from '../../../api/contract.ts'
import { unreconciledQuery } from '../../../api/queries.ts'
import { money as t } from '../../../messages/en/money.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { ProblemSummary } from '../../../ui/FormProblem.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, whyNot } from '../../shell/organization.tsx'
import billing from '../billing/Billing.module.css'
import classes from './Money.module.css'
import { type ReconcileRun, useReconcileAll } from './use-reconcile-all.ts'

/** Every account that owes while it holds credit, and one button that uses that credit. */
export function ReconcileAll() {
  const organization = useOrganization()
  const { slug } = organization
  const refused = whyNot(organization, 'payments.reconcile')
  const { data, error, refetch } = useQuery({
    ...unreconciledQuery(slug),
    enabled: refused === null,
  })
  return (
    <Page
      narrow
      title={t.allTitle}
      subtitle={t.allLead}
      back={
        <TextLink to={paths.payments(slug)} underline="hover">
          <IconArrowLeft size={14} aria-hidden className={billing.backIcon} /> {t.back}
        </TextLink>
      }
    >
      {refused ? (
        <Notice tone="warn">{refused}</Notice>
      ) : error && !data ? (
        <FailedState error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Waiting waiting={data} />
      ) : (
        <Skeletons rows={5} />
      )}
    </Page>
  )
}

function Waiting({ waiting }: { waiting: Unreconciled }) {
  const [isAsking, setAsking] = useState(false)
  const { run, problem, goThrough, stop } = useReconcileAll()
  const isRunning = run?.state === 'running' || run?.state === 'stopping'
  const { accounts } = waiting
  const amount = moneyText(waiting.amount)
  return (
    <div className={classes.form}>
      {problem && <ProblemSummary problem={problem}>{t.allFailed}</ProblemSummary>}
      {run && <Progress run={run} currency={waiting.amount.currency} onStop={stop} />}
      {accounts > 0 && !isRunning && (
        <Notice
          tone="quiet"
          title={t.allCount(accounts, amount)}
          actions={<Button onClick={() => setAsking(true)}>{t.all(accounts)}</Button>}
        />
      )}
      <Panel flush>
        {accounts === 0 ? (
          <EmptyState icon={<IconChecks size={22} aria-hidden />} title={t.allNone}>
            {t.allNoneText}
          </EmptyState>
        ) : (
          <AccountTable waiting={waiting} />
        )}
      </Panel>
      {isAsking && (
        <ConfirmDialog
          title={t.allAsk}
          action={t.allAction(amount)}
          danger={false}
          onConfirm={async () => {
            void goThrough(accounts)
          }}
          onClose={() => setAsking(false)}
        >
          {t.allText(accounts, amount)}
        </ConfirmDialog>
      )}
    </div>
  )
}

interface ProgressProps {
  run: ReconcileRun
  currency: string
  onStop: () => void
}

function Progress({ run, currency, onStop }: ProgressProps) {
  const amount = moneyText({ amount: run.amount, currency })
  if (run.state === 'running' || run.state === 'stopping') {
    return (
      <Notice
        tone="wait"
        role="status"
        title={t.progress(run.done, run.all, amount)}
        actions={
          <Button variant="default" disabled={run.state === 'stopping'} onClick={onStop}>
            {t.stop}
          </Button>
        }
      >
        <progress
          className={classes.progress}
          aria-label={t.progressBar}
          value={run.done}
          max={Math.max(run.all, run.done)}
        />
        {run.state === 'stopping' ? t.stopping : t.goesOn}
      </Notice>
    )
  }
  return (
    <Notice tone={run.state === 'done' ? 'good' : 'warn'} role="status">
      {(run.state === 'done' ? t.allDone : t.allStopped)(run.done, amount)}
    </Notice>
  )
}

function AccountTable({ waiting }: { waiting: Unreconciled }) {
  const { slug } = useOrganization()
  return (
    <>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t.account}</th>
            <th scope="col" className={table.right}>
              {t.creditColumn}
            </th>
            <th scope="col" className={table.right}>
              {t.owedColumn}
            </th>
          </tr>
        </thead>
        <tbody className={table.rows}>
          {waiting.data.map(({ accountId, clientId, name, credit, owed }) => (
            <tr key={accountId}>
              <td>
                {clientId ? (
                  <Link
                    to={paths.reconcileAccount(slug, clientId) as never}
                    className={billing.number}
                  >
                    {name}
                  </Link>
                ) : (
                  name
                )}
              </td>
              <td className={table.right}>
                <Money value={credit} />
              </td>
              <td className={table.right}>
                <Money value={owed} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {waiting.accounts > waiting.data.length && (
        <p className={billing.panelText}>{t.allFirst(waiting.data.length)}</p>
      )}
    </>
  )
}
