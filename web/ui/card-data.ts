import { cleanText } from '../../src/kit/text.ts'

const CARD_DATA = ['card_number_in_text', 'security_code_in_text']

/** Why a text must not leave this page: it holds a card number or a security code. */
export function cardDataIn(text: string): string | undefined {
  const checked = cleanText(text, { max: Number.MAX_SAFE_INTEGER, field: '', multiline: true })
  return !checked.ok && CARD_DATA.includes(checked.code) ? checked.message : undefined
}
