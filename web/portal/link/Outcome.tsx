import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import type { ClientAction, OpenedLink, PortalPayment } from '../../api/contract.ts'
import { links as t } from '../../messages/en/links.ts'
import { portal } from '../../messages/en/portal.ts'
import { FailedState } from '../../ui/FailedState.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import { BankApproval } from '../BankApproval.tsx'
import classes from '../Portal.module.css'
import { titleOf, toneOf } from '../payment-words.ts'
import { portalPath } from '../queries.ts'
import { Waiting } from '../Waiting.tsx'
import { askLink, linkHeaders, linkPaymentQuery } from './queries.ts'

interface Props {
  token: string
  link: OpenedLink
  id: string
  /** Another try, where this one took no money. */
  onAgain?: () => void
  children?: ReactNode
}

/** What became of a payment by a link: whether money was taken comes first. */
export function Outcome({ token, link, id, onAgain, children }: Props) {
  const queryClient = useQueryClient()
  const { data: payment, error, refetch } = useQuery(linkPaymentQuery(token, id))
  const heading = useRef<HTMLDivElement>(null)
  const state = payment?.state
  // biome-ignore lint/correctness/useExhaustiveDependencies: read out whenever it has changed.
  useEffect(() => heading.current?.focus(), [state])
  useTabTitle(payment ? titleOf(payment) : undefined)
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!payment) return <Waiting />
  const isOver = payment.state === 'failed' || payment.state === 'canceled'
  return (
    <div className={classes.form}>
      <h1>{titleOf(payment)}</h1>
      <Notice ref={heading} focusable role="status" tone={toneOf(payment)}>
        {payment.sentence}
      </Notice>
      {children}
      {payment.state === 'processing' && <p className={classes.lead}>{portal.onItsWayText}</p>}
      {payment.state === 'requires_action' && (
        <BankApproval
          settings={link.cardForm}
          onStart={() => askLink<ClientAction>(token, `/payments/${id}/action`, {})}
          onEnd={async () => {
            const after = await askLink<PortalPayment>(token, `/payments/${id}/refresh`, {})
            queryClient.setQueryData(linkPaymentQuery(token, id).queryKey, after)
          }}
        />
      )}
      {payment.receipt && <Receipt token={token} receipt={payment.receipt} />}
      {isOver && onAgain && (
        <Button size="md" onClick={onAgain}>
          {t.again}
        </Button>
      )}
    </div>
  )
}

/** Fetched with the link's token, which no address carries, and saved as a file. */
function Receipt({
  token,
  receipt,
}: {
  token: string
  receipt: NonNullable<PortalPayment['receipt']>
}) {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  async function fetchIt(): Promise<void> {
    setBusy(true)
    setError(null)
    try {
      const path = portalPath(`/link/receipts/${receipt.id}/pdf`)
      const file = await call<Blob>(null, path, { headers: linkHeaders(token), as: 'file' })
      const url = URL.createObjectURL(file)
      const anchor = document.createElement('a')
      anchor.href = url
      anchor.download = `receipt-${receipt.number}.pdf`
      anchor.click()
      URL.revokeObjectURL(url)
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <div className={classes.row}>
        <span>{t.receipt(receipt.number)}</span>
        <Button variant="default" loading={isBusy} onClick={() => void fetchIt()}>
          {t.getReceipt}
        </Button>
      </div>
      {error !== null && <FailedState error={error} heading="p" onRetry={() => void fetchIt()} />}
    </>
  )
}
