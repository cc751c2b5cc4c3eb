import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

/** The network address that the connection came from; a proxy's, where one stands before us. */
export function placeOf(c: Context): string | undefined {
  return (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket?.remoteAddress
}

const USER_AGENT_MAX = 300

/** From where and with what somebody asked: kept with what they agree to. */
export interface RequestPlace {
  ip: string | null
  userAgent: string | null
}

export function requestPlace(c: Context): RequestPlace {
  return {
    ip: placeOf(c) ?? null,
    userAgent: c.req.header('user-agent')?.slice(0, USER_AGENT_MAX) ?? null,
  }
}
