/** Money as JSON. Amounts of ours stay far below 2^53 (the largest charge is 99,999,999). */
export function moneyJson(amount: bigint, currency: string): { amount: number; currency: string } {
  return { amount: Number(amount), currency }
}
