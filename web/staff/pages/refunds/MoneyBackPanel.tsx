import { Anchor } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCircleX, IconLoader2 } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { MoneyBack, Payment, Refund, RefundState } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { moneyBackQuery } from '../../../api/queries.ts'
import { disputes as d, refunds as t } from '../../../messages/en/refunds.ts'
import { instantText } from '../../../ui/dates.ts'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import { StateBadge, type Tone } from '../../../ui/StateBadge.tsx'
import table from '../../../ui/table.module.css'
import { GuardedButton } from '../../guarded.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import classes from './MoneyBack.module.css'

const LOOK_EVERY_MS = 2_000
const LIVE: RefundState[] = ['created', 'unknown']

const LOOKS: Record<RefundState, { tone: Tone; icon: ReactNode }> = {
  created: { tone: 'wait', icon: <IconLoader2 aria-hidden /> },
  pending: { tone: 'wait', icon: <IconLoader2 aria-hidden /> },
  unknown: { tone: 'warn', icon: <IconAlertTriangle aria-hidden /> },
  review: { tone: 'warn', icon: <IconAlertTriangle aria-hidden /> },
  succeeded: { tone: 'good', icon: <IconCheck aria-hidden /> },
  failed: { tone: 'bad', icon: <IconCircleX aria-hidden /> },
}

/** What of a payment has gone back, and how each of it stands. */
export function MoneyBackPanel({ payment }: { payment: Payment }) {
  const slug = useSlug()
  const { data } = useQuery({
    ...moneyBackQuery(slug, payment.id),
    enabled: payment.state === 'succeeded',
    refetchInterval: (query) =>
      query.state.data?.refunds.some(({ state }) => LIVE.includes(state)) ? LOOK_EVERY_MS : false,
  })
  if (!data || data.refunds.length + data.disputes.length + (data.returned ? 1 : 0) === 0) {
    return null
  }
  return (
    <Panel title={t.panel} flush>
      <div className={classes.notices}>
        <Disputes moneyBack={data} />
        {data.returned && (
          <Notice tone="warn">
            {t.returned(moneyText(data.returned.amount), data.returned.reason)}{' '}
            {data.returned.clientFee && (
              <TextLink to={paths.invoice(slug, data.returned.clientFee.invoiceId)}>
                {t.feeCharged(
                  data.returned.clientFee.number,
                  moneyText(data.returned.clientFee.amount),
                )}
              </TextLink>
            )}
          </Notice>
        )}
        <Frozen accountId={payment.account.id} charges={data.automaticCharges} />
      </div>
      {data.refunds.length > 0 && <Refunds refunds={data.refunds} />}
    </Panel>
  )
}

function Disputes({ moneyBack }: { moneyBack: MoneyBack }) {
  const slug = useSlug()
  const { timeZone } = useOrganization()
  return (
    <>
      {moneyBack.disputes.map((one) => (
        <Notice
          key={one.id}
          tone={one.isOpen ? 'warn' : one.state === 'lost' ? 'bad' : 'good'}
          title={`${one.isInquiry ? d.inquiry : d.dispute}: ${d.states[one.state]}`}
          actions={<TextLink to={paths.dispute(slug, one.id)}>{d.see}</TextLink>}
        >
          {one.sentence} {one.isOpen && one.dueBy && d.due(instantText(one.dueBy, timeZone))}
        </Notice>
      ))}
    </>
  )
}

/** Why nothing is charged by itself. A dispute ends by itself; anything else a person allows again. */
function Frozen({ accountId, charges }: { accountId: string; charges: Charges }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [problem, setProblem] = useState<Problem | null>(null)
  if (charges.reason === null) return null
  const allow = async () => {
    try {
      const body = { held: false }
      await call(slug, `/accounts/${accountId}/automatic-charges`, { method: 'PUT', body })
      await queryClient.invalidateQueries({ queryKey: ['o', slug] })
    } catch (error) {
      setProblem(asProblem(error))
    }
  }
  return (
    <Notice
      tone="warn"
      actions={
        charges.held && (
          <GuardedButton
            needs="payments.charge"
            variant="default"
            size="compact-sm"
            onClick={() => void allow()}
          >
            {t.allow}
          </GuardedButton>
        )
      }
    >
      {problem ? problem.message : t.frozen(charges.reason)}
    </Notice>
  )
}

type Charges = MoneyBack['automaticCharges']

function Refunds({ refunds }: { refunds: Refund[] }) {
  const slug = useSlug()
  return (
    <ScrollX label={t.panel}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t.number}</th>
            <th scope="col">{t.state}</th>
            <th scope="col">{t.by}</th>
            <th scope="col" className={table.right}>
              {t.amount}
            </th>
          </tr>
        </thead>
        <tbody className={table.rows}>
          {refunds.map((refund) => (
            <tr key={refund.id}>
              <td>
                <span className={classes.number}>{refund.number}</span>{' '}
                <Anchor href={paths.refundPdf(slug, refund.id)} target="_blank" rel="noopener">
                  {t.document}
                </Anchor>
              </td>
              <td>
                <StateBadge tone={LOOKS[refund.state].tone} icon={LOOKS[refund.state].icon}>
                  {t.states[refund.state]}
                </StateBadge>
                <div>{refund.sentence}</div>
              </td>
              <td>{refund.by}</td>
              <td className={table.right}>
                <Money value={refund.amount} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}
