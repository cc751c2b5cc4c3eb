import { isInIssuerRange } from './issuer-ranges.ts'

export type TextProblem =
  | 'text_control_chars'
  | 'text_too_long'
  | 'card_number_in_text'
  | 'security_code_in_text'

/** `message` is the sentence to show beside the field; it never repeats what was typed. */
export type TextResult =
  | { ok: true; value: string }
  | { ok: false; code: TextProblem; message: string }

export interface TextRules {
  /** Characters as people count them (graphemes): a family emoji is one. */
  max: number
  /** Begins the sentence about the length: `Notes`, `A name`. */
  field: string
  /** Keeps line breaks and tabs; without it they become single spaces. */
  multiline?: boolean
}

/** Invisible signs that come along when text is pasted and mean nothing. */
const PASTED_INVISIBLE = /[\u200b\u2060\ufeff]/g
/** Control characters, bidi embeddings, overrides and isolates, broken surrogate pairs. */
const CONTROL = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
/** More code units than this in one character are combining marks stacked up to do harm. */
const UNITS_PER_CHARACTER = 16

/**
 * Text that a person typed, ready to be stored: NFC, trimmed, without control characters, and
 * without a card number or a security code (which may not be stored at all).
 */
export function cleanText(input: string, rules: TextRules): TextResult {
  const unified = input.replace(PASTED_INVISIBLE, '').normalize('NFC').replace(/\r\n?/g, '\n')
  const value = (rules.multiline ? unified : unified.replace(/[\t\n]+/g, ' ')).trim()
  if (CONTROL.test(rules.multiline ? value.replace(/[\t\n]/g, '') : value)) {
    return problem('text_control_chars', 'Remove the invisible characters.')
  }
  const length = countCharacters(value, rules.max)
  if (length > rules.max) {
    const [most, has] = [rules.max.toLocaleString('en-US'), length.toLocaleString('en-US')]
    return problem('text_too_long', `${rules.field} can have ${most} characters; this has ${has}.`)
  }
  if (findCardNumber(value)) {
    return problem('card_number_in_text', 'Remove the card number. You may write "ending 4242".')
  }
  if (findSecurityCode(value)) {
    return problem('security_code_in_text', 'Remove the security code; it must never be stored.')
  }
  return { ok: true, value }
}

function problem(code: TextProblem, message: string): TextResult {
  return { ok: false, code, message }
}

let segmenter: Intl.Segmenter | undefined

function countCharacters(text: string, max: number): number {
  if (text.length <= max || text.length > max * UNITS_PER_CHARACTER) return text.length
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  let count = 0
  for (const _ of segmenter.segment(text)) count += 1
  return count
}

/** Whether a card number (PAN) stands in a text, however it is spaced or disguised. */
export function findCardNumber(text: string): boolean {
  return cardNumbers(text).length > 0
}

/** The same text with `[card number]` in place of each; the second net, for logs. */
export function redactCardNumbers(text: string): string {
  let redacted = ''
  let end = 0
  for (const found of cardNumbers(text)) {
    redacted += `${text.slice(end, found.start)}[card number]`
    end = found.end
  }
  return redacted + text.slice(end)
}

const CODE_NAME =
  '(?:cvv2?|cvc2?|cvn2?|csc|(?:card )?security ?code|card (?:code|verification \\w+))'
const CODE_DIGITS = '\\d(?:[ .-]?\\d){2,3}(?!\\d)'
const CODE_AFTER_NAME = new RegExp(
  `(?<![a-z])${CODE_NAME}[\\s:=#.,-]*(?:(?:is|was|no|number|code|nr)(?![a-z]))?[\\s:=#.("'-]*${CODE_DIGITS}`,
)
const CODE_BEFORE_NAME = /(?<!\d)\d{3,4}[\s(=:-]*(?:cvv|cvc|cvn)2?(?![a-z])/

/** Whether a security code (CVC, CVV) stands in a text beside its name: "cvv 123". */
export function findSecurityCode(text: string): boolean {
  const plain = toPlain(text).characters.join('').toLowerCase()
  return CODE_AFTER_NAME.test(plain) || CODE_BEFORE_NAME.test(plain)
}

interface Span {
  start: number
  end: number
}

const SHORTEST = 13
const LONGEST = 19
/** Digits with at most three signs between them that people put into card numbers. */
const DIGIT_RUN = /\d(?:[\p{Zs}\p{Pd}\t./_]{0,3}\d)+/gu

/** Where card numbers stand, in positions of the text as given. */
function cardNumbers(text: string): Span[] {
  const plain = toPlain(text)
  const found: Span[] = []
  for (const run of plain.characters.join('').matchAll(DIGIT_RUN)) {
    for (const { start, end } of cardNumbersInRun(run[0])) {
      found.push({
        start: plain.starts[run.index + start] ?? 0,
        end: plain.ends[run.index + end - 1] ?? text.length,
      })
    }
  }
  return found
}

function cardNumbersInRun(run: string): Span[] {
  const all = run.replace(/\D/g, '')
  if (all.length < SHORTEST) return []
  if (isCardNumber(all)) return [{ start: 0, end: run.length }]

  // A longer run may hold more than the number, such as its expiry: "4242 4242 4242 4242 12/27".
  const groups = [...run.matchAll(/\d+/g)].map((match) => ({
    digits: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }))
  const found: Span[] = []
  for (let first = 0; first < groups.length; first += 1) {
    let digits = ''
    for (let last = first; last < groups.length && digits.length < LONGEST; last += 1) {
      digits += groups[last]?.digits ?? ''
      const [from, to] = [groups[first], groups[last]]
      const sizes = groups.slice(first, last + 1).map((group) => group.digits.length)
      if (!(from && to && isCardNumber(digits) && isGroupedLikeCard(sizes))) continue
      found.push({ start: from.start, end: to.end })
      first = last
      break
    }
  }
  return found
}

/** In fours or more, or digit by digit; amounts and dates in a row come in twos and threes. */
function isGroupedLikeCard(sizes: number[]): boolean {
  return sizes.slice(0, -1).every((size) => size >= 4) || sizes.every((size) => size === 1)
}

function isCardNumber(digits: string): boolean {
  if (digits.length < SHORTEST || digits.length > LONGEST) return false
  return isInIssuerRange(digits) && passesLuhn(digits)
}

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = i % 2 === 0 ? digit : digit * 2
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

interface PlainText {
  characters: string[]
  /** Where each character began and ended in the text as given. */
  starts: number[]
  ends: number[]
}

/** Nothing to see: format signs, combining marks, enclosing keycaps, stray control characters. */
const UNSEEN = /[\p{Cf}\p{Mn}\p{Me}]|(?![\t\n\r])\p{Cc}/u
const ARABIC_DIGIT = /[\u0660-\u0669\u06f0-\u06f9]/

/** Compatibility forms made plain (full-width digits, NBSP), what is unseen left out. */
function toPlain(text: string): PlainText {
  const plain: PlainText = { characters: [], starts: [], ends: [] }
  let position = 0
  for (const original of text) {
    const end = position + original.length
    for (const character of original.charCodeAt(0) < 128 ? original : original.normalize('NFKC')) {
      if (UNSEEN.test(character)) continue
      const digit = ARABIC_DIGIT.test(character)
      plain.characters.push(digit ? String(character.charCodeAt(0) & 15) : character)
      plain.starts.push(position)
      plain.ends.push(end)
    }
    position = end
  }
  return plain
}
