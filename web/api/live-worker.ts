import { openLiveStream } from './live-stream.ts'

/**
 * Runs once per browser and holds one stream per organization for all tabs, because a browser
 * allows few connections to one server. A tab says when it is seen and when it is hidden; the
 * stream of an organization that no visible tab shows is closed.
 */
export type TabMessage = { is: 'seen'; slug: string } | { is: 'hidden' }

interface Stream {
  tabs: Set<MessagePort>
  isUp: boolean
  close: () => void
}

const streams = new Map<string, Stream>()

function join(port: MessagePort, slug: string): void {
  leave(port)
  const known = streams.get(slug)
  if (known) {
    known.tabs.add(port)
    port.postMessage({ is: known.isUp ? 'up' : 'down' })
    return
  }
  const stream: Stream = { tabs: new Set([port]), isUp: false, close: () => undefined }
  stream.close = openLiveStream(slug, (message) => {
    if (message.is !== 'change') stream.isUp = message.is === 'up'
    for (const tab of stream.tabs) tab.postMessage(message)
  })
  streams.set(slug, stream)
}

function leave(port: MessagePort): void {
  for (const [slug, stream] of streams) {
    if (!stream.tabs.delete(port) || stream.tabs.size > 0) continue
    stream.close()
    streams.delete(slug)
  }
}

addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0]
  if (!port) return
  port.onmessage = (message: MessageEvent<TabMessage>) => {
    if (message.data.is === 'seen') join(port, message.data.slug)
    else leave(port)
  }
})
