import { useRef, useState } from 'react'
import { asProblem, Problem } from '../../../api/problem.ts'
import { newKey, sendOnce } from '../../../api/send-once.ts'
import { money as t } from '../../../messages/en/money.ts'
import { useSlug } from '../../shell/organization.tsx'

/** Sends what must happen once. Until it is answered every try has the same key. */
export function useSendOnce<T>(path: string) {
  const slug = useSlug()
  const key = useRef(newKey())
  const [progress, setProgress] = useState<'sending' | 'asking' | null>(null)
  return {
    progress,
    async send(body: unknown): Promise<T> {
      setProgress('sending')
      try {
        const done = await sendOnce<T>(slug, path, key.current, body, () => setProgress('asking'))
        key.current = newKey()
        return done
      } catch (error) {
        const problem = asProblem(error)
        if (problem.code !== 'key_reused') throw problem
        // It was changed after a try that was not answered but did happen: that must be seen first.
        key.current = newKey()
        throw new Problem({ ...problem.document, detail: t.keyReused })
      } finally {
        setProgress(null)
      }
    },
  }
}
