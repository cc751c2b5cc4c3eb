import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Lab } from './lab.ts'
import { MUTANTS, type Mutant } from './mutants.ts'

const CLONE = pathToFileURL(`${join(import.meta.dirname, '..', '..')}/`).href
const planted = new Map<string, Set<string>>()

/**
 * A lab whose product is broken on purpose. The product's modules are loaded once more, under
 * addresses that carry the mutant's name, with its edits made in their text; nothing in `src/`
 * knows of it, and the sound product may run beside it in the same process.
 */
export async function openMutatedLab(mutant: Mutant, url: string): Promise<Lab> {
  if (planted.size === 0) registerHooks({ resolve, load })
  if (!planted.has(mutant.name)) planted.set(mutant.name, new Set())
  const lab = (await import(`./lab.ts?mutant=${mutant.name}`)) as typeof import('./lab.ts')
  const missed = mutant.edits.filter((edit) => !planted.get(mutant.name)?.has(edit.from))
  if (missed.length > 0) {
    throw new Error(`Mutant ${mutant.name} does not fit: ${missed[0]?.file} was never loaded.`)
  }
  return lab.openLab(url, mutant.withoutIndexes)
}

const resolve: Parameters<typeof registerHooks>[0]['resolve'] = (specifier, context, next) => {
  const resolved = next(specifier, context)
  const name = nameIn(context.parentURL)
  if (!name || !isOurs(resolved.url)) return resolved
  return { ...resolved, url: `${resolved.url}?mutant=${name}` }
}

const load: Parameters<typeof registerHooks>[0]['load'] = (url, context, next) => {
  const loaded = next(url, context)
  const mutant = MUTANTS.find((one) => one.name === nameIn(url))
  const path = url.split('?')[0]?.slice(CLONE.length)
  const edits = mutant?.edits.filter((edit) => edit.file === path) ?? []
  if (!mutant || edits.length === 0) return loaded
  let source = textOf(loaded.source)
  for (const { file, from, to } of edits) {
    if (source.split(from).length !== 2) {
      throw new Error(`Mutant ${mutant.name} does not fit: ${file} does not hold once: ${from}`)
    }
    source = source.replace(from, () => to)
    planted.get(mutant.name)?.add(from)
  }
  return { ...loaded, source }
}

function nameIn(url: string | undefined): string | null {
  return url?.startsWith(CLONE) ? new URL(url).searchParams.get('mutant') : null
}

function isOurs(url: string): boolean {
  return url.startsWith(CLONE) && !url.includes('/node_modules/') && !url.includes('?')
}

function textOf(source: unknown): string {
  return typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8')
}
