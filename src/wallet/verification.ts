import type { VerificationKind } from '../processor/processor.ts'

/** How often the client may tell what the small deposits were, as the processor counts. */
const TRIES: Record<VerificationKind, number> = { amounts: 3, descriptor_code: 10 }
/** So long the processor waits for it. */
const DAYS = 10

export function triesLeft(method: {
  verificationKind: VerificationKind | null
  verificationTries: number
}): number {
  const all = TRIES[method.verificationKind ?? 'amounts']
  return Math.max(0, all - method.verificationTries)
}

export function verificationEnd(from: Date): Date {
  return new Date(from.getTime() + DAYS * 86_400_000)
}
