import { call } from './client.ts'
import { asProblem, NO_ANSWER } from './problem.ts'

const ATTEMPTS_MAX = 4
const PAUSE_MS = 1_500

/**
 * Posts what must happen once and, when no answer comes, the very same again: the key makes every
 * repeat the same thing. `onWait` is told that it is being asked again.
 */
export async function sendOnce<T>(
  slug: string | null,
  path: string,
  key: string,
  body: unknown,
  onWait: () => void,
  headers: Record<string, string> = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call<T>(slug, path, { method: 'POST', body, idempotencyKey: key, headers })
    } catch (error) {
      const { code, status } = asProblem(error)
      const isUnanswered =
        code === NO_ANSWER || code === 'in_progress' || status === 502 || status === 504
      if (!isUnanswered || attempt === ATTEMPTS_MAX) throw error
      onWait()
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt))
    }
  }
}

/** 128 random bits as text. `crypto.randomUUID` is missing where a page has no https. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
