import { createMiddleware } from 'hono/factory'
import type { RequestEnvironment } from './caller.ts'
import { assertPlainJson, BODY_BYTES_MAX } from './json-body.ts'
import { refuse } from './problem.ts'

/** Reads a body once, within its limit, and refuses what is not plain JSON before a route sees it. */
export const plainJsonOnly = createMiddleware<RequestEnvironment>(async (c, next) => {
  if (Number(c.req.header('content-length') ?? 0) > BODY_BYTES_MAX) refuseSize()
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && c.req.raw.body) {
    const text = await c.req.text()
    if (text.length > BODY_BYTES_MAX) refuseSize()
    if (text !== '') {
      if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
        refuse('body_invalid', 'Send the body as application/json.', { moneyMoved: 'no' })
      }
      assertPlainJson(text)
      try {
        JSON.parse(text)
      } catch {
        refuse('body_invalid', 'The body is not JSON.', { moneyMoved: 'no' })
      }
    }
  }
  await next()
})

function refuseSize(): never {
  refuse('body_too_large', 'The body is larger than 256 kB. Send less at once.', {
    moneyMoved: 'no',
  })
}
