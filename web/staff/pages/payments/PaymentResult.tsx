import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircleX,
  IconClockHour4,
  IconShieldQuestion,
  IconUserQuestion,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Payment, PaymentState } from '../../../api/contract.ts'
import { paymentQuery } from '../../../api/queries.ts'
import { common } from '../../../messages/en/common.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { ResultHeading, type ResultLook } from '../../../ui/ResultHeading.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { useKeys } from '../../../ui/useKeys.ts'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useSlug } from '../../shell/organization.tsx'
import { EmailReceipt } from '../receipts/EmailReceipt.tsx'
import { ReceiptPdf } from '../receipts/ReceiptPdf.tsx'
import { BankApproval } from './BankApproval.tsx'
import { CancelCharge } from './CancelCharge.tsx'
import { Declined } from './Declined.tsx'
import classes from './Payments.module.css'
import { headline } from './payment-words.ts'
import { pollMs, UnknownText } from './waiting.tsx'

interface Props {
  paymentId: string
  clientId: string
  /** Something else comes first, such as taking the rest: going on to the next client is quiet. */
  hasMore?: boolean
  /** What the form adds to it: the change, the parts of a sitting. */
  children?: ReactNode
}

/** What came of the payment, whether money was taken first; it follows the payment until it ends. */
export function PaymentResult({ paymentId, clientId, hasMore = false, children }: Props) {
  const slug = useSlug()
  const {
    data: payment,
    error,
    refetch,
  } = useQuery({
    ...paymentQuery(slug, paymentId),
    refetchInterval: (query) => pollMs(query.state.data?.state),
  })
  if (error && !payment)
    return <FailedState heading="p" error={error} onRetry={() => void refetch()} />
  if (!payment) return <Skeletons rows={3} />
  return (
    <div className={classes.result}>
      <ResultHeading state={payment.state} {...LOOKS[payment.state]}>
        {headline(payment)}
      </ResultHeading>
      {children}
      <Outcome payment={payment} clientId={clientId} hasMore={hasMore} />
    </div>
  )
}

const LOOKS: Record<PaymentState, ResultLook> = {
  created: { tone: 'wait', icon: <IconClockHour4 size={22} aria-hidden /> },
  confirming: { tone: 'wait', icon: <IconClockHour4 size={22} aria-hidden /> },
  requires_action: { tone: 'warn', icon: <IconShieldQuestion size={22} aria-hidden /> },
  processing: { tone: 'wait', icon: <IconClockHour4 size={22} aria-hidden /> },
  succeeded: { tone: 'good', icon: <IconCheck size={22} aria-hidden /> },
  failed: { tone: 'bad', icon: <IconCircleX size={22} aria-hidden /> },
  unknown: { tone: 'warn', icon: <IconAlertTriangle size={22} aria-hidden /> },
  canceled: { tone: 'quiet', icon: <IconBan size={22} aria-hidden /> },
  review: { tone: 'warn', icon: <IconUserQuestion size={22} aria-hidden /> },
}

interface OutcomeProps {
  payment: Payment
  clientId: string
  hasMore: boolean
}

function Outcome({ payment, clientId, hasMore }: OutcomeProps) {
  const slug = useSlug()
  switch (payment.state) {
    case 'succeeded':
      return <Paid payment={payment} clientId={clientId} hasMore={hasMore} />
    case 'failed':
      return <Declined payment={payment} clientId={clientId} />
    case 'requires_action':
      return (
        <BankApproval payment={payment} opensItself>
          <Close clientId={clientId} />
        </BankApproval>
      )
    case 'unknown':
      return (
        <>
          <UnknownText nextLookAt={payment.nextLookAt} />
          <Leave clientId={clientId}>
            <CancelCharge payment={payment} />
          </Leave>
        </>
      )
    case 'canceled':
      return (
        <>
          <p className={classes.resultText}>{t.canceledText}</p>
          <Leave clientId={clientId}>
            <LinkButton to={paths.newPayment(slug, clientId)}>{t.startOver}</LinkButton>
          </Leave>
        </>
      )
    default:
      return (
        <>
          <p className={classes.resultText}>{WAITING[payment.state]}</p>
          <Leave clientId={clientId} />
        </>
      )
  }
}

const WAITING: Record<'created' | 'confirming' | 'processing' | 'review', string> = {
  created: t.confirmingText,
  confirming: t.confirmingText,
  processing: t.processingText,
  review: t.reviewText,
}

function Paid({ payment, clientId, hasMore }: OutcomeProps) {
  const slug = useSlug()
  const { receipt, balanceAfter } = payment
  const [mail] = payment.mailings
  const sentences = [
    receipt && t.paidText(receipt.number),
    mail && (mail.state === 'kept' ? t.mailKept : t.mailedTo)(mail.to),
    t.balanceNow(moneyText(balanceAfter)),
  ]
  return (
    <>
      <p className={classes.resultText}>{sentences.filter(Boolean).join(' ')}</p>
      <div className={classes.buttons}>
        <NextClient isQuiet={hasMore} />
        {receipt && (
          <>
            <LinkButton to={paths.receipt(slug, receipt.id)} variant="default">
              {t.receipt}
            </LinkButton>
            <EmailReceipt receipt={receipt} />
            <ReceiptPdf receipt={receipt} />
          </>
        )}
        <LinkButton to={paths.billing(slug, clientId)} variant="default">
          {t.done}
        </LinkButton>
      </div>
    </>
  )
}

/** Enter goes on to the next client, unless it is meant for a button. */
function NextClient({ isQuiet }: { isQuiet: boolean }) {
  const slug = useSlug()
  const navigate = useNavigate()
  useKeys(
    {
      Enter: (event) => {
        const control = event.target instanceof Element ? event.target.closest('a, button') : null
        if (control instanceof HTMLElement) control.click()
        else void navigate({ to: paths.clients(slug) as never })
      },
    },
    { everywhere: true },
  )
  return (
    <LinkButton to={paths.clients(slug)} variant={isQuiet ? 'default' : 'filled'}>
      {t.nextClient}
    </LinkButton>
  )
}

function Leave({ clientId, children }: { clientId: string; children?: ReactNode }) {
  return (
    <div className={classes.buttons}>
      {children}
      <Close clientId={clientId} />
    </div>
  )
}

function Close({ clientId }: { clientId: string }) {
  const slug = useSlug()
  return (
    <LinkButton to={paths.billing(slug, clientId)} variant="default">
      {common.close}
    </LinkButton>
  )
}
