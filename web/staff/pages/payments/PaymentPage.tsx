import { Button } from '@mantine/core'
import { IconArrowLeft, IconExternalLink } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { call } from '../../../api/client.ts'
import type { Payment, PaymentState } from '../../../api/contract.ts'
import { paymentQuery } from '../../../api/queries.ts'
import { paymentPage as t } from '../../../messages/en/payment-page.ts'
import { instantText } from '../../../ui/dates.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { GuardedButton, GuardedLink } from '../../guarded.tsx'
import { LinkButton, TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import { InCenter } from '../attention/InCenter.tsx'
import classes from '../billing/Billing.module.css'
import { EmailReceipt } from '../receipts/EmailReceipt.tsx'
import { Mailings } from '../receipts/Mailings.tsx'
import { CancelOrRefund } from '../refunds/CancelOrRefund.tsx'
import { MoneyBackPanel } from '../refunds/MoneyBackPanel.tsx'
import { BankApproval } from './BankApproval.tsx'
import { PaymentBadge } from './PaymentBadge.tsx'
import { PaymentFacts } from './PaymentFacts.tsx'
import page from './PaymentPage.module.css'
import { AuthorizationUsed, BankSaid, Books, Story, Support } from './PaymentParts.tsx'
import { ProcessorFee } from './ProcessorFee.tsx'
import { payerName } from './payment-words.ts'
import { WhereItWent } from './WhereItWent.tsx'
import { Words } from './Words.tsx'
import { pollMs } from './waiting.tsx'

/** One payment: its state in a sentence, what may be done, where it went, its whole story. */
export function PaymentPage() {
  const slug = useSlug()
  const { paymentId } = useParams({ strict: false }) as { paymentId: string }
  const {
    data: payment,
    error,
    refetch,
  } = useQuery({
    ...paymentQuery(slug, paymentId),
    refetchInterval: (query) => pollMs(query.state.data?.state),
  })
  if (error && !payment) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!payment) return <Skeletons />
  return (
    <Page
      title={moneyText(payment.amount)}
      tabTitle={t.title(moneyText(payment.amount))}
      back={
        payment.client && (
          <TextLink to={paths.billing(slug, payment.client.id)} underline="hover">
            <IconArrowLeft size={14} aria-hidden className={classes.backIcon} />{' '}
            {t.backTo(payerName(payment))}
          </TextLink>
        )
      }
      subtitle={<StateLine payment={payment} />}
      actions={<Actions payment={payment} />}
    >
      <div className={classes.columns}>
        <div className={classes.main}>
          <Urgent payment={payment} />
          <InCenter paymentId={payment.id} />
          <MoneyBackPanel payment={payment} />
          <WhereItWent payment={payment} />
          {payment.mailings.length > 0 && (
            <Panel title={t.mailings}>
              <Mailings mailings={payment.mailings} />
            </Panel>
          )}
          <Story payment={payment} />
          <Books payment={payment} />
        </div>
        <div className={classes.main}>
          <PaymentFacts payment={payment} />
          <AuthorizationUsed payment={payment} />
          <ProcessorFee payment={payment} />
          <BankSaid payment={payment} />
          <Support payment={payment} />
        </div>
      </div>
    </Page>
  )
}

function StateLine({ payment }: { payment: Payment }) {
  const { timeZone } = useOrganization()
  const at = payment.settledAt ?? payment.createdAt
  return (
    <span className={page.state}>
      <PaymentBadge state={payment.state} />
      <span>
        {payment.state === 'succeeded' ? `${payment.paidWith},` : payment.sentence}{' '}
        {instantText(at, timeZone)}
      </span>
    </span>
  )
}

/** What the state asks for, in front of everything else. */
function Urgent({ payment }: { payment: Payment }) {
  if (payment.state === 'failed') return <Words payment={payment} />
  if (payment.state === 'requires_action') {
    return (
      <Notice tone="warn" title={payment.sentence}>
        <BankApproval payment={payment} />
      </Notice>
    )
  }
  if (payment.state === 'unknown' || payment.state === 'review') {
    return <Notice tone="warn">{payment.sentence}</Notice>
  }
  return null
}

/** Where ending it can be asked for, or it must be said why not; approval has its own button. */
const HAS_CANCEL: Partial<Record<PaymentState, true>> = {
  created: true,
  confirming: true,
  processing: true,
  succeeded: true,
  unknown: true,
  review: true,
}

function Actions({ payment }: { payment: Payment }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const { state, receipt, client } = payment
  const isOpen = ['created', 'confirming', 'processing', 'unknown', 'review'].includes(state)
  const ask = useMutation({
    mutationFn: () => call<Payment>(slug, `/payments/${payment.id}/refresh`, { method: 'POST' }),
    onSuccess: (after) => {
      queryClient.setQueryData(['o', slug, 'payment', payment.id], after)
      return queryClient.invalidateQueries({ queryKey: ['o', slug] })
    },
  })
  return (
    <>
      {receipt && (
        <LinkButton to={paths.receipt(slug, receipt.id)} variant="default">
          {t.receipt(receipt.number)}
        </LinkButton>
      )}
      {receipt && <EmailReceipt receipt={receipt} />}
      <ProcessorLink payment={payment} />
      {isOpen && (
        <GuardedButton
          needs="payments.charge"
          variant="default"
          loading={ask.isPending}
          onClick={() => ask.mutate()}
        >
          {t.askNow}
        </GuardedButton>
      )}
      {client && (state === 'failed' || state === 'canceled') && (
        <GuardedLink
          needs="payments"
          to={paths.newPayment(slug, client.id)}
          search={{
            retryOf: payment.id,
            invoices: payment.targets.flatMap(({ invoiceId }) => invoiceId ?? []),
          }}
        >
          {t.newPayment}
        </GuardedLink>
      )}
      {HAS_CANCEL[state] && <CancelOrRefund payment={payment} />}
    </>
  )
}

/** What the processor itself says of it, for those who may look. */
function ProcessorLink({ payment }: { payment: Payment }) {
  const { processorUrl } = payment
  if (processorUrl === null) return null
  return (
    <Button
      component="a"
      href={processorUrl}
      target="_blank"
      rel="noopener"
      variant="default"
      leftSection={<IconExternalLink size={16} aria-hidden />}
    >
      {t.openProcessor}
    </Button>
  )
}
