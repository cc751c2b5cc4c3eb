import { badRequest } from './errors.ts'
import type { Work } from './work.ts'

type Json = Record<string, unknown>

const MAX_DEPTH = 4

const EXPANDABLE: Record<string, readonly string[]> = {
  balance_transaction: ['source'],
  charge: ['balance_transaction', 'customer', 'payment_intent'],
  dispute: ['charge', 'payment_intent'],
  mandate: ['payment_method'],
  payment_intent: ['customer', 'latest_charge', 'payment_method'],
  payment_method: ['customer'],
  payout: ['balance_transaction', 'failure_balance_transaction'],
  refund: [
    'balance_transaction',
    'charge',
    'customer',
    'failure_balance_transaction',
    'payment_intent',
    'payment_method',
  ],
  setup_attempt: ['customer', 'payment_method', 'setup_intent'],
  setup_intent: ['customer', 'latest_attempt', 'mandate', 'payment_method', 'single_use_mandate'],
}

/** Puts the objects that `expand[]` names in the place of their ids. The answer is a new value. */
export async function expandAnswer(work: Work, answer: unknown, paths: unknown): Promise<unknown> {
  let expanded = answer
  for (const path of (paths as string[] | undefined) ?? []) {
    const steps = path.split('.')
    if (steps.filter((step) => step !== 'data').length > MAX_DEPTH) {
      throw badRequest(
        `You cannot expand more than ${MAX_DEPTH} levels of a property. Property: ${path}`,
      )
    }
    expanded = await expandSteps(work, expanded, steps, path)
  }
  return expanded
}

async function expandSteps(
  work: Work,
  value: unknown,
  steps: string[],
  path: string,
): Promise<unknown> {
  const [step, ...rest] = steps
  if (step === undefined || value === null) return value
  const object = value as Json
  if (step === 'data' && object.object === 'list') {
    const items = object.data as unknown[]
    await loadAll(work, items, rest[0])
    const data: unknown[] = []
    for (const item of items) data.push(await expandSteps(work, item, rest, path))
    return { ...object, data }
  }
  if (step === 'invoice_settings' && rest[0] === 'default_payment_method') {
    return expandDefaultMethod(work, object, rest.slice(1), path)
  }
  const names = EXPANDABLE[String(object.object)]
  if (names === undefined || !names.includes(step)) {
    throw badRequest(`This property cannot be expanded (${path}).`, { param: 'expand' })
  }
  return { ...object, [step]: await expandOne(work, object[step], rest, path) }
}

async function expandOne(
  work: Work,
  held: unknown,
  rest: string[],
  path: string,
): Promise<unknown> {
  const inner = typeof held === 'string' ? ((await work.findRow(held))?.object ?? held) : held
  return typeof inner === 'string' ? inner : expandSteps(work, inner ?? null, rest, path)
}

async function expandDefaultMethod(
  work: Work,
  object: Json,
  rest: string[],
  path: string,
): Promise<unknown> {
  const settings = object.invoice_settings as Json
  const method = await expandOne(work, settings.default_payment_method, rest, path)
  return { ...object, invoice_settings: { ...settings, default_payment_method: method } }
}

async function loadAll(work: Work, items: unknown[], name: string | undefined): Promise<void> {
  if (name === undefined) return
  const ids = items.map((item) => (item as Json)[name])
  await work.load(ids.filter((id) => typeof id === 'string') as string[])
}
