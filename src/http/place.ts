import { isIP } from 'node:net'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { isPrivateAddress } from './private-address.ts'

/** The network address that the connection came from; a proxy's, where one stands before us. */
export function placeOf(c: Context): string | undefined {
  return (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket?.remoteAddress
}

/**
 * Where whoever asked is: through a proxy of this machine or network, what the proxy says. From
 * anywhere else the header is only what somebody typed.
 */
function clientPlace(c: Context): string | undefined {
  const near = placeOf(c)
  if (near === undefined || !isPrivateAddress(near)) return near
  const said = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? ''
  return isIP(said) === 0 ? near : said
}

const USER_AGENT_MAX = 300

/** From where and with what somebody asked: kept with what they agree to. */
export interface RequestPlace {
  ip: string | null
  userAgent: string | null
}

export function requestPlace(c: Context): RequestPlace {
  return {
    ip: clientPlace(c) ?? null,
    userAgent: c.req.header('user-agent')?.slice(0, USER_AGENT_MAX) ?? null,
  }
}
