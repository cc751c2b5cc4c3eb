import type { Transaction } from '../database/transaction.ts'
import { refuse } from '../http/problem.ts'
import { formatMoney, money } from '../kit/money.ts'
import { type PlainDate, todayIn } from '../kit/time.ts'
import {
  type CapPeriod,
  type Consent,
  consentState,
  type SavedMethod,
} from '../wallet/authorization.ts'
import { usedInPeriod } from '../wallet/methods.ts'

const ABOUT = { field: 'method', moneyMoved: 'no' as const }

interface Wanted {
  amount: bigint
  currency: string
  timeZone: string
  now: Date
}

/**
 * Refuses a charge that the client did not agree to, or not to that much. Under the lock of the
 * account, which whoever withdraws takes too: a charge is before the withdrawal or refused by it.
 */
export async function requireConsent(
  tx: Transaction,
  method: SavedMethod,
  wanted: Wanted,
): Promise<void> {
  const consent = requireAgreed(method, wanted)
  const { perPeriod, period, rootId } = consent
  if (perPeriod === null || period === null) return
  const { accountId } = method
  const { timeZone, now, amount, currency } = wanted
  const used = await usedInPeriod(tx, { accountId, rootId, period, timeZone, now })
  if (used + amount <= perPeriod) return
  const left = used < perPeriod ? perPeriod - used : 0n
  const say = (minor: bigint) => formatMoney(money(minor, currency))
  const until = left > 0n ? `Charge ${say(left)} or less, or ask them` : 'Ask them'
  refuse(
    'consent_cap',
    `The client allows ${say(perPeriod)} a ${period}, and ${say(used)} of it is used ${THIS[period]}. ${until} to allow more.`,
    { ...ABOUT, facts: { left: { amount: Number(left), currency } } },
  )
}

/** The same without what was charged before: of a charge that is planned for a later day. */
export function requireAgreed(method: SavedMethod, wanted: Wanted): Consent {
  const consent = requireInForce(method.consent, wanted)
  requireWithinCharge(consent, wanted)
  return consent
}

const THIS: Record<CapPeriod, string> = {
  day: 'today',
  week: 'this week',
  month: 'this month',
}

function requireInForce(consent: Consent | null, { timeZone, now }: Wanted): Consent {
  const today = todayIn(timeZone, now)
  switch (consentState(consent, today)) {
    case 'missing':
      return refuse(
        'consent_missing',
        'The client has not agreed to be charged. Send the request, or record their permission.',
        ABOUT,
      )
    case 'revoked':
      return refuse(
        'consent_revoked',
        `The client withdrew permission on ${momentIn(timeZone, consent?.endedAt ?? now)}. Ask them anew before charging.`,
        ABOUT,
      )
    case 'ended':
      return refuse(
        'consent_ended',
        `The client’s permission ended${lastDay(consent)}. Ask them to renew it.`,
        ABOUT,
      )
    default:
      return consent as Consent
  }
}

function requireWithinCharge({ perCharge }: Consent, { amount, currency }: Wanted): void {
  if (perCharge === null || amount <= perCharge) return
  const most = formatMoney(money(perCharge, currency))
  refuse(
    'consent_cap',
    `The client allows up to ${most} at once. Charge ${most} or less, or ask them to allow more.`,
    { ...ABOUT, facts: { left: { amount: Number(perCharge), currency } } },
  )
}

function lastDay(consent: Consent | null): string {
  return consent?.endsOn ? ` on ${dayText(consent.endsOn as PlainDate)}` : ''
}

function momentIn(timeZone: string, at: Date): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(at)
}

function dayText(date: PlainDate): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'medium' }).format(
    new Date(`${date}T00:00:00Z`),
  )
}
