import { currencyDigits } from '../../../../src/kit/currencies.ts'
import type { Billing, Method, NewPayment, Organization } from '../../../api/contract.ts'
import { common } from '../../../messages/en/common.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { permissionNames } from '../../../messages/en/permission-names.ts'

export const NEW_CARD = 'new'

export type Tender = Organization['tenders'][number]

/** One line under "Pay with": a saved card, a new one, or a tender that is only recorded. */
export type Way =
  | { kind: 'saved'; id: string; method: Method }
  | { kind: 'new'; id: typeof NEW_CARD }
  | { kind: 'tender'; id: string; tender: Tender }

/** Saved cards, the last used first; a new card; then what the organization takes, in its order. */
export function waysToPay(billing: Billing, tenders: readonly Tender[]): Way[] {
  return [
    ...lastUsedFirst(billing).map((method) => ({ kind: 'saved' as const, id: method.id, method })),
    { kind: 'new', id: NEW_CARD },
    ...tenders
      .filter((tender) => tender.kind !== 'card' && tender.kind !== 'echeck')
      .map((tender) => ({ kind: 'tender' as const, id: tender.id, tender })),
  ]
}

export function lastUsedFirst({ methods, payments }: Billing): Method[] {
  const paid = payments.filter((payment) => payment.state === 'succeeded')
  const rank = (method: Method) => {
    const place = paid.findIndex(
      ({ card }) =>
        card?.last4 === method.last4 &&
        card.brand === method.brand &&
        card.expMonth === method.expMonth &&
        card.expYear === method.expYear,
    )
    return place === -1 ? paid.length : place
  }
  return [...methods].sort((a, b) => rank(a) - rank(b) || Number(b.isDefault) - Number(a.isDefault))
}

/** What was asked for; else the first saved card that can be charged; else what may be used at all. */
export function firstWay(ways: readonly Way[], may: WayRights, wanted?: string): string {
  const asked = ways.find(({ id }) => id === wanted)
  if (asked && !whyNotWay(asked, may, false)) return asked.id
  const usable = ways.find(
    (way) => way.kind === 'saved' && !way.method.unusable && !way.method.expired,
  )
  if (may.charge) return usable?.id ?? NEW_CARD
  return ways.find((way) => way.kind === 'tender')?.id ?? NEW_CARD
}

export interface WayRights {
  charge: boolean
  record: boolean
}

/** Why this person cannot use it, now or on a later day; null when they can. */
export function whyNotWay(way: Way, may: WayRights, isLater: boolean): string | null {
  if (way.kind === 'tender')
    return may.record ? null : common.notPermitted(permissionNames['payments.record'])
  if (!may.charge) return common.notPermitted(permissionNames['payments.charge'])
  if (way.kind === 'new') return isLater ? t.laterNewCard : null
  return way.method.unusable
}

/** Of a payment that was sent before: which line it stood on. */
export function wayIdOf({ method }: NewPayment): string {
  if (method.kind === 'saved') return method.methodId
  return method.kind === 'tender' ? method.tenderId : NEW_CARD
}

/** What an upcoming payment is to be paid with. */
export function wayOfScheduled(scheduled: Billing['upcoming'][number] | null): string | undefined {
  return scheduled?.method?.id ?? scheduled?.tender.id
}

const CODES: Record<Tender['kind'], string> = {
  card: 'CC',
  echeck: 'ECK',
  cash: 'CASH',
  check: 'CHK',
  externalCard: 'EXT',
  other: 'OTH',
}

/** "11.22.2026 1000 CC": tells payments apart in reports, so a number follows where it is taken. */
export function suggestReference(
  billing: Pick<Billing, 'suggestedReference' | 'referencesToday'>,
  way: Way,
): string {
  const { suggestedReference, referencesToday } = billing
  const first = `${suggestedReference} ${CODES[kindOf(way)]}`
  let reference = first
  for (let number = 2; referencesToday.includes(reference); number++) {
    reference = `${first} ${number}`
  }
  return reference
}

function kindOf(way: Way): Tender['kind'] {
  if (way.kind === 'tender') return way.tender.kind
  return way.kind === 'saved' && way.method.kind === 'bankAccount' ? 'echeck' : 'card'
}

const NOTES = [1, 5, 10, 20, 50, 100]
const NOTES_SHOWN = 4

/** What people hand over for an amount: the next round sums above it, smallest first. */
export function roundSums(amount: number, currency: string): number[] {
  const unit = 10 ** Math.max(currencyDigits(currency), 2)
  const sums = NOTES.map((note) => amount + (note * unit - (amount % (note * unit))))
  return [...new Set(sums)].sort((a, b) => a - b).slice(0, NOTES_SHOWN)
}
