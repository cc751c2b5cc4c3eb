import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCircleX, IconClockHour4 } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Billing, ClientAction, MethodSetup } from '../../../api/contract.ts'
import { asProblem, Problem } from '../../../api/problem.ts'
import { methodSetupQuery } from '../../../api/queries.ts'
import { loadCardProcessor } from '../../../billing/card-processor.ts'
import { VerifyDeposits } from '../../../billing/VerifyDeposits.tsx'
import { bankAccounts } from '../../../messages/en/bank-accounts.ts'
import { common } from '../../../messages/en/common.ts'
import { payments as p } from '../../../messages/en/payments.ts'
import { wallet as t } from '../../../messages/en/wallet.ts'
import { CopyText } from '../../../ui/CopyText.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { ResultHeading, type ResultLook } from '../../../ui/ResultHeading.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import classes from '../payments/Payments.module.css'

interface Props {
  setupId: string
  billing: Billing
  onAgain: () => void
}

const UNDECIDED: MethodSetup['state'][] = ['created', 'confirming', 'requires_action', 'unknown']
const POLL_MS = 3_000

/** What came of saving a card; it follows the set-up until it ends. */
export function SetupResult({ setupId, billing, onAgain }: Props) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const { data, error, refetch } = useQuery({
    ...methodSetupQuery(slug, setupId),
    refetchInterval: ({ state }) =>
      state.data && UNDECIDED.includes(state.data.state) ? POLL_MS : false,
  })
  const state = data?.state

  useEffect(() => {
    if (state === 'succeeded') {
      void queryClient.invalidateQueries({ queryKey: ['o', slug, 'billing'] })
    }
  }, [state, queryClient, slug])

  if (error && !data)
    return <FailedState heading="p" error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeletons rows={3} />
  const { client } = billing
  return (
    <div className={classes.result}>
      <ResultHeading state={data.state} {...LOOKS[data.state]}>
        {titleOf(data, client.name)}
      </ResultHeading>
      <p className={classes.resultText}>{data.sentence}</p>
      {data.decline && (
        <>
          <p className={classes.resultText}>
            {data.decline.cause} {data.decline.next}
          </p>
          <blockquote className={classes.say}>
            {p.sayTo(client.name)} <CopyText value={data.decline.say} label={p.theWords} />
            <q>{data.decline.say}</q>
          </blockquote>
        </>
      )}
      {data.state === 'verifying' && (
        <VerifyDeposits
          kind={data.method?.bank?.verification.kind ?? null}
          onVerify={async (body) => {
            await call(slug, `/method-setups/${data.id}/verify`, { method: 'POST', body })
            await queryClient.invalidateQueries({ queryKey: ['o', slug, 'billing'] })
            void refetch()
          }}
        />
      )}
      {data.state === 'requires_action' ? (
        <Approval setup={data} onChanged={() => void refetch()} />
      ) : (
        <div className={classes.buttons}>
          {(data.state === 'failed' || data.state === 'canceled') && (
            <Button onClick={onAgain}>{t.again}</Button>
          )}
          <LinkButton
            to={paths.billing(slug, client.id)}
            variant={data.state === 'succeeded' ? 'filled' : 'default'}
          >
            {common.close}
          </LinkButton>
          {data.state === 'succeeded' && (
            <LinkButton to={paths.newPayment(slug, client.id)} variant="default">
              {t.charge}
            </LinkButton>
          )}
        </div>
      )}
    </div>
  )
}

const LOOKS: Record<MethodSetup['state'], ResultLook> = {
  created: { tone: 'wait', icon: <IconClockHour4 size={22} aria-hidden /> },
  confirming: { tone: 'wait', icon: <IconClockHour4 size={22} aria-hidden /> },
  requires_action: { tone: 'warn', icon: <IconAlertTriangle size={22} aria-hidden /> },
  verifying: { tone: 'wait', icon: <IconClockHour4 size={22} aria-hidden /> },
  unknown: { tone: 'warn', icon: <IconAlertTriangle size={22} aria-hidden /> },
  succeeded: { tone: 'good', icon: <IconCheck size={22} aria-hidden /> },
  failed: { tone: 'bad', icon: <IconCircleX size={22} aria-hidden /> },
  canceled: { tone: 'quiet', icon: <IconCircleX size={22} aria-hidden /> },
}

function titleOf({ state, recognized }: MethodSetup, name: string): string {
  switch (state) {
    case 'succeeded':
      return recognized ? t.knownTitle : t.savedTitle
    case 'failed':
    case 'canceled':
      return t.failedTitle
    case 'requires_action':
      return t.actionTitle(name)
    case 'verifying':
      return bankAccounts.verifyingTitle
    case 'unknown':
      return t.unknownTitle
    default:
      return t.waitTitle
  }
}

/** The bank's own page (3-D Secure), then what came of it read from the server. */
function Approval({ setup, onChanged }: { setup: MethodSetup; onChanged: () => void }) {
  const { slug, cardForm } = useOrganization()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const wasOpened = useRef(false)

  async function run(work: () => Promise<unknown>): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      await work()
    } catch (error) {
      setProblem(
        error instanceof Problem
          ? error
          : new Problem({ ...asProblem(error).document, detail: t.actionFailed }),
      )
    } finally {
      setBusy(false)
      onChanged()
    }
  }

  async function open(): Promise<void> {
    if (!cardForm) return
    const path = `/method-setups/${setup.id}`
    const action = await call<ClientAction>(slug, `${path}/action`, { method: 'POST' })
    const stripe = await loadCardProcessor({ ...cardForm, publishableKey: action.publishableKey })
    await stripe.handleNextAction({ clientSecret: action.clientSecret })
    // Whatever the browser was told, the server asks the processor itself.
    await call(slug, `${path}/refresh`, { method: 'POST' })
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: opens once, when it comes up.
  useEffect(() => {
    if (wasOpened.current) return
    wasOpened.current = true
    void run(open)
  }, [])

  return (
    <>
      {problem && (
        <Notice tone="bad" role="alert">
          {problem.message}
        </Notice>
      )}
      <div className={classes.buttons}>
        <Button loading={isBusy} onClick={() => void run(open)}>
          {t.openBank}
        </Button>
        <Button
          variant="default"
          onClick={() =>
            void run(() => call(slug, `/method-setups/${setup.id}/cancel`, { method: 'POST' }))
          }
        >
          {t.cancel}
        </Button>
      </div>
    </>
  )
}
