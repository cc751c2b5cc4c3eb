import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { todayIn } from '../../../../src/kit/time.ts'
import { call } from '../../../api/client.ts'
import type { Billing } from '../../../api/contract.ts'
import { billing as t } from '../../../messages/en/billing.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { useNow } from '../../../ui/clock.ts'
import { dateText } from '../../../ui/dates.ts'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Panel } from '../../../ui/Page.tsx'
import table from '../../../ui/table.module.css'
import { GuardedButton, GuardedLink } from '../../guarded.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './Billing.module.css'

type ScheduledPayment = Billing['upcoming'][number]

/** Payments of later days; that nothing takes them by itself stands above them. */
export function Upcoming({ billing }: { billing: Billing }) {
  if (billing.upcoming.length === 0) return null
  return (
    <Panel title={t.upcoming} flush>
      <p className={classes.panelText}>{t.upcomingText}</p>
      <table className={`${table.table} ${classes.upcoming}`}>
        <tbody className={table.rows}>
          {billing.upcoming.map((payment) => (
            <UpcomingRow key={payment.id} payment={payment} clientId={billing.client.id} />
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function UpcomingRow({ payment, clientId }: { payment: ScheduledPayment; clientId: string }) {
  const { slug, timeZone } = useOrganization()
  const queryClient = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const today = todayIn(timeZone, useNow(0))
  const { dueOn, method, tender, createdBy } = payment
  const amount = moneyText(payment.amount)
  const date = dateText(dueOn)

  async function cancel(): Promise<void> {
    await call(slug, `/scheduled-payments/${payment.id}/cancel`, { method: 'POST' })
    await queryClient.invalidateQueries({ queryKey: ['o', slug, 'billing'] })
  }

  return (
    <tr>
      <td>
        <span className={table.strong}>{dueOn === today ? t.dueToday : t.dueOn(date)}</span>
        <div className={table.sub}>
          {[t.upcomingWith(method?.name ?? tender.name, createdBy), payment.description]
            .concat(payment.reference ?? [])
            .filter(Boolean)
            .join(' · ')}
        </div>
      </td>
      <td className={table.right}>
        <Money value={payment.amount} className={table.strong} />
      </td>
      <td className={table.right}>
        <div className={classes.rowButtons}>
          <GuardedLink
            needs={tender.kind === 'card' ? 'payments.charge' : 'payments.record'}
            size="compact-sm"
            variant="default"
            aria-label={t.takeNowOf(amount, date)}
            to={paths.newPayment(slug, clientId)}
            search={{ scheduled: payment.id }}
          >
            {t.takeNow}
          </GuardedLink>
          <GuardedButton
            needs="payments.record"
            size="compact-sm"
            variant="default"
            aria-label={t.cancelUpcomingOf(amount, date)}
            onClick={() => setAsking(true)}
          >
            {t.cancelUpcoming}
          </GuardedButton>
        </div>
        {isAsking && (
          <ConfirmDialog
            title={t.cancelUpcomingTitle(amount, date)}
            action={t.cancelUpcomingAction}
            onConfirm={cancel}
            onClose={() => setAsking(false)}
          >
            {t.cancelUpcomingText}
          </ConfirmDialog>
        )}
      </td>
    </tr>
  )
}
