import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { systemClock } from '../../../../src/kit/time.ts'
import { call } from '../../../api/client.ts'
import type { ClientAction, Payment } from '../../../api/contract.ts'
import { asProblem, Problem } from '../../../api/problem.ts'
import { loadCardProcessor } from '../../../billing/card-processor.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { secondsSince } from '../../../ui/clock.ts'
import { Notice } from '../../../ui/Notice.tsx'
import { useOrganization } from '../../shell/organization.tsx'
import { SendLink } from '../links/SendLink.tsx'
import { CancelCharge } from './CancelCharge.tsx'
import classes from './Payments.module.css'

/** A payment opened longer ago was left and come back to: nothing opens by itself then. */
const FRESH_SECONDS = 60

interface Props {
  payment: Payment
  /** Where the payment was just taken, with the client present; not where it is only looked at. */
  opensItself?: boolean
  /** More buttons of the same row. */
  children?: ReactNode
}

/** The bank's own page (3-D Secure), then what came of it read from the server. */
export function BankApproval({ payment, opensItself = false, children }: Props) {
  const { slug, cardForm } = useOrganization()
  const queryClient = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const wasOpened = useRef(false)

  async function open(): Promise<void> {
    if (!cardForm || isOpen) return
    setOpen(true)
    setProblem(null)
    try {
      const { clientSecret, publishableKey } = await call<ClientAction>(
        slug,
        `/payments/${payment.id}/action`,
        { method: 'POST' },
      )
      const stripe = await loadCardProcessor({ ...cardForm, publishableKey })
      await stripe.handleNextAction({ clientSecret })
      // Whatever the browser was told, the server asks the processor itself.
      const after = await call<Payment>(slug, `/payments/${payment.id}/refresh`, { method: 'POST' })
      queryClient.setQueryData(['o', slug, 'payment', payment.id], after)
      void queryClient.invalidateQueries({ queryKey: ['o', slug] })
    } catch (error) {
      setProblem(
        error instanceof Problem
          ? error
          : new Problem({ ...asProblem(error).document, detail: t.actionFailed }),
      )
    } finally {
      setOpen(false)
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: opens once, when it comes up.
  useEffect(() => {
    const isFresh = secondsSince(payment.createdAt, systemClock.now()) <= FRESH_SECONDS
    if (!opensItself || !isFresh || wasOpened.current) return
    wasOpened.current = true
    void open()
  }, [])

  return (
    <>
      <p className={classes.resultText}>{t.actionText}</p>
      {problem && (
        <Notice tone="bad" role="alert">
          {problem.message}
        </Notice>
      )}
      <div className={classes.buttons}>
        <Button loading={isOpen} onClick={() => void open()}>
          {t.openBank}
        </Button>
        <SendLink
          accountId={payment.accountId}
          clientId={payment.client?.id ?? null}
          offer={{ purpose: 'confirm_payment', paymentId: payment.id }}
        />
        <CancelCharge payment={payment} />
        {children}
      </div>
    </>
  )
}
