import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { RequestEnvironment } from './caller.ts'

/** Told to a browser: what changed, so that it asks for what it shows. No amounts, no names. */
export interface LiveChange {
  payments: { id: string; accountId: string; state: string }[]
  /** What the person who listens may do is not what it was. */
  rights?: true
}

/** What a stream asks for its changes; `since` is what it told last. */
export interface LiveSource {
  /** Null when nothing changed. */
  changesSince(since: Date): Promise<{ change: LiveChange; until: Date } | null>
  now(): Date
}

/** Changes made by another process are seen at the next look. */
const LOOK_EVERY_MS = 1_000
const HEARTBEAT_MS = 15_000
/**
 * After a bell, so long until the look: what rang it has its own answer to give first, and several
 * bells of one charge are one look.
 */
const GATHER_MS = 50
/** Rows carry the time their transaction was worked on, and may be committed a little later. */
const OVERLAP_MS = 2_000

/** Wakes the streams of an organization in this process, so that they look at once. */
export class LiveBell {
  #waiting = new Map<string, Set<() => void>>()

  ring(orgId: string): void {
    for (const wake of this.#waiting.get(orgId) ?? []) wake()
  }

  /** Resolves when it rings, after `milliseconds`, or when the stream is left. */
  wait(orgId: string, milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(orgId) ?? new Set()
      this.#waiting.set(orgId, waiting)
      const done = () => {
        clearTimeout(timer)
        waiting.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, milliseconds)
      waiting.add(done)
      signal.addEventListener('abort', done)
    })
  }
}

/** A stream of changes until the browser leaves. It tells the same change twice rather than never. */
export function streamLive(
  c: Context<RequestEnvironment>,
  bell: LiveBell,
  source: LiveSource,
): Response {
  const { orgId } = c.var.caller
  c.header('x-accel-buffering', 'no')
  return streamSSE(c, async (stream) => {
    const left = new AbortController()
    stream.onAbort(() => left.abort())
    let since = source.now()
    let beat = source.now().getTime()
    await stream.write(': here\n\n')
    while (!left.signal.aborted) {
      await bell.wait(orgId, LOOK_EVERY_MS, left.signal)
      await pause(GATHER_MS, undefined, { signal: left.signal }).catch(() => {})
      if (left.signal.aborted) return
      // Access that ended ends the stream; the browser comes back and is told why.
      const found = await source
        .changesSince(new Date(since.getTime() - OVERLAP_MS))
        .catch(() => 'ended' as const)
      if (found === 'ended') return
      if (found && (found.until > since || found.change.rights)) {
        since = found.until > since ? found.until : since
        await stream.writeSSE({ event: 'change', data: JSON.stringify(found.change) })
      }
      if (source.now().getTime() - beat >= HEARTBEAT_MS) {
        beat = source.now().getTime()
        await stream.write(': beat\n\n')
      }
    }
  })
}
