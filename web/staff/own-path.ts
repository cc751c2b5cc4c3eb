/** Only an address of this site: never where a stranger's link would send someone who signs in. */
export function ownPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('/')) return undefined
  const here = 'https://here.invalid'
  return URL.canParse(value, here) && new URL(value, here).origin === here ? value : undefined
}
