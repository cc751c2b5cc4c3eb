import { payments as t } from '../../../messages/en/payments.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { GuardedButton } from '../../guarded.tsx'
import { useOrganization } from '../../shell/organization.tsx'
import type { PaymentFormState } from './use-payment-form.ts'

/** What the account holds is said before a card is charged for what it owes. */
export function CreditNotice({ form }: { form: PaymentFormState }) {
  const { creditUse } = useOrganization()
  const { creditFirst, openInvoices, currency } = form
  const { credit, used, isBusy } = creditFirst
  if (used !== null && !isBusy) {
    return (
      <Notice tone={used > 0 ? 'good' : 'quiet'} role="status">
        {used === 0
          ? t.creditNotUsed
          : openInvoices.length === 0
            ? t.creditPaidAll(moneyText({ amount: used, currency }))
            : t.creditUsed(moneyText({ amount: used, currency }))}
      </Notice>
    )
  }
  if (credit.amount === 0 || openInvoices.length === 0 || creditUse === 'always') return null
  return (
    <Notice
      tone="quiet"
      title={t.hasCredit(moneyText(credit))}
      actions={
        creditUse === 'ask' && (
          <GuardedButton
            needs="payments.reconcile"
            variant="default"
            size="compact-sm"
            loading={isBusy}
            onClick={() => void creditFirst.use()}
          >
            {t.useCreditFirst}
          </GuardedButton>
        )
      }
    >
      {creditUse === 'ask' && t.useCreditText}
    </Notice>
  )
}
