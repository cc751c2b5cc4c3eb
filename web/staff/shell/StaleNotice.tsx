import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { common } from '../../messages/en/common.ts'
import { shell as t } from '../../messages/en/shell.ts'
import { secondsSince, useNow } from '../../ui/clock.ts'
import { useLateness } from '../../ui/Skeletons.tsx'
import classes from './Shell.module.css'

const POLL_MS = 5_000
/** A stream that breaks and comes back within this time is not worth a word. */
const GRACE_MS = 4_000

/** Shown while changes do not arrive by themselves: asks instead, and says how old the page is. */
export function StaleNotice({ slug }: { slug: string }) {
  const queryClient = useQueryClient()
  const isLate = useLateness(GRACE_MS)
  const now = useNow()

  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') {
        void queryClient.invalidateQueries({ queryKey: ['o', slug] })
      }
    }, POLL_MS)
    return () => clearInterval(timer)
  }, [queryClient, slug])

  if (!isLate) return null
  const updatedAt = queryClient
    .getQueryCache()
    .findAll({ queryKey: ['o', slug], type: 'active' })
    .reduce((latest, query) => Math.max(latest, query.state.dataUpdatedAt), 0)
  const ago = common.secondsAgo(secondsSince(new Date(updatedAt).toISOString(), now))
  return <div className={classes.stale}>{t.stale(ago)}</div>
}
