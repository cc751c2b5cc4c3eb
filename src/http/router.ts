import { OpenAPIHono } from '@hono/zod-openapi'
import type { RequestEnvironment } from './caller.ts'
import { refuseInvalid } from './validation.ts'

export type Router = OpenAPIHono<RequestEnvironment>

/** A router whose routes refuse bad input with a problem document. */
export function newRouter(): Router {
  return new OpenAPIHono<RequestEnvironment>({
    defaultHook: (result) => {
      if (!result.success) refuseInvalid(result.error)
    },
  })
}
