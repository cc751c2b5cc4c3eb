import type { Consent } from '../../../api/contract.ts'
import { consents as t } from '../../../messages/en/consents.ts'
import { dateText } from '../../../ui/dates.ts'
import { moneyText } from '../../../ui/Money.tsx'

/** Limits in a line. */
export function limitsText({ perCharge, perPeriod, period, endsOn }: Consent['limits']): string {
  const parts = [
    perCharge && t.upTo(moneyText(perCharge)),
    perPeriod && period && t.upToIn(moneyText(perPeriod), period),
    endsOn && t.until(dateText(endsOn)),
  ].filter(Boolean)
  return parts.length === 0 ? t.noLimits : parts.join(', ')
}
