import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { consentQuery } from '../../../api/consent-queries.ts'
import type { Consent } from '../../../api/contract.ts'
import { consents as t } from '../../../messages/en/consents.ts'
import { Heads, MoneyCell } from '../../../ui/cells.tsx'
import { instantText } from '../../../ui/dates.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import table from '../../../ui/table.module.css'
import { GuardedButton } from '../../guarded.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import billing from '../billing/Billing.module.css'
import { ConsentBadge } from './ConsentBadge.tsx'
import classes from './Consents.module.css'
import { WithdrawDialog } from './WithdrawDialog.tsx'
import { limitsText } from './words.ts'

/** One permission: the words, who, how, and everything that became of it. */
export function ConsentPage() {
  const { slug } = useOrganization()
  const { consentId } = useParams({ strict: false }) as { consentId: string }
  const { data: consent, error, refetch } = useQuery(consentQuery(slug, consentId))
  const [isAsking, setAsking] = useState(false)
  if (error && !consent) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!consent) return <Skeletons />
  return (
    <Page
      title={t.oneTitle(consent.account.name)}
      tabTitle={t.tabTitle(consent.account.name)}
      back={
        <TextLink to={paths.consents(slug)} underline="hover">
          <IconArrowLeft size={14} aria-hidden className={billing.backIcon} /> {t.back}
        </TextLink>
      }
      subtitle={<ConsentBadge state={consent.state} />}
      actions={
        <>
          <Button
            component="a"
            variant="default"
            href={paths.consentPdf(slug, consent.id)}
            target="_blank"
          >
            {t.proof}
          </Button>
          {consent.state === 'inForce' && (
            <GuardedButton needs="wallet.write" onClick={() => setAsking(true)}>
              {t.withdraw}
            </GuardedButton>
          )}
        </>
      }
    >
      <div className={billing.columns}>
        <div className={billing.main}>
          <Panel title={t.wording(consent.wordingVersion)}>
            <p className={classes.words}>{consent.wording}</p>
          </Panel>
          <Story consent={consent} />
          <Charged consent={consent} />
        </div>
        <div className={billing.main}>
          <About consent={consent} />
        </div>
      </div>
      {isAsking && (
        <WithdrawDialog
          authorizationId={consent.id}
          title={t.withdrawTitle}
          text={t.withdrawText}
          onClose={() => setAsking(false)}
        />
      )}
    </Page>
  )
}

function About({ consent }: { consent: Consent }) {
  const { slug, timeZone } = useOrganization()
  const { clientId, note, recordedBy, ip } = consent
  return (
    <Panel>
      <Facts
        facts={[
          {
            label: t.account,
            value: clientId ? (
              <TextLink to={paths.billing(slug, clientId)}>{consent.account.name}</TextLink>
            ) : (
              consent.account.name
            ),
          },
          { label: t.method, value: consent.method ?? t.hidden },
          { label: t.for, value: t.purposes[consent.purpose] },
          { label: t.limits, value: limitsText(consent.limits) },
          { label: t.given, value: instantText(consent.givenAt, timeZone) },
          { label: t.givenBy, value: consent.givenBy },
          { label: t.how, value: consent.given },
          ...(recordedBy ? [{ label: t.recordedBy, value: recordedBy }] : []),
          ...(note ? [{ label: t.note, value: note }] : []),
          ...(ip ? [{ label: t.from, value: ip }] : []),
          { label: t.hash, value: <code className={classes.hash}>{consent.wordingHash}</code> },
        ]}
      />
    </Panel>
  )
}

function Story({ consent }: { consent: Consent }) {
  const { timeZone } = useOrganization()
  return (
    <Panel title={t.story}>
      <Facts
        facts={consent.events.map((event) => ({
          label: instantText(event.at, timeZone),
          value: [
            `${t.events[event.kind]} ${t.by(event.by)}`,
            event.limits && limitsText(event.limits),
            event.reason,
          ]
            .filter(Boolean)
            .join('. '),
        }))}
      />
    </Panel>
  )
}

function Charged({ consent }: { consent: Consent }) {
  const { slug, timeZone } = useOrganization()
  if (consent.payments.length === 0) return <Panel title={t.charged}>{t.notCharged}</Panel>
  return (
    <Panel title={t.charged} flush>
      <ScrollX label={t.charged}>
        <table className={table.table}>
          <Heads left={[t.given, t.method, t.state]} right={['']} />
          <tbody className={table.rows}>
            {consent.payments.map((payment) => (
              <tr key={payment.id}>
                <td>
                  <TextLink to={paths.payment(slug, payment.id)}>
                    {instantText(payment.at, timeZone)}
                  </TextLink>
                </td>
                <td>{payment.card}</td>
                <td>{payment.state}</td>
                <MoneyCell value={payment.amount} />
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </Panel>
  )
}
