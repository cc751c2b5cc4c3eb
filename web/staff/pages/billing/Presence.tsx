import type { PaymentRow } from '../../../api/contract.ts'
import { billing as t } from '../../../messages/en/billing.ts'
import { common } from '../../../messages/en/common.ts'
import { secondsSince, useNow } from '../../../ui/clock.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'

/** "You are not alone": a payment of this account that is not final yet, whoever takes it. */
export function Presence({ payment }: { payment: PaymentRow }) {
  const { slug, me } = useOrganization()
  const now = useNow()
  const amount = moneyText(payment.amount)
  const card = payment.tender === 'card' ? (payment.card?.name ?? t.theCard) : payment.paidWith
  const who = payment.by === me.name ? t.youAre : t.personIs(payment.by)
  const ago = common.secondsAgo(secondsSince(payment.createdAt, now))
  const link = <TextLink to={paths.payment(slug, payment.id)}>{t.see}</TextLink>

  switch (payment.state) {
    case 'created':
    case 'confirming':
      return (
        <Notice tone="wait" role="status" title={t.charging(who, amount, card, ago)}>
          {t.waitForResult} {link}
        </Notice>
      )
    case 'requires_action':
      return (
        <Notice tone="warn" role="status" title={t.requiresAction(amount, card)}>
          {t.requiresActionText} {link}
        </Notice>
      )
    case 'processing':
      return (
        <Notice tone="wait" role="status" title={t.processing(amount, card)}>
          {t.processingText} {link}
        </Notice>
      )
    case 'unknown':
      return (
        <Notice tone="warn" role="status" title={t.unknown(amount, card)}>
          {t.unknownText} {link}
        </Notice>
      )
    case 'review':
      return (
        <Notice tone="warn" role="status" title={t.review(amount, card)}>
          {t.reviewText} {link}
        </Notice>
      )
    default:
      return null
  }
}
