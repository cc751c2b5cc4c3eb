/** A number as people write it, such as `1.5`, in whole units of its last digit: 1500 thousandths. */
export function parseDecimal(text: string, digits: number): bigint | null {
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(text)
  if (!match) return null
  const [, whole = '', fraction = ''] = match
  const kept = fraction.replace(/0+$/, '')
  if (kept.length > digits) return null
  return BigInt(whole + kept.padEnd(digits, '0'))
}

/** The same the other way round, with no digit more than it needs: `1.5`, `2`. */
export function formatDecimal(units: bigint, digits: number): string {
  const text = String(units).padStart(digits + 1, '0')
  const fraction = text.slice(text.length - digits).replace(/0+$/, '')
  const whole = text.slice(0, text.length - digits)
  return fraction === '' ? whole : `${whole}.${fraction}`
}
