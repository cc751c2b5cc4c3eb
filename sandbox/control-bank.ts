import { z } from 'zod'
import { RETURN_CODES } from './bank-returns.ts'
import { decide } from './control-decide.ts'
import type { Parts } from './engine.ts'
import { badRequest, noSuchPath } from './errors.ts'
import { failDebit, returnPaidDebit, succeedDebit } from './resources/settle-debit.ts'
import type { Work } from './work.ts'

const account = z.string().min(1)

const debitInput = z.strictObject({
  account,
  /** The PaymentIntent. */
  intent: z.string().min(1),
  outcome: z.enum(['settle', 'return']),
  /** Why it comes back, by the number that banks give it. */
  code: z.enum(RETURN_CODES).default('R01'),
})

type Handler = (parts: Parts, input: unknown, query: URLSearchParams) => Promise<unknown>

/** What banks decide about bank accounts, decided by hand. */
export const BANK_CONTROLS: Record<string, Handler> = {
  'POST /_sandbox/debits': decideDebit,
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
