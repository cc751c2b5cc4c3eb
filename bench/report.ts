/** The middle and the two ends of what was measured in rounds. */
export interface Range {
  min: number
  median: number
  max: number
}

export function rangeOf(values: readonly number[]): Range | null {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
  const [min] = sorted
  if (min === undefined) return null
  return { min, median: quantile(sorted, 0.5), max: sorted.at(-1) ?? min }
}

/** Of sorted values. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * share))
  return sorted[at] ?? Number.NaN
}

export function sayRange(range: Range | null, unit = '', digits = 0): string {
  if (range === null) return '–'
  const say = (value: number) => value.toFixed(digits)
  return `${say(range.median)}${unit} (${say(range.min)}–${say(range.max)})`
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [n, cell] of row.entries()) widths[n] = Math.max(widths[n] ?? 0, cell.length)
  }
  return rows
    .map((row) =>
      row
        .map((cell, n) => cell.padEnd(widths[n] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
