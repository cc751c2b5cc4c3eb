import { z } from 'zod'
import { RETURN_CODES } from './bank-returns.ts'
import { controlCall, decide } from './control-decide.ts'
import type { Parts } from './engine.ts'
import { badRequest, noSuchPath } from './errors.ts'
import type { IntentMemory, Stored } from './records.ts'
import { BOOKS } from './resources/balance.ts'
import { setMandateStatus } from './resources/mandates.ts'
import { draftFromData } from './resources/method-details.ts'
import { MICRODEPOSIT_KIND, RIGHT_AMOUNTS, RIGHT_CODE } from './resources/microdeposits.ts'
import { keepDraft } from './resources/payment-methods.ts'
import { failDebit, returnPaidDebit, succeedDebit } from './resources/settle-debit.ts'
import {
  expireMicrodeposits,
  findUnverified,
  loseMicrodeposits,
  passVerification,
} from './resources/verify-microdeposits.ts'
import type { Call } from './route.ts'
import { settingName, type Work } from './work.ts'

const account = z.string().min(1)
const intent = z.string().min(1)

const debitInput = z.strictObject({
  account,
  /** The PaymentIntent. */
  intent,
  outcome: z.enum(['settle', 'return']),
  /** Why it comes back, by the number that banks give it. */
  code: z.enum(RETURN_CODES).default('R01'),
})

const kindInput = z.strictObject({ account, kind: z.enum(['amounts', 'descriptor_code']) })

const depositsInput = z.strictObject({
  account,
  intent,
  outcome: z.enum(['verify', 'lose', 'expire']),
})

const mandateInput = z.strictObject({ account, mandate: z.string().min(1) })

const signInInput = z.strictObject({
  account,
  intent,
  client_secret: z.string().min(1),
  billing_details: z.record(z.string(), z.unknown()).default({}),
  us_bank_account: z.record(z.string(), z.string()),
})

type Handler = (parts: Parts, input: unknown, query: URLSearchParams) => Promise<unknown>

/** What banks and those who hold accounts decide, decided by hand. */
export const BANK_CONTROLS: Record<string, Handler> = {
  'POST /_sandbox/bank-accounts': giveAccount,
  'POST /_sandbox/debits': decideDebit,
  'POST /_sandbox/mandates': endMandate,
  'GET /_sandbox/microdeposits': async (parts, _, query) => ({
    data: await waitingDeposits(parts, query.get('account')),
  }),
  'POST /_sandbox/microdeposits': async (parts, input) => {
    const given = kindInput.parse(input)
    await parts.store.writeSetting(settingName(given.account, MICRODEPOSIT_KIND), given.kind)
    return given
  },
  'POST /_sandbox/microdeposits/decide': decideDeposits,
}

/** The answer of the bank now, whatever the test account would do: before or after it was paid. */
async function decideDebit(parts: Parts, input: unknown): Promise<unknown> {
  const { account: name, intent: id, outcome, code } = debitInput.parse(input)
  const known = await parts.store.read(name, [id])
  const method = (known[0]?.object as { payment_method?: unknown } | undefined)?.payment_method
  const also = typeof method === 'string' ? [id, method] : [id]
  return decide(parts, name, (work) => answerDebit(parts, work, { id, outcome, code }), also)
}

type Decision = Pick<z.infer<typeof debitInput>, 'outcome' | 'code'> & { id: string }

async function answerDebit(parts: Parts, work: Work, { id, outcome, code }: Decision) {
  const before = (await work.find('payment_intent', id))?.object
  if (before === undefined) throw noSuchPath('payment_intent', id)
  if (outcome === 'return' && before.status === 'succeeded') {
    const dispute = await returnPaidDebit(work, parts.ids, id, code)
    if (dispute === null) throw badRequest('That payment has been returned already.')
    return { id, status: before.status, dispute: dispute.id }
  }
  if (before.status !== 'processing') {
    throw badRequest(`No bank decides about a payment that is ${before.status}.`)
  }
  if (outcome === 'settle') await succeedDebit(work, parts.ids, id)
  else await failDebit(work, parts.ids, id, code)
  return { id, status: (await work.find('payment_intent', id))?.object.status, dispute: null }
}

