import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Keeps where Onfile listened last, so that the commands beside it can name it. */
export function rememberAddress(dataDirectory: string, address: string): void {
  writeFileSync(join(dataDirectory, 'address'), address)
}

/** The address of the last start; null before the first. */
export function lastAddress(dataDirectory: string): string | null {
  try {
    return readFileSync(join(dataDirectory, 'address'), 'utf8')
  } catch {
    return null
  }
}
