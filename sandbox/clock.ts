import type { ClockOffsets, Store } from './store.ts'

/** The sandbox's clock: the real one, moved forward for everybody or for one account. */
export interface SandboxClock {
  /** Milliseconds. */
  now(account: string): number
  move(account: string | null, milliseconds: number): Promise<void>
  offset(account: string | null): number
  /** Back to the real time. */
  reset(account: string | null): Promise<void>
  load(): Promise<void>
}

const SETTING = 'clock'

export function createSandboxClock(store: Store, real: { now(): number }): SandboxClock {
  let offsets: ClockOffsets = { everyone: 0, accounts: {} }

  function offset(account: string | null): number {
    return offsets.everyone + (account === null ? 0 : (offsets.accounts[account] ?? 0))
  }

  return {
    offset,
    now: (account) => real.now() + offset(account),
    async move(account, milliseconds) {
      const next = { everyone: offsets.everyone, accounts: { ...offsets.accounts } }
      if (account === null) next.everyone += milliseconds
      else next.accounts[account] = (next.accounts[account] ?? 0) + milliseconds
      await store.writeSetting(SETTING, next)
      offsets = next
    },
    async reset(account) {
      const { [account ?? '']: _, ...others } = offsets.accounts
      const next =
        account === null ? { everyone: 0, accounts: {} } : { ...offsets, accounts: others }
      await store.writeSetting(SETTING, next)
      offsets = next
    },
    async load() {
      const saved = (await store.readSetting(SETTING)) as ClockOffsets | null
      if (saved !== null) offsets = saved
    },
  }
}
