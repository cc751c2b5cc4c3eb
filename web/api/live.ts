import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { LiveChange } from './contract.ts'
import { type LiveMessage, openLiveStream } from './live-stream.ts'
import type { TabMessage } from './live-worker.ts'

/**
 * Keeps what is on the screen true while the tab is visible. Answers whether changes arrive; when
 * they do not, the pages ask every few seconds instead and say how old they are.
 */
export function useLive(slug: string): boolean {
  const queryClient = useQueryClient()
  const [isUp, setUp] = useState(true)

  useEffect(() => {
    let wasDown = false
    function hear(message: LiveMessage): void {
      if (message.is === 'change') {
        applyChange(queryClient, slug, message.change)
        return
      }
      setUp(message.is === 'up')
      // It may have ended because a right was taken away.
      if (message.is === 'down') {
        void queryClient.invalidateQueries({ queryKey: ['o', slug, 'organization'] })
      }
      // What happened while nothing arrived is unknown, so everything shown is read again.
      if (message.is === 'up' && wasDown)
        void queryClient.invalidateQueries({ queryKey: ['o', slug] })
      wasDown = message.is === 'down'
    }
    const link = openLink(slug, hear)
    function follow(): void {
      if (document.visibilityState === 'visible') {
        wasDown = true
        link.join()
      } else link.leave()
    }
    document.addEventListener('visibilitychange', follow)
    addEventListener('pagehide', link.leave)
    if (document.visibilityState === 'visible') link.join()
    return () => {
      document.removeEventListener('visibilitychange', follow)
      removeEventListener('pagehide', link.leave)
      link.leave()
    }
  }, [queryClient, slug])

  return isUp
}

interface Link {
  join: () => void
  leave: () => void
}

function openLink(slug: string, hear: (message: LiveMessage) => void): Link {
  if (typeof SharedWorker === 'undefined') return openOwnLink(slug, hear)
  const worker = new SharedWorker(new URL('./live-worker.ts', import.meta.url), {
    type: 'module',
    name: 'onfile-live',
  })
  worker.port.onmessage = (event: MessageEvent<LiveMessage>) => hear(event.data)
  const say = (message: TabMessage) => worker.port.postMessage(message)
  return { join: () => say({ is: 'seen', slug }), leave: () => say({ is: 'hidden' }) }
}

/** For browsers without shared workers: a stream of this tab's own. */
function openOwnLink(slug: string, hear: (message: LiveMessage) => void): Link {
  let close: (() => void) | null = null
  return {
    join: () => {
      close ??= openLiveStream(slug, hear)
    },
    leave: () => {
      close?.()
      close = null
    },
  }
}

/** Reads again what a change touches: the payment, the accounts it names and every list. */
function applyChange(queryClient: QueryClient, slug: string, change: LiveChange): void {
  const paymentIds = new Set(change.payments.map((payment) => payment.id))
  const accountIds = new Set(change.payments.map((payment) => payment.accountId))
  void queryClient.invalidateQueries({
    queryKey: ['o', slug],
    predicate: (query) => {
      const [, , kind, id] = query.queryKey
      if (kind === 'organization') return change.rights === true
      if (kind === 'clients' || kind === 'payments' || kind === 'invoice') return true
      if (kind === 'payment') return paymentIds.has(String(id))
      if (kind !== 'billing') return false
      const data = query.state.data as { account: { id: string } } | undefined
      return data === undefined || accountIds.has(data.account.id)
    },
  })
}
