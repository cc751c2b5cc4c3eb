import { encodeForm } from '../../sandbox/form-encoding.ts'
import type { Network } from './network.ts'
import { PUBLISHABLE_KEY, SECRET_KEY } from './town.ts'

/** What browsers, and the dashboard, ask of the sandbox. These requests always arrive. */
type Call = (path: string, body: Record<string, unknown>) => ReturnType<Network['direct']>

export function asDashboard({ network }: { network: Network }): Call {
  return callWith(network, SECRET_KEY)
}

export function asBrowser({ network }: { network: Network }): Call {
  return callWith(network, PUBLISHABLE_KEY)
}

function callWith(network: Network, key: string): Call {
  return (path, body) =>
    network.direct({
      method: 'POST',
      path,
      headers: { authorization: `Bearer ${key}` },
      body: encodeForm(body),
    })
}

/** The bank's page: completed or failed. */
export function finishChallenge(
  { network }: { network: Network },
  challenge: {
    account: string
    intent: string
    outcome: 'complete' | 'fail'
    client_secret: string
  },
): ReturnType<Network['direct']> {
  return control({ network }, 'challenges', challenge)
}

/** What the outside world decides: banks, cardholders, the processor itself. */
export function control(
  { network }: { network: Network },
  path: string,
  body: Record<string, unknown>,
): ReturnType<Network['direct']> {
  return network.direct({
    method: 'POST',
    path: `/_sandbox/${path}`,
    headers: {},
    body: JSON.stringify(body),
  })
}

/** A card typed into the card form. */
export async function makeConfirmationToken(
  town: { network: Network },
  card: string,
): Promise<string> {
  const token = await asDashboard(town)('/v1/test_helpers/confirmation_tokens', {
    payment_method: card,
  })
  return String(token.body.id)
}