const LATEST = 100

/** The values that each holder would read off the statement. */
export async function waitingDeposits(parts: Parts, name: string | null): Promise<unknown[]> {
  const found: unknown[] = []
  for (const one of name === null ? await parts.store.accounts() : [name]) {
    for (const type of ['payment_intent', 'setup_intent']) {
      const rows = await parts.store.list(one, { type, limit: LATEST })
      for (const { id, created, hidden, object } of rows) {
        const { microdeposits } = hidden as IntentMemory
        const { status } = object as { status: string }
        if (!microdeposits || status !== 'requires_action') continue
        const { kind, tries, until } = microdeposits
        const values = kind === 'amounts' ? RIGHT_AMOUNTS : RIGHT_CODE
        found.push({ account: one, intent: id, created, kind, values, tries, until })
      }
    }
  }
  return found
}

/** Alone with an intent, in a call as Stripe.js makes it. */
async function withIntent<T>(
  parts: Parts,
  { account: name, intent: id }: { account: string; intent: string },
  doIt: (call: Call) => Promise<T>,
): Promise<T> {
  await parts.webhooks.prepare(name)
  const release = await parts.locks.acquire([BOOKS, id].map((one) => `${name} ${one}`))
  try {
    const call = controlCall(parts, name, {})
    const answer = await doIt(call)
    await parts.store.commit(name, call.work.changes)
    return answer
  } finally {
    release()
  }
}

async function decideDeposits(parts: Parts, input: unknown): Promise<unknown> {
  const given = depositsInput.parse(input)
  return withIntent(parts, given, async (call) => {
    const stored = await findUnverified(call.work, given.intent)
    if (stored === null) throw badRequest('This intent does not wait for micro-deposits.')
    if (given.outcome === 'verify') await passVerification(call, stored)
    else if (given.outcome === 'lose') await loseMicrodeposits(call.work, parts.ids, given.intent)
    else {
      call.work.datedFrom(Math.max(call.work.now, stored.hidden.microdeposits?.until ?? 0))
      await expireMicrodeposits(call.work, parts.ids, given.intent)
    }
    const kind = stored.object.object
    return { id: given.intent, status: (await call.work.find(kind, given.intent))?.object.status }
  })
}

/** Its holder told the bank that they do not agree any more. */
async function endMandate(parts: Parts, input: unknown): Promise<unknown> {
  const { account: name, mandate: id } = mandateInput.parse(input)
  return decide(parts, name, async (work) => {
    await setMandateStatus(work, id, 'inactive')
    const after = (await work.find('mandate', id))?.object
    if (after === undefined) throw noSuchPath('mandate', id)
    return after
  })
}

/** The account that a client picked in the window of their bank: the intent has its method now. */
async function giveAccount(parts: Parts, input: unknown): Promise<unknown> {
  const given = signInInput.parse(input)
  return withIntent(parts, given, async (call) => {
    const stored: Stored<'payment_intent'> | Stored<'setup_intent'> | null =
      given.intent.startsWith('seti_')
        ? await call.work.find('setup_intent', given.intent)
        : await call.work.find('payment_intent', given.intent)
    if (stored === null || stored.object.client_secret !== given.client_secret) {
      throw badRequest('The client_secret does not belong to this intent.')
    }
    const { billing_details, us_bank_account } = given
    const data = { type: 'us_bank_account', billing_details, us_bank_account }
    const { object: method } = keepDraft(call, draftFromData(call, data, 'payment_method_data'))
    const change = { payment_method: method.id, status: 'requires_confirmation' }
    if (stored.object.object === 'setup_intent') {
      call.work.put('setup_intent', { ...stored.object, ...change }, stored.hidden)
    } else call.work.put('payment_intent', { ...stored.object, ...change }, stored.hidden)
    return { id: given.intent, status: change.status }
  })
}
