import type { Store } from './store.ts'

export const FAULT_KINDS = [
  'lost_before',
  'lost_after',
  '401',
  '409',
  '429',
  '500_before',
  '500_after',
  'delay',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

/** When it strikes: any of the conditions left out holds always. */
export interface FaultRule {
  kind: FaultKind
  method?: string
  /** A prefix of the path, or a regular expression when it begins with ^. */
  path?: string
  account?: string
  /** How many more times. */
  times?: number
  probability?: number
  delayMs?: number
}

export interface FaultTarget {
  method: string
  path: string
  account: string | null
}

export interface Faults {
  load(): Promise<void>
  rules(): FaultRule[]
  replace(rules: FaultRule[]): Promise<void>
  /** The first rule that strikes, and the sum of all delays. */
  decide(target: FaultTarget): { kind: Exclude<FaultKind, 'delay'> | null; delayMs: number }
}

const SETTING = 'faults'

export function createFaults(store: Store, random: () => number): Faults {
  let rules: FaultRule[] = []

  function strikes(rule: FaultRule, target: FaultTarget): boolean {
    if (rule.times !== undefined && rule.times <= 0) return false
    if (rule.method !== undefined && rule.method.toUpperCase() !== target.method) return false
    if (rule.account !== undefined && rule.account !== target.account) return false
    if (rule.path !== undefined && !pathMatches(rule.path, target.path)) return false
    return rule.probability === undefined || random() < rule.probability
  }

  return {
    rules: () => rules.map((rule) => ({ ...rule })),
    async load() {
      rules = ((await store.readSetting(SETTING)) as FaultRule[] | null) ?? []
    },
    async replace(wanted) {
      await store.writeSetting(SETTING, wanted)
      rules = wanted.map((rule) => ({ ...rule }))
    },
    decide(target) {
      let kind: Exclude<FaultKind, 'delay'> | null = null
      let delayMs = 0
      for (const rule of rules) {
        if (rule.kind !== 'delay' && kind !== null) continue
        if (!strikes(rule, target)) continue
        if (rule.times !== undefined) rule.times -= 1
        if (rule.kind === 'delay') delayMs += rule.delayMs ?? 0
        else kind = rule.kind
      }
      return { kind, delayMs }
    },
  }
}

function pathMatches(pattern: string, path: string): boolean {
  return pattern.startsWith('^') ? new RegExp(pattern).test(path) : path.startsWith(pattern)
}
