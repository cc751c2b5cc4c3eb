/**
 * What the dead wait for. A promise of its own each time: one that all waited for would keep
 * everything that ever waited.
 */
export function forever(): Promise<never> {
  return new Promise(() => {})
}
