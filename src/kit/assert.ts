/** Throws when something that must hold does not: a defect in Onfile, never an input of a user. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Assertion failed: ${message}`)
}

/** Closes a switch over a union: the compiler complains when a case is missing. */
export function never(value: never): never {
  throw new Error(`Assertion failed: unexpected value ${JSON.stringify(value)}`)
}
