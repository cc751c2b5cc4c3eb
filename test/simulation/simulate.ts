import type pg from 'pg'
import { createEngine } from '../../sandbox/engine.ts'
import { createMemoryStore } from '../../sandbox/store-memory.ts'
import { type BankHabits, letMoneyMove } from './bank.ts'
import { letBanksAnswer } from './bank-account.ts'
import { haveFate, letDaysPass } from './chaos.ts'
import { watchStore } from './charges.ts'
import { type Habits, workAtTheCounter } from './clerk.ts'
import { carryWebhooks } from './courier.ts'
import { SimulatedDatabase } from './database.ts'
import type { Eye } from './eye.ts'
import { Faults } from './faults.ts'
import { Network } from './network.ts'
import { openTheBusiness } from './opening.ts'
import { Process, type Surroundings } from './process.ts'
import { Properties } from './properties.ts'
import { makeRandom, type Random } from './random.ts'
import { replayEverything } from './replay.ts'
import { Scheduler, WORLD } from './scheduler.ts'
import { supervise } from './supervisor.ts'
import { drawBank, drawCardholders, drawHabits, drawWhetherBanks } from './temperaments.ts'
import { SECRET_KEY, type Town } from './town.ts'
import { Violation } from './violation.ts'

export interface Outcome {
  seed: number
  /** null: everything held. */
  violation: Violation | null
  step: number
  /** The same for every run of the seed. */
  fingerprint: string
  payments: number
  charges: number
  /** The last things that happened. */
  story: string[]
}

