import { findCardNumber } from '../kit/text.ts'
import { refuse } from './problem.ts'
import { readText } from './text-field.ts'

const SEARCH_MAX = 100

/** What was typed into a search box. A card number is refused and not repeated. */
export function readSearch(input: string | undefined): string {
  if (findCardNumber(input ?? '')) {
    refuse('card_number_in_text', 'Remove the card number. Search by the last four.', {
      field: 'search',
    })
  }
  return readText(input, 'search', { max: SEARCH_MAX, called: 'Searches' })
}
