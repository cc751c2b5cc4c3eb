import { Button, TextInput } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { todayIn } from '../../../../src/kit/time.ts'
import { call } from '../../../api/client.ts'
import type { PayoutDetail } from '../../../api/contract.ts'
import { asProblem } from '../../../api/problem.ts'
import { payoutQuery } from '../../../api/queries.ts'
import { payouts as t } from '../../../messages/en/payouts.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { CopyText } from '../../../ui/CopyText.tsx'
import { dateText, instantText } from '../../../ui/dates.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { ProblemSummary } from '../../../ui/FormProblem.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import table from '../../../ui/table.module.css'
import { ExportCsv } from '../../ExportCsv.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import billing from '../billing/Billing.module.css'
import { PayoutBadge } from './PayoutBadge.tsx'
import classes from './Payouts.module.css'

/** One payout: what it is made of, and whether the bank has it. */
export function PayoutPage() {
  const { slug, timeZone } = useOrganization()
  const { payoutId } = useParams({ strict: false }) as { payoutId: string }
  const { data: payout, error, refetch } = useQuery(payoutQuery(slug, payoutId))
  if (error && !payout) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!payout) return <Skeletons />
  const { amount, processorId } = payout
  return (
    <Page
      title={moneyText(amount)}
      tabTitle={t.tabTitle(moneyText(amount))}
      back={
        <TextLink to={paths.payouts(slug)} underline="hover">
          <IconArrowLeft size={14} aria-hidden className={billing.backIcon} /> {t.back}
        </TextLink>
      }
      subtitle={
        <>
          <PayoutBadge state={payout.state} /> {payout.sentence}
        </>
      }
      actions={<ExportCsv needs="payments.export" href={paths.payoutExport(slug, payout.id)} />}
    >
      <div className={billing.columns}>
        <div className={billing.main}>
          <Lines payout={payout} />
        </div>
        <div className={billing.main}>
          <AtTheBank payout={payout} />
          <Panel>
            <Facts
              facts={[
                { label: t.arrives, value: dateText(payout.arrivesOn) },
                { label: t.made, value: instantText(payout.madeAt, timeZone) },
                { label: t.fees, value: <Money value={payout.fees} /> },
                {
                  label: t.processorId,
                  value: (
                    <>
                      <code>{processorId}</code>{' '}
                      <CopyText value={processorId} label={processorId} />
                    </>
                  ),
                },
              ]}
            />
          </Panel>
        </div>
      </div>
    </Page>
  )
}

function Lines({ payout }: { payout: PayoutDetail }) {
  const slug = useSlug()
  if (payout.members === null) {
    return <Panel title={t.lines}>{payout.isAutomatic ? t.linesLater : t.byHand}</Panel>
  }
  return (
    <Panel title={t.lines} flush>
      <ScrollX label={t.lines}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t.what}</th>
              <th scope="col">{t.about}</th>
              <th scope="col" className={`${table.right} ${classes.wide}`}>
                {t.amount}
              </th>
              <th scope="col" className={`${table.right} ${classes.wide}`}>
                {t.fee}
              </th>
              <th scope="col" className={table.right}>
                {t.net}
              </th>
            </tr>
          </thead>
          <tbody className={table.rows}>
            {payout.lines.map((line) => (
              <tr key={line.id}>
                <td>
                  {line.paymentId ? (
                    <TextLink to={paths.payment(slug, line.paymentId)}>{line.words}</TextLink>
                  ) : (
                    line.words
                  )}
                </td>
                <td>{line.about}</td>
                <td className={`${table.right} ${classes.wide}`}>
                  <Money value={line.amount} />
                </td>
                <td className={`${table.right} ${classes.wide}`}>
                  <Money value={line.fee} muteZero />
                </td>
                <td className={table.right}>
                  <Money value={line.net} />
                </td>
              </tr>
            ))}
            <tr className={table.foot}>
              <td colSpan={2}>{t.sum}</td>
              <td className={classes.wide} />
              <td className={`${table.right} ${classes.wide}`}>
                <Money value={payout.fees} />
              </td>
              <td className={table.right}>
                <Money value={payout.amount} />
              </td>
            </tr>
          </tbody>
        </table>
      </ScrollX>
    </Panel>
  )
}

/** Somebody looked at a statement of the bank. */
function AtTheBank({ payout }: { payout: PayoutDetail }) {
  const { slug, timeZone } = useOrganization()
  const queryClient = useQueryClient()
  const [day, setDay] = useState<string>(() => {
    const today = todayIn(timeZone, new Date())
    return payout.arrivesOn < today ? payout.arrivesOn : today
  })
  const mark = useMutation({
    mutationFn: (on: string | null) =>
      call<PayoutDetail>(slug, `/payouts/${payout.id}/seen`, { method: 'POST', body: { on } }),
    onSuccess: (after) => {
      queryClient.setQueryData(payoutQuery(slug, payout.id).queryKey, after)
      void queryClient.invalidateQueries({ queryKey: ['o', slug, 'payouts'] })
    },
  })
  const { seen, can } = payout
  return (
    <Panel title={t.bank}>
      {mark.error && <ProblemSummary problem={asProblem(mark.error)} />}
      <p className={classes.text}>{seen ? t.bankSeen(dateText(seen.on), seen.by) : t.bankText}</p>
      {!can.see.allowed ? (
        <BlockedButton reason={can.see.reason ?? ''}>{t.match}</BlockedButton>
      ) : seen ? (
        <Button variant="default" loading={mark.isPending} onClick={() => mark.mutate(null)}>
          {t.unmatch}
        </Button>
      ) : (
        <form
          className={classes.match}
          onSubmit={(event) => {
            event.preventDefault()
            mark.mutate(day)
          }}
        >
          <TextInput
            type="date"
            label={t.day}
            value={day}
            onChange={(event) => setDay(event.currentTarget.value)}
          />
          <Button type="submit" loading={mark.isPending}>
            {t.match}
          </Button>
        </form>
      )}
    </Panel>
  )
}
