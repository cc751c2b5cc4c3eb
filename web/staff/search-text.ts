/** What an address says, read as text; anything else counts as not said. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function texts(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined
}
