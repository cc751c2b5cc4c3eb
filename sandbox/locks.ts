/**
 * One queue per name: whoever holds a name is alone with it until they release. Two calls about
 * the same PaymentIntent therefore run one after the other, calls about different ones together.
 * One engine serves one store, so locks in the process are enough.
 */
export interface Locks {
  /** Waits for all names, in sorted order so that two calls never wait for each other. */
  acquire(names: readonly string[]): Promise<() => void>
}

export function createLocks(): Locks {
  const tails = new Map<string, Promise<void>>()

  async function acquireOne(name: string): Promise<() => void> {
    const before = tails.get(name)
    let release: () => void = () => {}
    const mine = new Promise<void>((resolve) => {
      release = resolve
    })
    tails.set(name, mine)
    if (before !== undefined) await before
    return () => {
      if (tails.get(name) === mine) tails.delete(name)
      release()
    }
  }

  return {
    async acquire(names) {
      const held: Array<() => void> = []
      for (const name of [...new Set(names)].sort()) held.push(await acquireOne(name))
      return () => {
        for (const release of held) release()
      }
    },
  }
}
