import type { LiveChange } from './contract.ts'

export type LiveMessage =
  | { is: 'change'; change: LiveChange }
  | { is: 'up' }
  /** Nothing arrives at the moment; what the page shows may be old. */
  | { is: 'down' }

const RETRY_FIRST_MS = 1_000
const RETRY_LAST_MS = 15_000
/** The server sends a comment every 15 s; after three without one the connection is dead. */
const SILENCE_MAX_MS = 45_000

/**
 * Reads `/live` until closed and connects again when it breaks. It is read with fetch because an
 * EventSource cannot send the header that names the organization.
 */
export function openLiveStream(slug: string, tell: (message: LiveMessage) => void): () => void {
  const stopped = new AbortController()
  let retryMs = RETRY_FIRST_MS

  async function connect(): Promise<void> {
    const attempt = new AbortController()
    const stop = () => attempt.abort()
    stopped.signal.addEventListener('abort', stop)
    let silence = setTimeout(stop, SILENCE_MAX_MS)
    try {
      const response = await fetch('/api/v1/live', {
        headers: { accept: 'text/event-stream', 'onfile-organization': slug },
        credentials: 'same-origin',
        signal: attempt.signal,
      })
      if (!response.ok || !response.body) return
      tell({ is: 'up' })
      retryMs = RETRY_FIRST_MS
      for await (const event of readEvents(response.body, () => {
        clearTimeout(silence)
        silence = setTimeout(stop, SILENCE_MAX_MS)
      })) {
        if (event.name === 'change') tell({ is: 'change', change: JSON.parse(event.data) })
      }
    } finally {
      clearTimeout(silence)
      stopped.signal.removeEventListener('abort', stop)
    }
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      // A broken connection is expected here: the loop is the answer to it.
      await connect().catch(() => undefined)
      if (stopped.signal.aborted) return
      tell({ is: 'down' })
      await pause(retryMs, stopped.signal)
      retryMs = Math.min(retryMs * 2, RETRY_LAST_MS)
    }
  }

  void run()
  return () => stopped.abort()
}

interface StreamEvent {
  name: string
  data: string
}

/** The events of a `text/event-stream` body. `heard` is called for every chunk, comments too. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  heard: () => void,
): AsyncGenerator<StreamEvent> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as never)
    .getReader() as ReadableStreamDefaultReader<string>
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    heard()
    const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = readEvent(block)
      if (event) yield event
    }
  }
}

function readEvent(block: string): StreamEvent | null {
  let name = 'message'
  const data: string[] = []
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) name = line.slice(6).trim()
    else if (line.startsWith('data:')) data.push(line.slice(5).trimStart())
  }
  return data.length > 0 ? { name, data: data.join('\n') } : null
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
