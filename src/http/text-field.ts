import { cleanText } from '../kit/text.ts'
import { refuse } from './problem.ts'

export interface TextRule {
  /** Longest, in characters as people count them. */
  max: number
  /** What to call it in a sentence: "Notes", "Names". */
  called: string
  multiline?: boolean
  required?: boolean
}

/**
 * Text as it is stored: NFC, trimmed. Refuses control characters, over-long text, card numbers
 * and security codes; what was typed is never repeated in the refusal.
 */
export function readText(input: string | null | undefined, field: string, rule: TextRule): string {
  const result = cleanText(input ?? '', {
    max: rule.max,
    field: rule.called,
    ...(rule.multiline ? { multiline: true } : {}),
  })
  if (!result.ok) refuse(result.code, result.message, { field, moneyMoved: 'no' })
  if (rule.required && result.value === '') {
    refuse('field_required', `${rule.called} cannot be empty.`, { field, moneyMoved: 'no' })
  }
  return result.value
}

const EMAIL = /^[^\s@<>"(),:;\\]+@[^\s@<>"(),:;\\]+\.[^\s@<>"(),:;\\]+$/

/** An e-mail address, or null for none. */
export function readEmail(input: string | null | undefined, field: string): string | null {
  const text = readText(input, field, { max: 254, called: 'E-mail addresses' })
  if (text === '') return null
  if (!EMAIL.test(text)) {
    refuse('field_invalid', 'Enter an e-mail address like maria@example.com.', { field })
  }
  return text
}
