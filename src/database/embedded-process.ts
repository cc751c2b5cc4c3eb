import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

export interface PostmasterFile {
  pid: number
  port: number
  ready: boolean
}

/** What a running (or killed) PostgreSQL left in its `postmaster.pid`; null when there is none. */
export function readPostmasterFile(path: string): PostmasterFile | null {
  let lines: string[]
  try {
    lines = readFileSync(path, 'utf8').split('\n')
  } catch {
    return null
  }
  return {
    pid: Number(lines[0]),
    port: Number(lines[3]),
    ready: lines[7]?.trim() === 'ready',
  }
}

export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    const stat = procStat(pid)
    if (stat === null) return !existsSync('/proc/self/stat')
    // Z is dead but not yet collected by its parent, which in a container without init takes long.
    // While it has threads left, these still hold its files and ports.
    const [state, threads] = [stat[0], Number(stat[17])]
    return state !== 'Z' || threads > 1
  } catch (error) {
    // Somebody else's process answers "not permitted", which is an answer.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** True when `pid` is surely another program than the PostgreSQL of `cluster`: a reused number. */
export function isSomethingElse(pid: number, cluster: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) !== realpathSync(cluster)
  } catch {
    return false
  }
}

/** A process as `pid start-time`, so that a reused number is not taken for the same process. */
export function processName(pid: number): string {
  return `${pid} ${procStat(pid)?.[19] ?? ''}`.trim()
}

/** The fields of /proc/<pid>/stat from the state on; null where the system has no /proc. */
function procStat(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name before the state is in parentheses and may hold anything, parentheses too.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

/** Waits until `fact` gives something, asking every few milliseconds; null when time is up. */
export async function until<T>(
  fact: () => T | null | undefined | false,
  milliseconds: number,
): Promise<T | null> {
  const end = performance.now() + milliseconds
  for (;;) {
    const found = fact()
    if (found) return found
    if (performance.now() > end) return null
    await wait(10)
  }
}
