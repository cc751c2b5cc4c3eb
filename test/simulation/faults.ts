import type { Random } from './random.ts'

/** How often each trouble strikes, from 0 to below 1. Every seed draws its own. */
export interface Rates {
  /** The process dies, at a switch point: between transactions or around a call. */
  death: number
  /** It dies inside a transaction, which is rolled back. */
  deathInTransaction: number
  /** It stands still for seconds or minutes, and goes on. */
  freeze: number
  /** The connection to the database breaks, before or after the commit was done. */
  databaseLost: number
  requestLost: number
  answerLost: number
  /** The processor gets the request seconds or minutes after we gave up. */
  late: number
  /** The connection is cut at once; the SDK sends the request again. */
  reset: number
  brokenBefore: number
  brokenAfter: number
  conflict: number
  throttled: number
  lockTimeout: number
  webhookLost: number
  webhookTwice: number
  webhookDelayed: number
}

/** The largest rate that a seed may draw. */
const WORST: Rates = {
  death: 0.06,
  deathInTransaction: 0.05,
  freeze: 0.02,
  databaseLost: 0.05,
  requestLost: 0.3,
  answerLost: 0.5,
  late: 0.5,
  reset: 0.2,
  brokenBefore: 0.2,
  brokenAfter: 0.2,
  conflict: 0.2,
  throttled: 0.2,
  lockTimeout: 0.2,
  webhookLost: 1,
  webhookTwice: 0.5,
  webhookDelayed: 0.8,
}

const QUIET: Rates = Object.fromEntries(Object.keys(WORST).map((name) => [name, 0])) as never

export type Outage = 'refused' | 'silent' | 'broken' | 'throttled' | 'keys'

const OUTAGES: Outage[] = ['refused', 'silent', 'broken', 'throttled', 'keys']

/** The trouble of one seed: which kinds there are, how often, and since when it is over. */
export class Faults {
  rates: Rates
  /** While it lasts, the processor cannot be used at all. */
  outage: Outage | null = null
  private readonly random: Random

  constructor(random: Random) {
    this.random = random
    this.rates = drawRates(random)
  }

  /** From now on nothing goes wrong any more. */
  end(): void {
    this.rates = QUIET
    this.outage = null
  }

  strikes(kind: keyof Rates, times = 1): boolean {
    const rate = this.rates[kind] * times
    return rate > 0 && this.random.chance(rate)
  }

  beginOutage(): Outage {
    this.outage = this.random.pick(OUTAGES)
    return this.outage
  }
}

/** Half of the kinds are left out of a seed, so that each kind is also met without the others. */
function drawRates(random: Random): Rates {
  const rates = { ...QUIET }
  if (random.chance(0.05)) return rates
  for (const kind of Object.keys(WORST) as (keyof Rates)[]) {
    if (random.chance(0.5)) rates[kind] = WORST[kind] * random.next()
  }
  return rates
}
