import { z } from 'zod'
import { BANK_CONTROLS } from './control-bank.ts'
import { CARD_CONTROLS } from './control-cards.ts'
import { controlCall } from './control-decide.ts'
import { MONEY_CONTROLS } from './control-money.ts'
import type { EngineReply, EngineRequest, Parts } from './engine.ts'
import { ApiError } from './errors.ts'
import { FAULT_KINDS, type FaultRule } from './faults.ts'
import { finishChallenge } from './resources/challenges.ts'
import type { Row } from './store.ts'

type Handler = (parts: Parts, input: unknown, query: URLSearchParams) => Promise<unknown>

const MANY = 1_000_000
const LATEST = 50

const account = z.string().min(1).optional()

const clockInput = z.strictObject({
  account,
  advanceSeconds: z.number().nonnegative().optional(),
  /** Seconds since 1970. */
  now: z.number().optional(),
})

const faultsInput = z.strictObject({
  rules: z.array(
    z.strictObject({
      kind: z.enum(FAULT_KINDS),
      method: z.string().optional(),
      path: z.string().optional(),
      account: z.string().optional(),
      times: z.number().int().nonnegative().optional(),
      probability: z.number().min(0).max(1).optional(),
      delayMs: z.number().nonnegative().optional(),
    }),
  ),
})

const webhooksInput = z.strictObject({
  account,
  mode: z.enum(['normal', 'lose', 'repeat', 'delay', 'reorder']),
  probability: z.number().min(0).max(1).default(1),
  seconds: z.number().nonnegative().default(5),
})

const challengeInput = z.strictObject({
  account: z.string().min(1),
  intent: z.string().min(1),
  client_secret: z.string().optional(),
  outcome: z.enum(['complete', 'fail']),
})

const resendInput = z.strictObject({ account: z.string().min(1), event: z.string().min(1) })
const resetInput = z.strictObject({ account })

const HANDLERS: Record<string, Handler> = {
  'GET /_sandbox/accounts': async (parts) => ({ data: await parts.store.accounts() }),
  'GET /_sandbox/clock': async (parts, _, query) => readClock(parts, query.get('account')),
  'POST /_sandbox/clock': moveClock,
  'GET /_sandbox/faults': async (parts) => ({ rules: parts.faults.rules() }),
  'POST /_sandbox/faults': async (parts, input) => setFaults(parts, faultsInput.parse(input).rules),
  'DELETE /_sandbox/faults': async (parts) => setFaults(parts, []),
  'GET /_sandbox/webhooks': async (parts, _, query) => parts.webhooks.trouble(query.get('account')),
  'POST /_sandbox/webhooks': setWebhookTrouble,
  'GET /_sandbox/charges': listCharges,
  'GET /_sandbox/events': listEvents,
  'POST /_sandbox/events/resend': async (parts, input) => {
    const { account, event } = resendInput.parse(input)
    return { resent: await parts.webhooks.resend(account, event) }
  },
  'GET /_sandbox/requests': async (parts, _, query) => ({
    data: parts.log.latest(query.get('account'), LATEST),
  }),
  'POST /_sandbox/challenges': answerChallenge,
  'POST /_sandbox/reset': reset,
  ...BANK_CONTROLS,
  ...CARD_CONTROLS,
  ...MONEY_CONTROLS,
}

/** The sandbox's own controls: JSON in, JSON out. Nothing here exists at the real processor. */
export async function handleControl(
  parts: Parts,
  request: EngineRequest,
  path: string,
  query: string,
): Promise<EngineReply> {
  const handler = HANDLERS[`${request.method} ${path}`]
  if (handler === undefined) return reply(404, { error: { message: `No such control: ${path}` } })
  try {
    const input: unknown = request.body === '' ? {} : JSON.parse(request.body)
    return reply(200, await handler(parts, input, new URLSearchParams(query)))
  } catch (error) {
    if (error instanceof z.ZodError)
      return reply(400, { error: { message: z.prettifyError(error) } })
    if (error instanceof SyntaxError) return reply(400, { error: { message: 'Send JSON.' } })
    if (error instanceof ApiError) return reply(error.status, { error: error.body })
    throw error
  }
}

