import { payments as t } from '../../../messages/en/payments.ts'
import { dateText } from '../../../ui/dates.ts'
import { moneyText } from '../../../ui/Money.tsx'
import type { PaymentFormState } from './use-payment-form.ts'

/** What pressing it does: "Charge $85.00 to Visa 4242", "Record $85.00 cash". */
export function actionText({ amount, currency, way, dueOn }: PaymentFormState): string {
  if (amount === null) return way.kind === 'tender' ? t.record : t.charge
  const text = moneyText({ amount, currency })
  if (dueOn !== null) return dueOn ? t.schedule(text, dateText(dueOn)) : t.scheduleNoDay(text)
  if (way.kind === 'saved') return t.chargeTo(text, way.method.name)
  if (way.kind === 'new') return t.chargeNew(text)
  return (t.recordKind[way.tender.kind] ?? t.recordOther)(text, way.tender.name)
}
