import { type Lab, openLab } from './lab.ts'
import { MUTANTS } from './mutants.ts'
import { openMutatedLab } from './plant.ts'
import type { Outcome } from './simulate.ts'

type Log = (line: string) => void

const STORY_LINES_SHOWN = 80
const SEEDS_TRIED = 300

/** A lab of the product as it is, or of a mutant of it. */
export async function openLabFor(mutant: string | null, url: string): Promise<Lab> {
  if (mutant === null) return openLab(url)
  const found = MUTANTS.find((one) => one.name === mutant)
  if (found) return openMutatedLab(found, url)
  throw new Error(
    `There is no such mutant. There are: ${MUTANTS.map((one) => one.name).join(', ')}`,
  )
}

/** Runs seeds one after the other; says what broke, and at the end how many there were. */
export async function runSeeds(
  lab: Lab,
  range: { from: number; seeds: number; minutes: number },
  log: Log,
): Promise<number> {
  const began = performance.now()
  const spent = () => (performance.now() - began) / 60_000
  const seen = { seeds: 0, broken: 0, payments: 0, charges: 0 }
  for (let seed = range.from; seed < range.from + range.seeds && spent() < range.minutes; seed++) {
    const outcome = await lab.run(seed)
    seen.seeds++
    seen.payments += outcome.payments
    seen.charges += outcome.charges
    if (outcome.violation === null) continue
    seen.broken++
    log(failureOf(outcome))
  }
  const speed = Math.round(seen.seeds / spent())
  log(
    `${seen.seeds} seeds with ${seen.payments} payments and ${seen.charges} charges: ${
      seen.broken === 0 ? 'everything held' : `${seen.broken} broke something`
    } (${speed} seeds a minute).`,
  )
  return seen.broken === 0 ? 0 : 1
}

/** Runs one seed, re-adding the books after every commit, and tells how it came to what it came to. */
export async function replaySeed(lab: Lab, seed: number, log: Log): Promise<number> {
  const outcome = await lab.run(seed, { everyStep: true })
  if (outcome.violation === null) {
    log(`Seed ${seed}: everything held, ${outcome.step} steps, fingerprint ${outcome.fingerprint}.`)
    return 0
  }
  for (const line of outcome.story.slice(-STORY_LINES_SHOWN)) log(line)
  log(failureOf(outcome))
  return 1
}

/**
 * Runs every mutant on the seed that is known to kill it. A change of the product changes what a
 * seed does; then the next seeds are tried too, and the one to write down is said.
 */
export async function killMutants(url: string, log: Log): Promise<number> {
  const alive: string[] = []
  for (const mutant of MUTANTS) {
    const { seed, violation } = mutant.killedBy
    const lab = await openMutatedLab(mutant, url)
    const killer = await findKiller(lab, seed, violation)
    await lab.close()
    if (killer === null) alive.push(mutant.name)
    else if (killer !== seed) log(`${mutant.name}: seed ${seed} kills it no more, ${killer} does.`)
  }
  if (alive.length > 0) log(`Alive: ${alive.join(', ')}.`)
  log(`${MUTANTS.length - alive.length} of ${MUTANTS.length} mutants are dead.`)
  return alive.length === 0 ? 0 : 1
}

async function findKiller(
  lab: Lab,
  recorded: number | null,
  violation: string,
): Promise<number | null> {
  for (let n = 0; n <= SEEDS_TRIED; n++) {
    const seed = n === 0 ? recorded : n
    if (seed === null) continue
    const outcome = await lab.run(seed)
    if (outcome.violation?.broken.startsWith(violation)) return seed
  }
  return null
}

/** The sentence that lets anybody see it again. */
export function failureOf({ seed, step, violation }: Outcome): string {
  return `Seed ${seed}, step ${step}: ${violation?.message}. See it with: onfile simulate --seed ${seed}`
}
