import { refuse } from './problem.ts'

/** Larger than any request of ours by far: the longest is an invoice of 100 lines. */
export const BODY_BYTES_MAX = 256 * 1024
const DEPTH_MAX = 20

/**
 * Refuses what `JSON.parse` lets pass: a key twice in one object (which of the two amounts was
 * meant?) and nesting deep enough to hurt. Anything else that is wrong, `JSON.parse` says.
 */
export function assertPlainJson(text: string): void {
  const keys: (Set<string> | null)[] = []
  let position = 0
  while (position < text.length) {
    const character = text[position]
    if (character === '"') {
      const end = endOfString(text, position)
      const open = keys.at(-1)
      if (open && isKey(text, end)) addKey(open, text.slice(position, end))
      position = end
      continue
    }
    if (character === '{' || character === '[') {
      keys.push(character === '{' ? new Set() : null)
      if (keys.length > DEPTH_MAX) {
        refuse('body_invalid', `The body is nested more than ${DEPTH_MAX} levels deep.`)
      }
    } else if (character === '}' || character === ']') {
      keys.pop()
    }
    position++
  }
}

/** Compared as what they mean: "\u0061mount" is "amount" too. */
function addKey(keys: Set<string>, raw: string): void {
  let key: string
  try {
    key = JSON.parse(raw)
  } catch {
    return // no JSON at all; the parser will say so
  }
  if (keys.has(key)) {
    refuse('body_invalid', `${JSON.stringify(key)} stands twice. Send every field once.`)
  }
  keys.add(key)
}

function endOfString(text: string, start: number): number {
  let position = start + 1
  while (position < text.length && text[position] !== '"') {
    position += text[position] === '\\' ? 2 : 1
  }
  return position + 1
}

const COLON_NEXT = /\s*:/y

function isKey(text: string, end: number): boolean {
  COLON_NEXT.lastIndex = end
  return COLON_NEXT.test(text)
}
