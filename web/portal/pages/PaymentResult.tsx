import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import type { ClientAction, PortalPayment } from '../../api/contract.ts'
import { asProblem } from '../../api/problem.ts'
import { loadCardProcessor } from '../../billing/card-processor.ts'
import { portal as t } from '../../messages/en/portal.ts'
import { FailedState } from '../../ui/FailedState.tsx'
import { Notice } from '../../ui/Notice.tsx'
import type { Tone } from '../../ui/StateBadge.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import classes from '../Portal.module.css'
import { ask, overviewQuery, paymentQuery, portalPath } from '../queries.ts'
import { Waiting } from '../Waiting.tsx'

/** What became of a payment: whether money was taken comes first. */
export function PaymentResult({ accountId, id }: { accountId: string; id: string }) {
  const { data: payment, error, refetch } = useQuery(paymentQuery(accountId, id))
  const heading = useRef<HTMLDivElement>(null)
  const state = payment?.state
  // biome-ignore lint/correctness/useExhaustiveDependencies: read out whenever it has changed.
  useEffect(() => heading.current?.focus(), [state])
  useTabTitle(payment ? titleOf(payment) : undefined)
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!payment) return <Waiting />
  const home = `/portal/a/${accountId}`
  return (
    <div className={classes.form}>
      <h1>{titleOf(payment)}</h1>
      <Notice ref={heading} focusable role="status" tone={toneOf(payment)}>
        {payment.sentence}
      </Notice>
      {payment.state === 'processing' && <p className={classes.lead}>{t.onItsWayText}</p>}
      {payment.state === 'requires_action' && (
        <BankApproval accountId={accountId} payment={payment} />
      )}
      <div className={classes.row}>
        {payment.receipt && (
          <Button
            component="a"
            size="md"
            href={portalPath(`/accounts/${accountId}/receipts/${payment.receipt.id}/pdf`)}
            target="_blank"
            rel="noreferrer"
          >
            {t.seeReceipt}
          </Button>
        )}
        {(payment.state === 'failed' || payment.state === 'canceled') && (
          <Button component={Link} href={`${home}/pay`} size="md">
            {t.tryAgain}
          </Button>
        )}
        <Button component={Link} href={home} variant="default" size="md">
          {t.done}
        </Button>
      </div>
    </div>
  )
}

/** The bank's own page, which opens by itself since the client is there. */
function BankApproval({ accountId, payment }: { accountId: string; payment: PortalPayment }) {
  const queryClient = useQueryClient()
  const { data: overview } = useQuery(overviewQuery(accountId))
  const settings = overview?.cardForm
  const [isOpen, setOpen] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const wasOpened = useRef(false)

  async function open(): Promise<void> {
    if (!settings || isOpen) return
    setOpen(true)
    setRefusal(null)
    const path = `/accounts/${accountId}/payments/${payment.id}`
    try {
      const { clientSecret, publishableKey } = await ask<ClientAction>(`${path}/action`, {})
      const stripe = await loadCardProcessor({ ...settings, publishableKey })
      await stripe.handleNextAction({ clientSecret })
      // Whatever the browser was told, the server asks the processor itself.
      const after = await ask<PortalPayment>(`${path}/refresh`, {})
      queryClient.setQueryData(['account', accountId, 'payment', payment.id], after)
      void queryClient.invalidateQueries({ queryKey: ['account', accountId], exact: true })
    } catch (error) {
      const { code, message } = asProblem(error)
      setRefusal(code === 'unexpected' ? t.bankFailed : message)
    } finally {
      setOpen(false)
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: opens once, when it can.
  useEffect(() => {
    if (!settings || wasOpened.current) return
    wasOpened.current = true
    void open()
  }, [settings])

  return (
    <>
      {refusal && (
        <Notice tone="bad" role="alert">
          {refusal}
        </Notice>
      )}
      <Button size="md" loading={isOpen} onClick={() => void open()}>
        {t.openBank}
      </Button>
    </>
  )
}

function toneOf({ state }: PortalPayment): Tone {
  if (state === 'succeeded') return 'good'
  if (state === 'failed' || state === 'canceled') return 'bad'
  return state === 'requires_action' ? 'warn' : 'wait'
}

function titleOf({ state }: PortalPayment): string {
  if (state === 'succeeded') return t.paidTitle
  if (state === 'failed' || state === 'canceled') return t.notPaidTitle
  if (state === 'processing') return t.onItsWayTitle
  return state === 'requires_action' ? t.approvalTitle : t.waitingTitle
}
