import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { NewPayment, Payment } from './contract.ts'
import { newKey, sendOnce } from './send-once.ts'

const payment: NewPayment = {
  accountId: 'acc_1',
  amount: 8_500,
  currency: 'USD',
  method: { kind: 'saved', methodId: 'pm_1' },
}

const sendPayment = (slug: string, key: string, body: NewPayment, onWait: () => void) =>
  sendOnce<Payment>(slug, '/payments', key, body, onWait)

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Answers in turn; an error in the list is a connection that broke. */
function answer(...answers: (Response | Error)[]) {
  const fetched = vi.fn(async (_url: string, _init: RequestInit) => {
    const next = answers.shift()
    if (next instanceof Response) return next
    throw next
  })
  vi.stubGlobal('fetch', fetched)
  return fetched
}

const json = (status: number, body: object) => new Response(JSON.stringify(body), { status })

async function send() {
  const waits = vi.fn()
  const sent = sendPayment('harbor', 'key-1', payment, waits).catch((error: unknown) => error)
  await vi.runAllTimersAsync()
  return { result: await sent, waits }
}

test('a broken connection is asked again with the same key and the same words', async () => {
  const fetched = answer(
    new TypeError('gone'),
    json(409, { code: 'in_progress' }),
    json(201, { id: 'pay_1' }),
  )
  const { result, waits } = await send()
  expect(result).toEqual({ id: 'pay_1' })
  expect(waits).toHaveBeenCalledTimes(2)
  const calls = fetched.mock.calls.map(([, init]) => [
    (init.headers as Record<string, string>)['idempotency-key'],
    init.body,
  ])
  expect(new Set(calls.map(String)).size).toBe(1)
})

test('a refusal is an answer and is not asked again', async () => {
  const fetched = answer(json(409, { code: 'exceeds_balance', detail: 'Too much.' }))
  const { result } = await send()
  expect(result).toMatchObject({ code: 'exceeds_balance', message: 'Too much.' })
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('without any answer it says so after four tries', async () => {
  const gone = () => new TypeError('gone')
  const fetched = answer(gone(), gone(), gone(), gone())
  const { result } = await send()
  expect(result).toMatchObject({ code: 'no_answer' })
  expect(fetched).toHaveBeenCalledTimes(4)
})

test('keys are long and never the same', () => {
  expect(newKey()).toMatch(/^[0-9a-f]{32}$/)
  expect(newKey()).not.toBe(newKey())
})
