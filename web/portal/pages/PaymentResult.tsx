import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Link } from 'wouter'
import type { ClientAction, PortalPayment } from '../../api/contract.ts'
import { portal as t } from '../../messages/en/portal.ts'
import { FailedState } from '../../ui/FailedState.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import { BankApproval } from '../BankApproval.tsx'
import classes from '../Portal.module.css'
import { titleOf, toneOf } from '../payment-words.ts'
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
      {payment.state === 'requires_action' && <Approval accountId={accountId} payment={payment} />}
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

function Approval({ accountId, payment }: { accountId: string; payment: PortalPayment }) {
  const queryClient = useQueryClient()
  const { data: overview } = useQuery(overviewQuery(accountId))
  const path = `/accounts/${accountId}/payments/${payment.id}`
  return (
    <BankApproval
      settings={overview?.cardForm}
      onStart={() => ask<ClientAction>(`${path}/action`, {})}
      onEnd={async () => {
        const after = await ask<PortalPayment>(`${path}/refresh`, {})
        queryClient.setQueryData(['account', accountId, 'payment', payment.id], after)
        void queryClient.invalidateQueries({ queryKey: ['account', accountId], exact: true })
      }}
    />
  )
}
