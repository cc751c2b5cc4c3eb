/** Chance that can be repeated: the same seed deals the same (mulberry32). */
export interface Chance {
  /** A whole number from `low` up to and with `high`. */
  between(low: number, high: number): number
  /** True in so many of a hundred cases. */
  percent(share: number): boolean
  oneOf<T>(choices: readonly T[]): T
}

export function chance(seed: number): Chance {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    between,
    percent: (share) => next() * 100 < share,
    oneOf(choices) {
      const chosen = choices[between(0, choices.length - 1)]
      if (chosen === undefined) throw new Error('There is nothing to choose from.')
      return chosen
    },
  }
}

/** ONFILE_SEED repeats a run that failed; the moments of real processes stay what they are. */
export function seedOfRun(): number {
  return Number(process.env.ONFILE_SEED ?? Math.floor(Math.random() * 2 ** 32))
}
