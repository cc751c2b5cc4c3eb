/** The wording stands beside the box as it is stored, its first sentence as the box's label. */
export function splitWording(text: string): { first: string; rest: string } {
  const end = text.indexOf('. ') + 1
  return end === 0
    ? { first: text, rest: '' }
    : { first: text.slice(0, end), rest: text.slice(end) }
}
