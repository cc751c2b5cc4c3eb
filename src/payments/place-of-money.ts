import type { MoneyPlace } from '../ledger/transfers.ts'
import type { TenderKind } from '../organizations/tender.ts'

const PLACES: Record<TenderKind, MoneyPlace> = {
  card: 'clearing',
  echeck: 'clearing',
  cash: 'cash',
  check: 'checks',
  externalCard: 'terminal',
  other: 'other',
}

/** Where the money of a tender lies until it is brought to the bank; it goes back from there. */
export function placeOfMoney(tender: TenderKind): MoneyPlace {
  return PLACES[tender]
}
