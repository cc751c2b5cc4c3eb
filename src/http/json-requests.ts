import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import type { RequestEnvironment } from './caller.ts'
import { assertPlainJson, BODY_BYTES_MAX } from './json-body.ts'
import { refuse } from './problem.ts'

/** Refuses a body over the limit while it is read, whatever its headers say. */
export const limitedBody = bodyLimit({
  maxSize: BODY_BYTES_MAX,
  onError: () => refuse('body_too_large', 'The body is larger than 256 kB. Send less at once.'),
})

/** The one body that is no JSON: the route itself asks what it is. */
const PICTURE = { method: 'PUT', path: '/api/v1/business/logo' }

/** Reads a body once and refuses what is not plain JSON before a route sees it. */
export const plainJsonOnly = createMiddleware<RequestEnvironment>(async (c, next) => {
  const { method, path } = c.req
  const isPicture = method === PICTURE.method && path === PICTURE.path
  if (method !== 'GET' && method !== 'HEAD' && c.req.raw.body && !isPicture) {
    const text = await c.req.text()
    if (text !== '') {
      if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
        refuse('body_invalid', 'Send the body as application/json.')
      }
      assertPlainJson(text)
      try {
        JSON.parse(text)
      } catch {
        refuse('body_invalid', 'The body is not JSON.')
      }
    }
  }
  await next()
})
