import type { InHand, Part } from './allocate.ts'

/** The oldest money for the oldest debt, to the cent, until one of the two is used up. */
export function match(
  held: Pick<InHand, 'source' | 'left'>[],
  owed: { id: string; due: bigint }[],
  newId: () => string,
): Part[] {
  const parts: Part[] = []
  const debts = owed.map(({ id, due }) => ({ id, due })).filter(({ due }) => due > 0n)
  for (const { source, left } of held) {
    let rest = left
    for (const debt of debts) {
      if (rest === 0n) break
      const amount = debt.due < rest ? debt.due : rest
      if (amount === 0n) continue
      parts.push({ id: newId(), source, invoiceId: debt.id, amount })
      debt.due -= amount
      rest -= amount
    }
  }
  return parts
}
