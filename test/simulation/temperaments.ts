import type { BankHabits } from './bank.ts'
import type { Habits } from './clerk.ts'
import type { Random } from './random.ts'
import type { Town } from './town.ts'

/** The cards that clients bring, how often. */
const CARDS: Record<string, number> = {
  pm_card_visa: 45,
  pm_card_mastercard: 10,
  pm_card_authenticationRequired: 12,
  pm_card_authenticationRequiredOnSetup: 8,
  pm_card_authenticationRequiredSetupForOffSession: 4,
  pm_card_visa_chargeDeclined: 5,
  pm_card_visa_chargeDeclinedInsufficientFunds: 5,
  pm_card_visa_chargeDeclinedLostCard: 3,
  pm_card_chargeDeclinedExpiredCard: 2,
  pm_card_chargeDeclinedProcessingError: 2,
  pm_card_chargeCustomerFail: 4,
  pm_card_radarBlock: 2,
  pm_card_threeDSecureRequiredChargeDeclined: 4,
  pm_card_authenticationRequiredChargeDeclinedInsufficientFunds: 4,
  pm_card_bypassPending: 6,
  pm_card_pendingRefund: 5,
  pm_card_refundFail: 5,
  pm_card_createDispute: 4,
  pm_card_createDisputeInquiry: 3,
  pm_card_createMultipleDisputes: 2,
}

/** What the people of a seed are like: each seed draws them anew, and leaves some kinds out. */
export function drawHabits(random: Random): Habits {
  const some = (most: number) => (random.chance(0.6) ? most * random.next() : 0)
  return {
    does: {
      pay: 10,
      cancel: some(6),
      refresh: some(3),
      invoice: some(2),
      revoke: some(3),
      remove: some(2),
      prefer: some(1),
      refund: random.pick([0, 4, 10]),
      bounce: some(2),
      saveCard: some(4),
    },
    doubleClick: some(0.5),
    sameKeyAgain: random.next(),
    newKeyAgain: some(0.5),
    reloads: some(0.4),
    cards: drawCards(random),
    reasons: some(1),
    impatience: some(1),
    regrets: some(0.6),
    newCard: random.pick([0.1, 0.5, 0.95]),
    cash: some(0.4),
    saves: random.next(),
    sameAccount: random.next(),
    thinksMs: random.between(1, 240) * 1_000,
  }
}

/** Whether clients of a seed pay from bank accounts, too. */
export function drawWhetherBanks(random: Random): Random | null {
  return random.chance(0.4) ? random : null
}

export function drawBank(random: Random): BankHabits {
  const some = (most: number) => (random.chance(0.6) ? most * random.next() : 0)
  return {
    does: {
      dispute: some(4),
      decideDispute: some(4),
      decideRefund: some(4),
      refundByHand: some(3),
      payOut: 0.1 + some(2),
      decidePayout: some(2),
    },
    everyMs: random.between(5, 300) * 1_000,
    refundsNeedBalance: random.chance(0.15),
  }
}

export function drawCardholders(random: Random): Town['cardholders'] {
  return {
    approve: random.next(),
    fail: random.next() / 2,
    nothing: random.next() / 2,
    insist: random.next(),
  }
}

/** Some kinds of cards, some more than others. */
function drawCards(random: Random): Record<string, number> {
  const drawn = { pm_card_visa: CARDS.pm_card_visa ?? 1 }
  const kinds = Object.entries(CARDS).map(([card, weight]) => [
    card,
    random.chance(0.5) ? weight * 8 * random.next() : 0,
  ])
  return { ...Object.fromEntries(kinds), ...drawn }
}
