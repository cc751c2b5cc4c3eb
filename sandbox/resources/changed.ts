/** The former values of the top-level fields that differ. */
export function changed<T extends object>(before: T, after: T): Partial<T> {
  const names = Object.keys(after) as Array<keyof T>
  const differing = names.filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
  return Object.fromEntries(differing.map((name) => [name, before[name]])) as Partial<T>
}
