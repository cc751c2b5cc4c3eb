import { createMiddleware } from 'hono/factory'
import type { RequestEnvironment } from './caller.ts'
import { placeOf } from './place.ts'
import { isPrivateAddress } from './private-address.ts'
import { refuse } from './problem.ts'

/**
 * Refuses plain http from the open internet: what is typed could be read on the way. A proxy that
 * ends TLS stands on this machine or in the same private network; one that does not is allowed by
 * `ONFILE_ALLOW_HTTP`.
 */
export const privateNetworkOnly = createMiddleware<RequestEnvironment>(async (c, next) => {
  const place = placeOf(c)
  if (place !== undefined && !isPrivateAddress(place)) {
    refuse(
      'https_required',
      'Open this address with https. Plain http is for this machine and private networks.',
      { moneyMoved: 'no' },
    )
  }
  await next()
})
