import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { startSandbox } from '../support/sandbox.ts'
import { type Browser, browser, SECRET } from '../support/world.ts'
import { type Chance, chance, seedOfRun } from './chance.ts'
import { newPayer, type Work, workAtDesk } from './desk.ts'
import { fastClock, type Pace } from './fast-clock.ts'
import { type KillableServer, killableServer } from './killable-server.ts'
import { expectOneCharge, untilQuiet } from './reckoning.ts'
import { expectOneRefund } from './refund-reckoning.ts'
import { openStudio } from './studio.ts'

export interface Trouble {
  databaseUrl: string
  /** How often something is taken away. */
  times: number
  /** Takes it away, and gives it back. */
  strike(server: KillableServer, chance: Chance): Promise<void>
  /** Whether the server may say that something failed: not when only it was killed. */
  mayLogErrors: boolean
}

/** Fewer accounts than desks, so that two often want the same one. */
const DESKS = 8
const PAYERS = 6
/** A call at the processor takes this long, so that there is a moment to die in. */
const CALL_MS = 12
const PAUSE_MS = { shortest: 50, longest: 500 }
/** A lease of 90 s ends after one and a half. */
const SPEED = 60
/** The last start comes after a pause in which every lease and every challenge has run out. */
const ERROR_SHOWN = 300
const SWITCHED_OFF_MS = 3_600_000

/** Charges at eight desks while trouble strikes again and again, and then looks at the end of it. */
export async function soak(trouble: Trouble): Promise<Map<string, number>> {
  const seed = seedOfRun()
  const deal = chance(seed)
  const pace: Pace = { since: Date.now(), speed: SPEED, ahead: 0 }
  const sandbox = await startSandbox()
  const server = await killableServer({
    databaseUrl: trouble.databaseUrl,
    secret: SECRET,
    sandboxPort: sandbox.port,
    pace,
  })
  const stopping = new AbortController()
  let desks: Promise<Work[]> = Promise.resolve([])
  try {
    const studio = await openStudio(trouble.databaseUrl, sandbox)
    await server.start()
    const desk = browser(server.base, studio.slug, studio.cookie)
    const payers = await Promise.all(Array.from({ length: PAYERS }, () => newPayer(studio, desk)))
    await sandbox.control('faults', {
      rules: ['/v1/payment_intents', '/v1/refunds'].map((path) => ({
        kind: 'delay',
        method: 'POST',
        path,
        delayMs: CALL_MS,
      })),
    })

    desks = Promise.all(
      Array.from({ length: DESKS }, (_, n) =>
        workAtDesk(studio, desk, payers, chance(seed + n + 1), stopping.signal),
      ),
    )
    for (let n = 0; n < trouble.times; n++) {
      // A process that just started answers slowly; it is killed at work, not while it wakes up.
      await expect
        .poll(() => answers(desk), { timeout: 30_000, interval: 10, message: 'the server answers' })
        .toBe(true)
      await pause(deal.between(PAUSE_MS.shortest, PAUSE_MS.longest))
      await trouble.strike(server, deal)
    }
    stopping.abort()
    const work = await desks
    const told = [...payers.map((payer) => payer.first), ...work.flatMap((one) => one.charges)]
    const toldOfRefunds = work.flatMap((one) => one.refunds)

    await server.kill()
    await server.start({ ahead: SWITCHED_OFF_MS })
    await untilQuiet(trouble.databaseUrl)
    const now = fastClock({ ...pace, ahead: SWITCHED_OFF_MS }).now()
    const { ends } = await expectOneCharge(trouble.databaseUrl, sandbox, told, now)
    const refundEnds = await expectOneRefund(trouble.databaseUrl, studio, toldOfRefunds)
    for (const [way, times] of refundEnds) ends.set(way, times)
    expect(server.crashes, 'the server ended only when it was killed').toEqual([])
    if (!trouble.mayLogErrors) expect(server.errors, 'the server’s log').toEqual([])
    return ends
  } catch (error) {
    throw new Error(
      [`ONFILE_SEED=${seed}`, (error as Error).message, ...server.crashes]
        .concat([...new Set(server.errors.map((line) => line.slice(0, ERROR_SHOWN)))].slice(-12))
        .join('\n'),
      { cause: error },
    )
  } finally {
    stopping.abort()
    // Where the test failed, they find nobody to ask any more.
    desks.catch(() => {})
    await server.stop()
    await sandbox.stop()
  }
}

async function answers(desk: Browser): Promise<boolean> {
  const answer = await desk.get('/clients?limit=1').catch(() => null)
  return answer?.status === 200
}
