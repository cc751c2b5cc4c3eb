import { useEffect, useState } from 'react'
import { systemClock } from '../../src/kit/time.ts'

/** The present moment, read again every `everyMs`; pass 0 to read it once. */
export function useNow(everyMs = 1_000): Date {
  const [now, setNow] = useState(() => systemClock.now())
  useEffect(() => {
    if (everyMs === 0) return
    const timer = setInterval(() => setNow(systemClock.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

/** Whole seconds from a moment to now, never negative: two clocks may differ. */
export function secondsSince(instant: string, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(instant)) / 1000))
}
