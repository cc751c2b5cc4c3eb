import { refuse } from '../http/problem.ts'
import { CHARGE_MAXIMUM, checkAmount } from '../kit/money.ts'
import { parsePlainDate } from '../kit/time.ts'
import type { CapPeriod, Limits } from './authorization.ts'
import { NO_LIMITS } from './authorization.ts'

export interface LimitsRequest {
  perCharge?: unknown
  perPeriod?: unknown
  period?: CapPeriod | null | undefined
  endsOn?: string | null | undefined
}

/** Up to what amount and until when; what is left out is not limited. */
export function readLimits(
  request: LimitsRequest | undefined,
  here: { currency: string; today: string },
): Limits {
  if (!request) return NO_LIMITS
  const perCharge = readAmount(request.perCharge, 'limits.perCharge', here.currency)
  const perPeriod = readAmount(request.perPeriod, 'limits.perPeriod', here.currency)
  const period = request.period ?? null
  if (perPeriod !== null && period === null) {
    refuse('field_required', 'Say whether the limit is a day’s, a week’s or a month’s.', {
      field: 'limits.period',
    })
  }
  const endsOn = request.endsOn ? readLastDay(request.endsOn, here.today) : null
  return { perCharge, perPeriod, period: perPeriod === null ? null : period, endsOn }
}

function readLastDay(text: string, today: string): string {
  const field = 'limits.endsOn'
  const date = parsePlainDate(text)
  if (!date) return refuse('date_format', 'Use a date like 2026-05-14.', { field })
  if (date < today) refuse('date_format', 'Choose today or a later day.', { field })
  return date
}

function readAmount(amount: unknown, field: string, currency: string): bigint | null {
  if (amount === undefined || amount === null) return null
  const result = checkAmount(amount, currency, { maximum: CHARGE_MAXIMUM })
  if (!result.ok) return refuse(result.code, result.message, { field })
  return result.amount
}
