import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import type Stripe from 'stripe'
import type { Payer } from './ground.ts'

/** What so many clients at once got done. */
export interface Load {
  perSecond: number
  /** Milliseconds of each charge. */
  times: number[]
}

/** Onfile's API over connections that stay open. */
export interface Api {
  // biome-ignore lint/suspicious/noExplicitAny: a benchmark reads what it just wrote
  get(path: string): Promise<any>
  // biome-ignore lint/suspicious/noExplicitAny: a benchmark reads what it just wrote
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<any>
  pay(body: Record<string, unknown>): Promise<void>
  close(): void
}

const AMOUNT = 100

export function apiOf(port: number, session: Record<string, string>): Api {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const origin = `http://127.0.0.1:${port}`

  function call(method: string, path: string, body?: unknown, extra: Record<string, string> = {}) {
    const text = body === undefined ? '' : JSON.stringify(body)
    const headers = {
      origin,
      ...session,
      ...extra,
      ...(text ? { 'content-type': 'application/json', 'content-length': text.length } : {}),
    }
    return new Promise<unknown>((resolve, reject) => {
      const sent = request(`${origin}/api/v1${path}`, { method, agent, headers }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          const said = Buffer.concat(chunks).toString()
          if ((answer.statusCode ?? 500) < 300) resolve(JSON.parse(said))
          else reject(new Error(`${method} ${path} answered ${answer.statusCode}: ${said}`))
        })
      })
      sent.on('error', reject)
      sent.end(text)
    })
  }

  return {
    get: (path) => call('GET', path),
    post: (path, body, headers) => call('POST', path, body, headers),
    async pay(body) {
      const paid = await call('POST', '/payments', body, { 'idempotency-key': randomUUID() })
      const { state } = paid as { state: string }
      if (state !== 'succeeded') throw new Error(`A charge ended as ${state}.`)
    },
    close: () => agent.destroy(),
  }
}

/** A charge through the API: a dollar of the payer's invoice, with the saved card. */
export function chargeBy(api: Api, payer: Payer): Promise<void> {
  return api.pay({
    accountId: payer.accountId,
    amount: AMOUNT,
    currency: 'USD',
    method: { kind: 'saved', methodId: payer.methodId },
    duplicateReason: 'bench',
  })
}

/** What anybody must do: create and confirm, with the processor's own library and nothing else. */
export async function askTwice(stripe: Stripe, payer: Payer): Promise<void> {
  const key = randomUUID()
  const intent = await stripe.paymentIntents.create(
    {
      amount: AMOUNT,
      currency: 'usd',
      customer: payer.customer,
      allowed_payment_method_types: ['card'],
    },
    { idempotencyKey: `${key}.create` },
  )
  const { status } = await stripe.paymentIntents.confirm(
    intent.id,
    { payment_method: payer.processorMethod, off_session: true, expand: ['payment_method'] },
    { idempotencyKey: `${key}.confirm` },
  )
  if (status !== 'succeeded') throw new Error(`An intent ended as ${status}.`)
}

/** Keeps every payer at it for a while, each one charge after the other. */
export async function runLoad(
  payers: readonly Payer[],
  seconds: number,
  charge: (payer: Payer) => Promise<void>,
): Promise<Load> {
  const times: number[] = []
  const start = performance.now()
  const end = start + seconds * 1000
  await Promise.all(
    payers.map(async (payer) => {
      for (let now = performance.now(); now < end; ) {
        await charge(payer)
        const done = performance.now()
        times.push(done - now)
        now = done
      }
    }),
  )
  return { perSecond: (times.length / (performance.now() - start)) * 1000, times }
}
