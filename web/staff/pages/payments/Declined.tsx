import type { Payment } from '../../../api/contract.ts'
import { common } from '../../../messages/en/common.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useSlug } from '../../shell/organization.tsx'
import classes from './Payments.module.css'
import { Words } from './Words.tsx'

/** Cause, words to say, and only what may be done; the rest is grey and says why. */
export function Declined({ payment, clientId }: { payment: Payment; clientId: string }) {
  const slug = useSlug()
  const again = {
    retryOf: payment.id,
    invoices: payment.targets.flatMap(({ invoiceId }) => invoiceId ?? []),
  }
  return (
    <>
      <Words payment={payment} />
      <div className={classes.buttons}>
        <LinkButton to={paths.newPayment(slug, clientId)} search={again}>
          {t.anotherCard}
        </LinkButton>
        <Retry payment={payment} to={paths.newPayment(slug, clientId)} search={again} />
        <LinkButton to={paths.billing(slug, clientId)} variant="default">
          {common.close}
        </LinkButton>
      </div>
    </>
  )
}

interface RetryProps {
  payment: Payment
  to: string
  search: Record<string, unknown>
}

function Retry({ payment, to, search }: RetryProps) {
  const reason = whyNotRetry(payment)
  if (reason === null) {
    return (
      <LinkButton to={to} search={search} variant="default">
        {t.retry}
      </LinkButton>
    )
  }
  return <BlockedButton reason={reason}>{t.retry}</BlockedButton>
}

function whyNotRetry({ decline }: Payment): string | null {
  if (decline?.retry === 'never') return t.retryNever
  return decline?.retry === 'later' ? t.retryLater : null
}
