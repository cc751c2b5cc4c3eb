/**
 * Reads the bodies and query strings that Stripe's clients send: `a=1&b[c]=2&d[0]=x&d[]=y`.
 * A level whose keys are all numbers (or empty) becomes a list; everything else an object.
 */
export type FormValue = string | FormValue[] | { [key: string]: FormValue }
export type FormObject = { [key: string]: FormValue }

const MAX_DEPTH = 8

export function parseForm(text: string): FormObject {
  const root: FormObject = Object.create(null)
  if (text === '') return root
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const split = pair.indexOf('=')
    const rawKey = split === -1 ? pair : pair.slice(0, split)
    const value = split === -1 ? '' : decodeText(pair.slice(split + 1))
    assign(root, keyPath(decodeText(rawKey)), value)
  }
  return toLists(root) as FormObject
}

/** The opposite of `parseForm`, for tests and in-process clients. */
export function encodeForm(value: unknown): string {
  const parts: string[] = []
  append(parts, '', value)
  return parts.join('&')
}

function append(parts: string[], key: string, value: unknown): void {
  if (value === undefined) return
  if (value !== null && typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) {
      append(parts, key === '' ? name : `${key}[${name}]`, inner)
    }
    return
  }
  const text = value === null ? '' : String(value)
  parts.push(`${encodeURIComponent(key)}=${encodeURIComponent(text)}`)
}

function decodeText(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    // A null byte means nothing in any parameter, and PostgreSQL cannot hold one.
    return decodeURIComponent(spaced).replaceAll('\0', '')
  } catch {
    return spaced
  }
}

function keyPath(key: string): string[] {
  const open = key.indexOf('[')
  if (open <= 0) return [key]
  const path = [key.slice(0, open)]
  for (const match of key.slice(open).matchAll(/\[([^\]]*)\]/g)) path.push(match[1] ?? '')
  return path.slice(0, MAX_DEPTH)
}

function assign(root: FormObject, path: string[], value: string): void {
  let level: FormObject = root
  for (const [index, part] of path.entries()) {
    const name = part === '' ? String(Object.keys(level).length) : part
    if (index === path.length - 1) {
      level[name] = value
      return
    }
    const inner = level[name]
    if (inner !== undefined && typeof inner === 'object' && !Array.isArray(inner)) {
      level = inner
    } else {
      const made: FormObject = Object.create(null)
      level[name] = made
      level = made
    }
  }
}

function toLists(value: FormValue): FormValue {
  if (typeof value === 'string' || Array.isArray(value)) return value
  const keys = Object.keys(value)
  for (const key of keys) value[key] = toLists(value[key] as FormValue)
  const isList = keys.length > 0 && keys.every((key) => /^\d+$/.test(key))
  if (!isList) return value
  return keys.sort((a, b) => Number(a) - Number(b)).map((key) => value[key] as FormValue)
}
