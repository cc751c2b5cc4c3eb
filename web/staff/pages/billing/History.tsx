import { Link } from '@tanstack/react-router'
import type { Billing, PaymentRow } from '../../../api/contract.ts'
import { billing as t } from '../../../messages/en/billing.ts'
import { useNow } from '../../../ui/clock.ts'
import { dayText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Money } from '../../../ui/Money.tsx'
import { Panel } from '../../../ui/Page.tsx'
import table from '../../../ui/table.module.css'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { PaymentBadge } from '../payments/PaymentBadge.tsx'
import classes from './Billing.module.css'

/** Every attempt to take money, newest first, also those that took none. */
export function History({ billing }: { billing: Billing }) {
  if (billing.payments.length === 0) {
    return (
      <Panel title={t.payments} flush>
        <EmptyState title={t.noPayments}>{t.noPaymentsText}</EmptyState>
      </Panel>
    )
  }
  return (
    <Panel title={t.payments} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t.when}</th>
            <th scope="col">{t.state}</th>
            <th scope="col" className={classes.hidePhone}>
              {t.paidWith}
            </th>
            <th scope="col" className={classes.hidePhone}>
              {t.receipt}
            </th>
            <th scope="col" className={table.right}>
              {t.amount}
            </th>
          </tr>
        </thead>
        <tbody className={table.rows}>
          {billing.payments.map((payment) => (
            <HistoryRow key={payment.id} payment={payment} />
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function HistoryRow({ payment }: { payment: PaymentRow }) {
  const { slug, timeZone } = useOrganization()
  const now = useNow(0)
  return (
    <tr>
      <td className={classes.nowrap}>
        <Link to={paths.payment(slug, payment.id) as never} className={classes.number}>
          {dayText(payment.createdAt, timeZone, now)}
        </Link>
      </td>
      <td>
        <PaymentBadge state={payment.state} />
      </td>
      <td className={classes.hidePhone}>
        {payment.tender === 'card' ? payment.card?.name : payment.paidWith}
      </td>
      <td className={classes.hidePhone}>
        {payment.receipt && (
          <Link to={paths.receipt(slug, payment.receipt.id) as never} className={classes.number}>
            {payment.receipt.number}
          </Link>
        )}
      </td>
      <td className={table.right}>
        <Money
          value={payment.amount}
          className={payment.state === 'succeeded' ? table.strong : table.sub}
        />
      </td>
    </tr>
  )
}
