import { Button } from '@mantine/core'
import { useState } from 'react'
import type { AttentionItem, NewPayment, Payment } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { attention as t } from '../../../messages/en/attention.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { useNow } from '../../../ui/clock.ts'
import { momentText } from '../../../ui/dates.ts'
import { ProblemSummary } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import { useSendOnce } from '../money/use-send-once.ts'
import classes from './Attention.module.css'

interface Props {
  item: AttentionItem
  onChanged: () => Promise<unknown>
}

/**
 * The same once more, where it stands: a new payment that names the one it is a try of. Until it is
 * answered, every press is the same payment.
 */
export function Retry({ item, onChanged }: Props) {
  const slug = useSlug()
  const { progress, send } = useSendOnce<Payment>('/payments')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [taken, setTaken] = useState<Payment | null>(null)
  const { can, client, retry } = item
  const { timeZone } = useOrganization()
  const now = useNow(can.retry.from === null ? 0 : 1_000)
  if (!retry) return null
  const amount = moneyText(retry.amount)
  const label = retry.method ? t.retry(amount, retry.method) : t.retryBare
  const isEarly = can.retry.from !== null && Date.parse(can.retry.from) > now.getTime()
  const blocked = can.retry.allowed
    ? isEarly
      ? t.retryFrom(momentText(can.retry.from ?? '', timeZone))
      : null
    : (can.retry.reason ?? '')
  const payment: NewPayment | null = retry.methodId
    ? {
        accountId: retry.accountId,
        amount: retry.amount.amount,
        currency: retry.amount.currency,
        method: { kind: 'saved', methodId: retry.methodId },
        retryOf: retry.retryOf,
        ...(retry.scheduledId ? { scheduledId: retry.scheduledId } : {}),
        ...(retry.invoiceIds ? { invoiceIds: retry.invoiceIds } : {}),
      }
    : null

  async function charge(): Promise<void> {
    setProblem(null)
    setTaken(null)
    try {
      setTaken(await send(payment))
    } catch (error) {
      setProblem(asProblem(error))
    }
    await onChanged()
  }

  return (
    <>
      {problem && <ProblemSummary problem={problem} />}
      {progress && (
        <Notice tone="wait" role="status">
          {progress === 'sending' ? t.retrying : t.askingAgain}
        </Notice>
      )}
      {taken && !progress && <Answer payment={taken} />}
      <div className={classes.actions}>
        {blocked === null ? (
          <Button size="xs" loading={progress !== null} onClick={() => void charge()}>
            {label}
          </Button>
        ) : (
          <BlockedButton size="xs" reason={blocked}>
            {label}
          </BlockedButton>
        )}
        {problem && client && (
          <LinkButton
            size="xs"
            variant="default"
            to={paths.newPayment(slug, client.id)}
            search={{
              retryOf: retry.retryOf,
              scheduled: retry.scheduledId ?? undefined,
              invoices: retry.invoiceIds ?? undefined,
              method: retry.methodId ?? undefined,
            }}
          >
            {t.openForm}
          </LinkButton>
        )}
      </div>
    </>
  )
}

/** What the bank said; a success takes the entry away with it. */
function Answer({ payment }: { payment: Payment }) {
  const amount = moneyText(payment.amount)
  switch (payment.state) {
    case 'succeeded':
      return (
        <Notice tone="good" role="status">
          {t.paid(amount)}
        </Notice>
      )
    case 'processing':
      return (
        <Notice tone="wait" role="status">
          {t.sent(amount)}
        </Notice>
      )
    case 'failed':
    case 'canceled':
      return (
        <Notice tone="bad" role="alert">
          {payment.state === 'failed' ? t.notPaid : payment.sentence}
        </Notice>
      )
    default:
      return (
        <Notice tone="wait" role="status">
          {t.pending}
        </Notice>
      )
  }
}
