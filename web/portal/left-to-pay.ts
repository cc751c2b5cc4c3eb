import type { PortalOverview, WireMoney } from '../api/contract.ts'

/** What is due and not on its way from a bank yet: nobody shall pay twice while they wait. */
export function leftToPay({ balance, onItsWay }: PortalOverview): WireMoney {
  return { ...balance, amount: Math.max(0, balance.amount - onItsWay.amount) }
}
