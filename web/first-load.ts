import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}

export interface Weight {
  scriptBytes: number
  styleBytes: number
  files: { file: string; bytes: number }[]
}

/**
 * What a browser fetches, gzipped, before a page stands: the given entries of Vite's manifest with
 * all that they import, each file once. Fonts and what is loaded later are not in it.
 */
export function weigh(builtFolder: string, entries: string[]): Weight {
  const manifest: Record<string, Chunk> = JSON.parse(
    readFileSync(join(builtFolder, '.vite/manifest.json'), 'utf8'),
  )
  const files = new Set<string>()
  const seen = new Set<string>()

  function follow(key: string): void {
    if (seen.has(key)) return
    seen.add(key)
    const chunk = manifest[key]
    if (!chunk) throw new Error(`The build has no ${key}`)
    files.add(chunk.file)
    for (const style of chunk.css ?? []) files.add(style)
    for (const imported of chunk.imports ?? []) follow(imported)
  }

  for (const entry of entries) follow(entry)
  const sizes = [...files].map((file) => ({
    file,
    bytes: gzipSync(readFileSync(join(builtFolder, file)), { level: 9 }).length,
  }))
  const sum = (ending: string) =>
    sizes.filter(({ file }) => file.endsWith(ending)).reduce((total, { bytes }) => total + bytes, 0)
  return { scriptBytes: sum('.js'), styleBytes: sum('.css'), files: sizes }
}
