import { useQuery } from '@tanstack/react-query'
import type { Billing } from '../../../api/contract.ts'
import { paymentQuery } from '../../../api/queries.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { Money, moneyText } from '../../../ui/Money.tsx'
import type { NewPaymentSearch } from '../../client-routes.tsx'
import { LinkButton, TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useSlug } from '../../shell/organization.tsx'
import classes from './Payments.module.css'
import { sumDue } from './plan-payment.ts'

interface Props {
  billing: Billing | undefined
  paymentId: string
  search: NewPaymentSearch
}

/** What was ticked for a payment and is owed still. */
export function stillOpen(
  billing: Billing,
  paymentId: string,
  { invoices = [] }: NewPaymentSearch,
) {
  // Before the invoices were read again they would still show what was just paid.
  const isRead = billing.payments.some(({ id, state }) => id === paymentId && state === 'succeeded')
  if (!isRead) return []
  return billing.openInvoices.filter(({ id, heldBy }) => invoices.includes(id) && !heldBy)
}

/** After a payment: the change, and what is still open of what was ticked for it. */
export function AfterPayment({ billing, paymentId, search }: Props) {
  const slug = useSlug()
  const { data: payment } = useQuery(paymentQuery(slug, paymentId))
  if (!billing || payment?.state !== 'succeeded') return null
  const { change } = payment
  const parts = [...(search.sitting ?? []), paymentId]
  const open = stillOpen(billing, paymentId, search)
  const rest = { amount: sumDue(open), currency: billing.balance.currency }
  return (
    <>
      {change && change.amount > 0 && (
        <div className={classes.change}>
          <span>{t.changeDue}</span>
          <strong>{moneyText(change)}</strong>
        </div>
      )}
      {(parts.length > 1 || rest.amount > 0) && <Sitting billing={billing} parts={parts} />}
      {rest.amount > 0 && (
        <div className={classes.rest}>
          <LinkButton
            to={paths.newPayment(slug, billing.client.id)}
            search={{ invoices: open.map(({ id }) => id), sitting: parts }}
          >
            {t.takeRest(moneyText(rest))}
          </LinkButton>
          <span className={classes.hint}>{t.restOpen(moneyText(rest))}</span>
        </div>
      )}
    </>
  )
}

/** What was paid so far while the client stands at the counter, part by part. */
export function Sitting({ billing, parts }: { billing: Billing; parts: string[] }) {
  const slug = useSlug()
  const paid = parts.flatMap((id) => billing.payments.find((payment) => payment.id === id) ?? [])
  if (paid.length === 0) return null
  const { currency } = billing.balance
  const total = paid
    .filter(({ state }) => state === 'succeeded')
    .reduce((sum, { amount }) => sum + amount.amount, 0)
  return (
    <section className={classes.sitting} aria-label={t.sitting}>
      <div className={classes.hint}>{t.sitting}</div>
      <ul>
        {paid.map((payment) => (
          <li key={payment.id}>
            <TextLink to={paths.payment(slug, payment.id)}>{payment.paidWith}</TextLink>
            <Money value={payment.amount} />
          </li>
        ))}
        {paid.length > 1 && (
          <li>
            <strong>{t.sittingTotal}</strong>
            <Money value={{ amount: total, currency }} className={classes.tickedAmount} />
          </li>
        )}
      </ul>
    </section>
  )
}
