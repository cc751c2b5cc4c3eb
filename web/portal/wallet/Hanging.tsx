import { useQuery } from '@tanstack/react-query'
import type { Dependents, Method } from '../../api/contract.ts'
import { portalWallet as t } from '../../messages/en/portal-wallet.ts'
import { dateText } from '../../ui/dates.ts'
import { moneyText } from '../../ui/Money.tsx'
import classes from '../Portal.module.css'
import { ask } from '../queries.ts'

/** What is planned with a method, and what is under way. */
export function useDependents(accountId: string, { id }: Method) {
  return useQuery({
    queryKey: ['account', accountId, 'dependents', id],
    queryFn: () => ask<Dependents>(`/accounts/${accountId}/payment-methods/${id}/dependents`),
  })
}

export function Hanging({ title, dependents }: { title: string; dependents: Dependents }) {
  const { scheduledPayments, openPayments } = dependents
  if (scheduledPayments.length + openPayments.length === 0) return null
  return (
    <section aria-label={title} className={classes.hanging}>
      <strong>{title}</strong>
      <ul>
        {scheduledPayments.map(({ id, dueOn, amount }) => (
          <li key={id}>{t.planned(dateText(dueOn), moneyText(amount))}</li>
        ))}
        {openPayments.map(({ id, amount }) => (
          <li key={id}>{t.underWay(moneyText(amount))}</li>
        ))}
      </ul>
    </section>
  )
}
