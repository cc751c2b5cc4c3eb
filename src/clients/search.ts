import { fromTypeId } from '../kit/id.ts'

/** A way to look, and what to look for. */
export type Look =
  | { by: 'id'; id: string }
  | { by: 'email'; email: string }
  | { by: 'number'; number: string }
  | { by: 'lastFour'; digits: string }
  /** The beginning of a name, or of a last name. */
  | { by: 'name' | 'surname'; begins: string }
  /** The end of a telephone, its digits backwards: whoever types a whole one may leave the country out. */
  | { by: 'telephone'; backwards: string; isWhole: boolean }
  /** Anywhere in name, e-mail and telephone; words in the order typed. */
  | { by: 'part'; pattern: Pattern }
  /** Names with words that come near to these. */
  | { by: 'likeness'; words: string[] }

/** What is looked for, and less of it, for the index. */
export interface Pattern {
  whole: string
  /**
   * Every row that `whole` finds, and a few more. An index of parts is asked for each three letters,
   * and what it costs grows with their number; two threes of a word find nearly the same rows.
   */
  near: string
}

/** Shorter than three letters, no index of parts can help. */
const PART_MIN = 3
const LIKENESS_MIN = 4
/** Fewer digits are the end of nearly everybody's number; as many are a number without its area. */
const TELEPHONE_END_MIN = 4
const TELEPHONE_WHOLE_MIN = 7
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const DIGITS = /^\+?[\d\s().\-/]+$/

/**
 * The ways to look for what was typed, the surest first. Who searches goes on to the next only
 * while there is room; `likeness` is for when nearly nothing was found.
 */
export function looksFor(search: string, seesCards: boolean): Look[] {
  const id = fromTypeId('cli', search)
  if (id) return [{ by: 'id', id }]
  const looks: Look[] = []
  if (EMAIL.test(search)) looks.push({ by: 'email', email: search })
  const digits = DIGITS.test(search) ? search.replaceAll(/\D/g, '') : ''
  if (/^\d{1,12}$/.test(search)) looks.push({ by: 'number', number: search })
  if (digits.length === 4 && seesCards) looks.push({ by: 'lastFour', digits })
  looks.push({ by: 'name', begins: search })
  if (digits.length >= TELEPHONE_END_MIN) {
    const backwards = [...digits].reverse().join('')
    looks.push({ by: 'telephone', backwards, isWhole: digits.length >= TELEPHONE_WHOLE_MIN })
  }
  if (digits.length >= PART_MIN) return [...looks, { by: 'part', pattern: patternOf([digits]) }]
  looks.push({ by: 'surname', begins: search.replace(/,\s*/, ' ') })
  const words = search.split(/[\s,]+/).filter((word) => word !== '')
  if (words.some((word) => word.length >= PART_MIN)) {
    looks.push({ by: 'part', pattern: patternOf(words) })
  }
  if (words.some(mayBeMisspelt)) looks.push({ by: 'likeness', words })
  return looks
}

export function mayBeMisspelt(word: string): boolean {
  return word.length >= LIKENESS_MIN && /^[\p{L}’'-]+$/u.test(word)
}

/** Words as LIKE finds them: in this order, anything between them. */
export function patternOf(words: readonly string[]): Pattern {
  const like = (parts: readonly string[]) => `%${parts.map(asLetters).join('%')}%`
  const isAlone = words.filter((word) => word.length >= PART_MIN).length < 2
  return { whole: like(words), near: like(words.flatMap((word) => nearly(word, isAlone))) }
}

/** The first three letters of a word and its last three, as far as they do not overlap. */
function nearly(word: string, isAlone: boolean): string[] {
  const letters = [...word]
  const last = letters.slice(-PART_MIN).join('')
  if (letters.length >= 2 * PART_MIN) return [letters.slice(0, PART_MIN).join(''), last]
  // Three letters alone are those of too many.
  return isAlone ? [word] : [last]
}

/** What LIKE would read as a sign stays a letter. */
function asLetters(word: string): string {
  return word.replaceAll(/[\\%_]/g, '\\$&')
}
