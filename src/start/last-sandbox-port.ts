import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { embeddedDataDirectory } from '../database/embedded.ts'
import type { Settings } from './settings.ts'

/** Where the sandbox of this installation listens, or did; null before its first start. */
export function lastSandboxPort(settings: Settings): number | null {
  try {
    const folder = embeddedDataDirectory(settings.dataDirectory ?? undefined)
    // Written by `startSandboxProcess`, which takes the same port again.
    const { port } = JSON.parse(readFileSync(join(folder, 'sandbox-process'), 'utf8'))
    return typeof port === 'number' ? port : null
  } catch {
    return null
  }
}
