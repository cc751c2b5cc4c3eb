import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

const clone = resolve(import.meta.dirname, '..', '..')

/**
 * Where an embedded Onfile keeps what must survive: ONFILE_DATA, else `data/` in the clone.
 * Root's PostgreSQL runs as another user, who may not reach the clone, so root's data lies in
 * the system state directory under a name made from the clone's path.
 */
export function embeddedDataDirectory(chosen = process.env.ONFILE_DATA): string {
  if (chosen) return resolve(chosen)
  if (process.getuid?.() !== 0) return join(clone, 'data')
  const digest = createHash('sha256').update(clone).digest('hex').slice(0, 8)
  return join('/var/lib/onfile', `${basename(clone)}-${digest}`)
}

/** The key that encrypts stored processor keys: made on first use and kept, for its owner only. */
export function embeddedSecret(dataDirectory: string): string {
  return keptSecret(dataDirectory, 'secret')
}

export function databasePassword(dataDirectory: string): string {
  return keptSecret(dataDirectory, 'database-password')
}

/**
 * Others may pass through the data directory but not list it: the database's own user must reach
 * the cluster inside, which is closed to everybody else.
 */
export function makeDataDirectory(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return
  try {
    mkdirSync(dirname(directory), { recursive: true, mode: 0o755 })
    mkdirSync(directory)
    chmodSync(directory, 0o711)
  } catch (error) {
    throw new Error(
      `The folder for data, ${directory}, cannot be made (${(error as NodeJS.ErrnoException).code}). Set ONFILE_DATA to one that you may write to.`,
    )
  }
}

/** True when every folder on the way to `path`, and it itself, may be entered by any user. */
export function isOpenToOthers(path: string): boolean {
  const open = (statSync(path).mode & 0o001) !== 0
  return open && (path === dirname(path) || isOpenToOthers(dirname(path)))
}

function keptSecret(dataDirectory: string, name: string): string {
  const path = join(dataDirectory, name)
  makeDataDirectory(dataDirectory)
  try {
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(path, 'utf8').trim()
}
