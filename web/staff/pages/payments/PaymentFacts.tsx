import type { Payment } from '../../../api/contract.ts'
import { paymentPage as t } from '../../../messages/en/payment-page.ts'
import { dateText, expiryText, instantText } from '../../../ui/dates.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'

/** All that was written down when the payment was taken; what was left empty is left out. */
export function PaymentFacts({ payment }: { payment: Payment }) {
  const { slug, timeZone } = useOrganization()
  const { client, account, card, tendered, change } = payment
  const facts = [
    client && {
      label: t.client,
      value: <TextLink to={paths.billing(slug, client.id)}>{client.name}</TextLink>,
    },
    account.name !== client?.name && { label: t.account, value: account.name },
    {
      label: t.paidWith,
      value: card ? `${card.name}, ${t.expires(expiryText(card))}` : payment.paidWith,
    },
    tendered &&
      change && { label: t.tendered, value: t.cash(moneyText(tendered), moneyText(change)) },
    payment.authorizationCode && { label: t.authorizationCode, value: payment.authorizationCode },
    { label: t.takenBy, value: payment.by },
    { label: t.started, value: instantText(payment.createdAt, timeZone) },
    { label: t.posted, value: dateText(payment.postedOn) },
    payment.reference && { label: t.reference, value: payment.reference },
    payment.payerCategory && { label: t.payer, value: payment.payerCategory.name },
    payment.description && { label: t.description, value: payment.description },
    payment.note && { label: t.note, value: payment.note },
    payment.duplicateReason && { label: t.duplicateReason, value: payment.duplicateReason },
    payment.receiptEmail && { label: t.receiptTo, value: payment.receiptEmail },
    payment.refundableUntil && {
      label: t.refundableUntil,
      value: dateText(payment.refundableUntil),
    },
    payment.retryOf && {
      label: t.previous,
      value: <TextLink to={paths.payment(slug, payment.retryOf)}>{t.seePrevious}</TextLink>,
    },
  ]
  return (
    <Panel title={t.facts}>
      <Facts facts={facts.filter((fact) => typeof fact === 'object' && fact !== null)} />
    </Panel>
  )
}