export interface SimulationOptions {
  /** Re-add the books after every commit; a seed fails earlier then, at the same step always. */
  everyStep?: boolean
  onLine?: (line: string) => void
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const START = Date.parse('2026-06-01T13:00:00Z')
/** People go home after this, done or not. */
const TROUBLE_MAX = 40 * HOUR
/** Banks take their days. */
const TROUBLE_MAX_OF_BANKS = 16 * 24 * HOUR
const QUIET = 2 * HOUR

/** Runs one seed on an empty database: trouble, then quiet, then everything once more. */
export async function simulate(
  seed: number,
  connections: { client: pg.Client; eye: Eye },
  options: SimulationOptions = {},
): Promise<Outcome> {
  await connections.eye.empty()
  const town = await build(seed, connections, options)
  const { scheduler, properties } = town
  let violation: Violation | null = null
  try {
    await live(town)
  } catch (error) {
    violation =
      error instanceof Violation ? error : new Violation('unexpected error', stackOf(error))
    // What broke may have left its transaction open.
    await connections.client.query('rollback')
  }
  return {
    seed,
    violation,
    step: scheduler.steps,
    fingerprint: scheduler.fingerprint(),
    payments: properties.payments.size,
    charges: town.watched.charges.length,
    story: scheduler.story,
  }
}

/** What only this file needs to know of a town. */
interface Nature {
  surroundings: Surroundings
  habits: Habits
  bank: BankHabits
}

async function live(town: Town & Nature): Promise<void> {
  const { scheduler, random, faults, properties, business, engine, surroundings } = town
  const rates = faults.rates
  faults.end()
  let opened = false
  scheduler.start(WORLD, 'the business opens', async () => {
    const process = new Process('setup', surroundings)
    town.processes.push(process)
    Object.assign(business, await openTheBusiness(town))
    town.processes.splice(0)
    opened = true
  })
  await scheduler.run(() => opened)

  faults.rates = rates
  town.troubled = true
  const places = random.chance(0.8) ? ['web-1', 'web-2'] : ['web-1']
  for (const place of places) {
    scheduler.start(WORLD, `${place} starts`, () => supervise(town, place, surroundings))
  }
  scheduler.start(WORLD, 'a courier begins', () => carryWebhooks(town))
  for (const caller of business.clerks) {
    town.busy++
    scheduler.start(WORLD, `${caller.loginId} begins`, async () => {
      await workAtTheCounter(town, caller, town.habits, random.between(3, 14))
      town.busy--
    })
  }
  const fate = {
    visits: random.between(0, 4),
    outage: random.next() * 0.6,
    kill: random.next(),
    jump: random.next() * 0.4,
    everyMs: random.between(5, 300) * 1_000,
  }
  scheduler.start(WORLD, 'fate begins', () => haveFate(town, fate))
  scheduler.start(WORLD, 'days begin', () => letDaysPass(town))
  scheduler.start(WORLD, 'banks open', () => letMoneyMove(town, town.bank))
  const longest = town.banks ? TROUBLE_MAX_OF_BANKS : TROUBLE_MAX
  await scheduler.run(() => town.busy === 0, scheduler.now + longest)

  town.troubled = false
  faults.end()
  scheduler.tell(WORLD, 'the trouble is over')
  await engine.pruneIdempotency()
  await letBanksAnswer(town)
  let over = scheduler.now
  await scheduler.run(() => isSettled(town, over + QUIET), over + QUIET)
  // What was late may have reached a bank only now.
  if (await letBanksAnswer(town)) {
    over = scheduler.now
    await scheduler.run(() => isSettled(town, over + QUIET), over + QUIET)
  }
  // Where all is settled, the rest of the quiet is one long breath, after which everybody looks.
  town.processorRests = true
  scheduler.now = Math.max(scheduler.now, over + QUIET)
  await scheduler.run(() => false, scheduler.now + 60_000)
  await properties.atTheEnd()
  await scheduler.run(() => true)
  await haveANight(town)
  await properties.moneyBack.atTheEnd(true)
  await properties.checkBooks('all')
  await scheduler.run(() => true)
  await replayEverything(town)
}

/** By night everything is compared with the processor, both ways. */
async function haveANight({ properties, scheduler }: Town): Promise<void> {
  const { night } = properties.due
  scheduler.now = Math.max(scheduler.now, night)
  const morning = scheduler.now + HOUR
  await scheduler.run(
    () => properties.due.night > night && properties.due.event === Infinity,
    morning,
  )
  await scheduler.run(() => false, scheduler.now + 60_000)
}

function isSettled(
  { asking, busy, network, properties, watched }: Town,
  endOfQuiet: number,
): boolean {
  const { due, eventsStored } = properties
  const later = endOfQuiet - HOUR
  const idle =
    due.payment === Infinity &&
    due.event === Infinity &&
    Math.min(due.refund, due.setup, due.fee) > later &&
    watched.nextTask() > endOfQuiet
  const atHome = busy === 0 && asking === 0
  return idle && atHome && network.underWay === 0 && eventsStored >= watched.events()
}

async function build(
  seed: number,
  { client, eye }: { client: pg.Client; eye: Eye },
  options: SimulationOptions,
) {
  const chance = (what: string): Random => makeRandom(`${seed} ${what}`)
  const random = chance('people')
  const scheduler = new Scheduler(START, chance('order'), options.onLine ?? null)
  const faults = new Faults(chance('faults'))
  const watched = watchStore(createMemoryStore())
  const properties = new Properties({
    eye,
    scheduler,
    watched,
    random: chance('checks'),
    everyStep: options.everyStep ?? false,
  })
  const database = new SimulatedDatabase(client, {
    scheduler,
    faults,
    random: chance('database'),
    afterCommit: () => properties.afterCommit(),
  })
  const network = new Network({
    scheduler,
    faults,
    random: chance('network'),
    database,
    secretKey: SECRET_KEY,
    onConfirm: (intentId) => properties.beforeConfirm(intentId),
    onHandled: () => properties.afterHandled(),
  })
  const engineChance = chance('sandbox')
  const engine = await createEngine({
    store: watched.store,
    clock: { now: () => scheduler.now },
    random: engineChance.next,
    faults: network.sandboxFaults,
    onError: (error) => scheduler.fail(error),
  })
  network.engine = engine
  const surroundings: Surroundings = {
    scheduler,
    faults,
    random: chance('processes'),
    database,
    processorsOf: (process) => network.processorsOf(process),
  }
  return {
    scheduler,
    faults,
    random,
    eye,
    see: <Row>(text: string, values: readonly unknown[] = []) =>
      scheduler.work(eye.rows<Row>(text, values)),
    properties,
    network,
    engine,
    watched,
    processes: [],
    business: {
      orgId: '',
      processorAccountId: '',
      webhookSecret: null,
      clerks: [],
      accountIds: [],
      cashId: '',
      checkId: '',
    },
    polled: { at: 0 },
    busy: 0,
    asking: 0,
    presses: [],
    refundPresses: [],
    banks: drawWhetherBanks(chance('banks')),
    troubled: false,
    processorRests: false,
    cardholders: drawCardholders(random),
    surroundings,
    habits: drawHabits(random),
    bank: drawBank(random),
  } satisfies Town & Nature
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