function reply(status: number, value: unknown): EngineReply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) }
}

function readClock(parts: Parts, name: string | null) {
  const now = parts.clock.now(name ?? '')
  const offsetSeconds = Math.round(parts.clock.offset(name) / 1000)
  return { now: Math.floor(now / 1000), iso: new Date(now).toISOString(), offsetSeconds }
}

async function moveClock(parts: Parts, input: unknown): Promise<unknown> {
  const { account: name = null, advanceSeconds, now } = clockInput.parse(input)
  const current = parts.clock.now(name ?? '')
  const by = now === undefined ? (advanceSeconds ?? 0) * 1000 : now * 1000 - current
  if (by < 0) {
    throw new ApiError(400, {
      type: 'invalid_request_error',
      message: 'The clock of the sandbox moves forward only. Reset the sandbox to return to now.',
    })
  }
  await parts.clock.move(name, by)
  while ((await parts.runDueTasks()) > 0);
  return readClock(parts, name)
}

async function setFaults(parts: Parts, rules: FaultRule[]): Promise<unknown> {
  await parts.faults.replace(rules)
  return { rules: parts.faults.rules() }
}

async function setWebhookTrouble(parts: Parts, input: unknown): Promise<unknown> {
  const { account: name = null, ...trouble } = webhooksInput.parse(input)
  await parts.webhooks.setTrouble(name, trouble)
  return trouble
}

/** Every charge that took money, whole: audits compare it with the books. */
async function listCharges(parts: Parts, _: unknown, query: URLSearchParams): Promise<unknown> {
  const rows = await rowsOf(parts, query.get('account'), 'charge', MANY)
  const charges = rows.map((row) => row.object as { status: string; paid: boolean })
  return { data: charges.filter((charge) => charge.paid && charge.status === 'succeeded') }
}

async function listEvents(parts: Parts, _: unknown, query: URLSearchParams): Promise<unknown> {
  const data: unknown[] = []
  for (const name of await accountNames(parts, query.get('account'))) {
    const rows = await parts.store.list(name, { type: 'event', limit: LATEST })
    const deliveries = await parts.store.deliveries(
      name,
      rows.map((row) => row.id),
    )
    for (const row of rows) {
      const event = row.object as {
        id: string
        type: string
        created: number
        data: { object: { id?: string } }
      }
      data.push({
        account: name,
        id: event.id,
        type: event.type,
        created: event.created,
        object: event.data.object.id ?? null,
        deliveries: deliveries
          .filter((delivery) => delivery.eventId === event.id)
          .map(({ state, attempts, lastStatus, dueAt }) => ({
            state,
            attempts,
            lastStatus,
            dueAt,
          })),
      })
    }
  }
  return { data }
}

async function accountNames(parts: Parts, name: string | null): Promise<string[]> {
  return name === null ? parts.store.accounts() : [name]
}

async function rowsOf(
  parts: Parts,
  name: string | null,
  type: string,
  limit: number,
): Promise<Row[]> {
  const rows: Row[] = []
  for (const one of await accountNames(parts, name)) {
    rows.push(...(await parts.store.list(one, { type, limit })))
  }
  return rows
}

async function answerChallenge(parts: Parts, input: unknown): Promise<unknown> {
  const given = challengeInput.parse(input)
  await parts.webhooks.prepare(given.account)
  const release = await parts.locks.acquire([`${given.account} ${given.intent}`])
  try {
    const call = controlCall(parts, given.account, { client_secret: given.client_secret })
    const intent = await finishChallenge(call, given.intent, given.outcome)
    await parts.store.commit(given.account, call.work.changes)
    return { id: intent.id, status: intent.status }
  } finally {
    release()
  }
}

async function reset(parts: Parts, input: unknown): Promise<unknown> {
  const { account: name = null } = resetInput.parse(input)
  const names = await accountNames(parts, name)
  await parts.store.reset(name)
  await parts.clock.reset(name)
  for (const one of names) parts.webhooks.forget(one)
  await parts.webhooks.setTrouble(name, { mode: 'normal', probability: 1, seconds: 5 })
  if (name === null) await parts.faults.replace([])
  return { reset: name ?? 'everything' }
}
