import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestFile } from './table.ts'

const ROOT = join(import.meta.dirname, '..', '..')
export const TABLE = join(ROOT, 'docs', 'requirements.md')

/** Every test of the repository, in the order of their paths. */
export function readTests(): TestFile[] {
  return ['test', 'src', 'web', 'sandbox']
    .flatMap((folder) => globSync(`${folder}/**/*.test.{ts,tsx}`, { cwd: ROOT }))
    .sort()
    .map((path) => ({
      path: path.replaceAll('\\', '/'),
      text: readFileSync(join(ROOT, path), 'utf8'),
    }))
}
