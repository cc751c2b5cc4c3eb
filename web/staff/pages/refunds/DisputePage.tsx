import { Button } from '@mantine/core'
import { IconArrowLeft, IconFileTypePdf } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Dispute } from '../../../api/contract.ts'
import { disputeQuery } from '../../../api/queries.ts'
import { disputes as t } from '../../../messages/en/refunds.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { instantText, preciseText } from '../../../ui/dates.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import classes from '../billing/Billing.module.css'
import page from '../payments/PaymentPage.module.css'

/** One dispute: what the bank says, until when to answer, and with what. */
export function DisputePage() {
  const slug = useSlug()
  const { disputeId } = useParams({ strict: false }) as { disputeId: string }
  const { data: dispute, error, refetch } = useQuery(disputeQuery(slug, disputeId))
  if (error && !dispute) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!dispute) return <Skeletons />
  return (
    <Page
      title={t.title(moneyText(dispute.amount))}
      back={
        <TextLink to={paths.payment(slug, dispute.payment.id)} underline="hover">
          <IconArrowLeft size={14} aria-hidden className={classes.backIcon} /> {t.back}
        </TextLink>
      }
      subtitle={dispute.sentence}
      actions={<Actions dispute={dispute} />}
    >
      <div className={classes.columns}>
        <div className={classes.main}>
          <Urgent dispute={dispute} />
          <Panel title={t.evidence}>
            <Facts
              facts={dispute.evidence.map(({ what, has, detail }) => ({
                label: what,
                value: has ? detail : t.missing(detail),
              }))}
            />
          </Panel>
          <Story dispute={dispute} />
        </div>
        <div className={classes.main}>
          <FactsOf dispute={dispute} />
        </div>
      </div>
    </Page>
  )
}

function Urgent({ dispute }: { dispute: Dispute }) {
  const { timeZone } = useOrganization()
  const { dueBy, evidenceSent, isOpen } = dispute
  if (evidenceSent) {
    return (
      <Notice tone="good">{t.sent(evidenceSent.by, instantText(evidenceSent.at, timeZone))}</Notice>
    )
  }
  if (!isOpen || !dueBy) return null
  return <Notice tone="warn">{t.due(instantText(dueBy, timeZone))}</Notice>
}

function FactsOf({ dispute }: { dispute: Dispute }) {
  const { client, account, payment } = dispute
  return (
    <Panel title={t.facts}>
      <Facts
        facts={[
          { label: t.reason, value: dispute.reasonText },
          { label: t.client, value: client?.name ?? account.name },
          { label: t.payment, value: `${payment.receipt}, ${payment.paidWith}` },
          { label: t.withdrawn, value: moneyText(dispute.withdrawn) },
          // What did not happen needs no line.
          ...(['reinstated', 'lost', 'fee'] as const)
            .filter((part) => dispute[part].amount > 0)
            .map((part) => ({ label: t[part], value: moneyText(dispute[part]) })),
        ]}
      />
    </Panel>
  )
}

function Story({ dispute }: { dispute: Dispute }) {
  const { timeZone } = useOrganization()
  return (
    <Panel title={t.story}>
      <ol className={page.story}>
        {dispute.story.map((step) => (
          <li key={`${step.at} ${step.what}`} className={page.step}>
            <span className={page.stepName}>{t.what[step.what]}</span>
            <time className={page.stepTime} dateTime={step.at}>
              {preciseText(step.at, timeZone)}
            </time>
            <span className={page.stepBy}>
              {[t.states[step.state], step.amount && moneyText(step.amount), step.by]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function Actions({ dispute }: { dispute: Dispute }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const { allowed, reason } = dispute.can.markSent

  async function mark(): Promise<void> {
    const path = `/disputes/${dispute.id}/evidence-sent`
    const after = await call<Dispute>(slug, path, { method: 'POST', body: {} })
    queryClient.setQueryData(disputeQuery(slug, dispute.id).queryKey, after)
  }

  return (
    <>
      <Button
        component="a"
        href={paths.evidencePdf(slug, dispute.id)}
        target="_blank"
        rel="noopener"
        variant="default"
        leftSection={<IconFileTypePdf size={16} aria-hidden />}
      >
        {t.pack}
      </Button>
      {allowed ? (
        <Button onClick={() => setAsking(true)}>{t.markSent}</Button>
      ) : (
        <BlockedButton reason={reason ?? ''}>{t.markSent}</BlockedButton>
      )}
      {isAsking && (
        <ConfirmDialog
          title={t.markTitle}
          action={t.markSent}
          onConfirm={mark}
          onClose={() => setAsking(false)}
        >
          {t.markText}
        </ConfirmDialog>
      )}
    </>
  )
}
