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
      if (open && isKey(text, end)) {
        const key = text.slice(position, end)
        if (open.has(key)) refuse('body_invalid', `${key} stands twice. Send every field once.`)
        open.add(key)
      }
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

function endOfString(text: string, start: number): number {
  let position = start + 1
  while (position < text.length && text[position] !== '"') {
    position += text[position] === '\\' ? 2 : 1
  }
  return position + 1
}

function isKey(text: string, end: number): boolean {
  return /^\s*:/.test(text.slice(end, end + 64))
}
