/**
 * The quickest processor there can be: create and confirm answered as Stripe answers them, from
 * memory, after a settable time. It checks nothing; what it is for is to cost next to nothing.
 * Started as a process, it prints one JSON line with its port.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface StubIntent {
  id: string
  amount: number
  currency: string
  status: string
}

const intents = new Map<string, StubIntent>()
let made = 0
let succeeded = 0
let latency = 0

const server = createServer(async (request, response) => {
  const form = new URLSearchParams(await bodyOf(request))
  const [, version, noun, id, verb] = (request.url ?? '').split('?')[0]?.split('/') ?? []
  if (version === '_stub') return answer(response, control(form))
  const object = reply(String(noun), id, verb, form)
  if (latency > 0) setTimeout(() => answer(response, object), latency)
  else answer(response, object)
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`)
})
process.stdin.on('end', () => process.exit(0)).resume()

function control(form: URLSearchParams) {
  if (form.has('latency')) latency = Number(form.get('latency'))
  return { succeeded }
}

function reply(
  noun: string,
  id: string | undefined,
  verb: string | undefined,
  form: URLSearchParams,
) {
  if (noun === 'customers') return { id: `cus_${++made}`, object: 'customer' }
  if (noun !== 'payment_intents') return { object: 'list', data: [], has_more: false }
  if (id === undefined) {
    const intent = {
      id: `pi_${++made}`,
      amount: Number(form.get('amount')),
      currency: String(form.get('currency')),
      status: 'requires_payment_method',
    }
    intents.set(intent.id, intent)
    return intentJson(intent)
  }
  const intent = intents.get(id)
  if (intent === undefined) return { error: { type: 'invalid_request_error' } }
  if (verb === 'confirm') {
    intents.delete(id) // nobody asks again, and a long run must not fill the memory
    succeeded++
    return intentJson({ ...intent, status: 'succeeded' }, methodOf(form))
  }
  return intentJson(intent)
}

/** A confirmation token becomes a new card; a saved one stays what it is. */
function methodOf(form: URLSearchParams): string {
  return form.get('payment_method') ?? `pm_${made}`
}

function intentJson(intent: StubIntent, method: string | null = null) {
  const paid = intent.status === 'succeeded'
  return {
    id: intent.id,
    object: 'payment_intent',
    amount: intent.amount,
    amount_received: paid ? intent.amount : 0,
    currency: intent.currency,
    status: intent.status,
    livemode: false,
    last_payment_error: null,
    latest_charge: paid ? `ch_${intent.id.slice(3)}` : null,
    metadata: {},
    payment_method: method && {
      id: method,
      object: 'payment_method',
      type: 'card',
      card: { brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2040, fingerprint: 'stub' },
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function answer(response: ServerResponse, object: object): void {
  const body = JSON.stringify(object)
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'request-id': 'req_stub',
  })
  response.end(body)
}
