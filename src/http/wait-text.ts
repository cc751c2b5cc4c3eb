const HOUR_MS = 3_600_000

/** How long somebody has to wait, in whole hours or days. */
export function waitText(ms: number): string {
  const hours = Math.max(1, Math.ceil(ms / HOUR_MS))
  if (hours > 48) return `${Math.ceil(hours / 24)} days`
  return hours === 1 ? '1 hour' : `${hours} hours`
}
