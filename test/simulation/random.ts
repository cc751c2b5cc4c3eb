/** A stream of chance that a seed decides. Every part of a simulation has one of its own. */
export interface Random {
  /** From 0 to below 1. */
  next(): number
  /** Whole, from `low` to `high`, both possible. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** One of the names, as often as their weights say. */
  weighted<K extends string>(weights: Record<K, number>): K
  bytes(into: Uint8Array): Uint8Array
}

/** sfc32, seeded by the text: small, fast, and the same on every machine. */
export function makeRandom(seed: string): Random {
  let [a, b, c, d] = wordsOf(seed)

  function word(): number {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    c |= 0
    return t >>> 0
  }
  for (let round = 0; round < 12; round++) word()

  const next = () => word() / 2 ** 32
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick(from) {
      const found = from[between(0, from.length - 1)]
      if (found === undefined) throw new Error('There is nothing to pick from')
      return found
    },
    weighted(weights) {
      const names = Object.keys(weights) as (keyof typeof weights)[]
      let left = next() * names.reduce((sum, name) => sum + weights[name], 0)
      for (const name of names) {
        left -= weights[name]
        if (left < 0) return name
      }
      return names.at(-1) as (typeof names)[number]
    },
    bytes(into) {
      for (let index = 0; index < into.length; index++) into[index] = word() & 0xff
      return into
    },
  }
}

/** Four words from a text (FNV-1a with four offsets). */
function wordsOf(text: string): [number, number, number, number] {
  const words = [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b].map((offset) => {
    let word = offset
    for (let index = 0; index < text.length; index++) {
      word = Math.imul(word ^ text.charCodeAt(index), 0x01000193)
    }
    return word | 0
  })
  return words as [number, number, number, number]
}
