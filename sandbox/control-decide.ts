import { newCall } from './calls.ts'
import type { Parts } from './engine.ts'
import type { Params } from './params.ts'
import { BOOKS } from './resources/balance.ts'
import type { Call } from './route.ts'
import { API_VERSION, Work } from './work.ts'

/** Does something as the processor would by itself, alone with the account's books and what is named. */
export async function decide<T>(
  parts: Parts,
  name: string,
  doIt: (work: Work) => Promise<T>,
  alsoAloneWith: readonly string[] = [],
): Promise<T> {
  await parts.webhooks.prepare(name)
  const names = [BOOKS, ...alsoAloneWith].map((one) => `${name} ${one}`)
  const release = await parts.locks.acquire(names)
  try {
    const request = { id: null, idempotency_key: null }
    const work = new Work({ ...parts, account: name, now: parts.clock.now(name), request })
    const answer = await doIt(work)
    await parts.store.commit(name, work.changes)
    return answer
  } finally {
    release()
  }
}

/** A call as one by Stripe.js, made by a control. */
export function controlCall(parts: Parts, account: string, params: Params): Call {
  return newCall(parts, {
    account,
    ids: [],
    params,
    publishable: true,
    version: API_VERSION,
    origin: '',
    requestId: null,
    idempotencyKey: null,
  })
}
