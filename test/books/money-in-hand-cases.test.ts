import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  type Answer,
  type Browser,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

/**
 * Worked cases of well-known billing systems, with their figures, in dollars, played through the
 * API. What stands right of the arrow must come out: what the account owes, what credit it holds,
 * what its invoices were paid in all, and what came in less what went back. A step that is refused
 * says how and changes nothing. Where we do otherwise, the test says why.
 */

let world: World
let organization: TestOrganization
let desk: Browser

beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  organization = await world.organization('Heron House')
  desk = organization.as('billingManager')
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

// There a refund that names no invoice is refused. Here the payment knows its invoices: the refund
// opens them again, and the preview says so before it is made (the last line).
test('W7 a refund is never more than was paid, nor more than lies on no invoice where that is meant', () =>
  play(`
    steps                                            -> owed  | credit | paid  | in hand
    invoice 50, pay 50                               -> 0.00  | 0.00   | 50.00 | 50.00
    invoice 50, pay 50, refund 100: too large        -> 0.00  | 0.00   | 50.00 | 50.00
    invoice 50, pay 50, refund 10 of rest: too large -> 0.00  | 0.00   | 50.00 | 50.00
    invoice 50, pay 50, refund 20                    -> 20.00 | 0.00   | 30.00 | 30.00`))

test('W9 credit of 20 on an invoice of 100: 80 is left to pay', () =>
  play(`
    steps                                     -> owed  | credit | paid   | in hand
    invoice 100, credit 20, reconcile         -> 80.00 | 0.00   | 20.00  | 0.00
    invoice 100, credit 20, reconcile, pay 80 -> 0.00  | 0.00   | 100.00 | 80.00`))

// There the bill makes a payment of 0 with 10 from credit. Here no payment is made where no money
// comes in: the invoice shows the credit that paid it.
test('W10 credit pays a bill without a charge; half of a payment on account goes back', () =>
  play(`
    steps                                    -> owed | credit | paid  | in hand
    always, credit 10, invoice 10            -> 0.00 | 0.00   | 10.00 | 0.00
    pay 1000 on account, refund 500 of rest  -> 0.00 | 500.00 | 0.00  | 500.00`))

test('W12 what is asked oddly is refused, and changes nothing', () =>
  play(`
    steps                                                   -> owed  | credit | paid | in hand
    invoice 50, credit 20, apply -5: negative               -> 50.00 | 20.00  | 0.00 | 0.00
    invoice 50, credit 20, apply 5 to a stranger: not found -> 50.00 | 20.00  | 0.00 | 0.00
    invoice 50, credit 20, apply 5 twice: twice             -> 50.00 | 20.00  | 0.00 | 0.00
    invoice 50, credit 20, apply 21: too much               -> 50.00 | 20.00  | 0.00 | 0.00`))

// There the second request is refused even when it is the same. Here the same request is answered
// with the payment that it made, so that whoever lost the first answer learns what happened.
test('W12 W20 a key that was used answers with what it made, or refuses something else', () =>
  play(`
    steps                                     -> owed  | credit | paid  | in hand
    invoice 100, pay 40, again                -> 60.00 | 0.00   | 40.00 | 40.00
    invoice 100, pay 40, again with 60: reused -> 60.00 | 0.00   | 40.00 | 40.00
    credit 20, again                          -> 0.00  | 20.00  | 0.00  | 0.00
    credit 20, again with 30: reused          -> 0.00  | 20.00  | 0.00  | 0.00`))

// There what is kept makes the receivable -10. Here an account never owes less than nothing: the 10
// are a figure of their own. Nor are they written off as income: they belong to the client until
// they are used or given back.
test('W35 110 paid on an invoice of 100: 10 is kept as credit, or goes back', () =>
  play(`
    steps                             -> owed | credit | paid   | in hand
    invoice 100, pay 110              -> 0.00 | 10.00  | 100.00 | 110.00
    invoice 100, pay 110, refund 10 of rest -> 0.00 | 0.00   | 100.00 | 100.00`))

interface Account {
  accountId: string
  invoices: string[]
  payments: string[]
  credits: string[]
  /** The last request that carried a key. */
  last: { path: string; body: Record<string, unknown>; key: string; answer: Answer } | null
}

async function play(table: string): Promise<void> {
  const [, ...lines] = table.trim().split('\n')
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines) {
    const [steps = '', figures = ''] = line.split('->')
    const { accountId } = await clientOwing(organization)
    const account: Account = { accountId, invoices: [], payments: [], credits: [], last: null }
    for (const step of steps.split(',')) await take(account, step.trim(), line)
    const wanted = figures.split('|').map((cell) => cell.trim())
    expect(await figuresOf(account), line.trim()).toEqual(wanted)
  }
}

/** How a refusal is called in the tables. */
const REFUSALS: Record<string, string> = {
  'too large': 'refund_too_large',
  negative: 'amount_negative',
  'not found': 'not_found',
  twice: 'field_invalid',
  'too much': 'exceeds_left',
  reused: 'key_reused',
}

async function take(account: Account, step: string, line: string): Promise<void> {
  const [asked = '', refusal] = step.split(':').map((part) => part.trim())
  const answer = await ask(account, asked)
  if (refusal) expect(answer.body.code, line).toBe(REFUSALS[refusal])
  else expect(answer.status, `${line}: ${JSON.stringify(answer.body)}`).toBeLessThan(300)
}

async function ask(account: Account, step: string): Promise<Answer> {
  const { accountId } = account
  const [verb, number = '0', ...rest] = step.split(' ')
  const amount = Math.round(Number(number) * 100)
  const how = rest.join(' ')
  switch (verb) {
    case 'always':
      return organization.as('administrator').put('/credit-use', { creditUse: 'always' })
    case 'invoice': {
      const made = await desk.post('/invoices', {
        accountId,
        dueOn: '2026-12-20',
        lines: [{ description: 'Lessons', quantity: 1, unitAmount: amount }],
      })
      account.invoices.push(made.body.id)
      return made
    }
    case 'credit': {
      const reason = 'The pool was closed'
      const given = await once(account, '/credits', { accountId, amount, currency: 'USD', reason })
      account.credits.push(given.body.id)
      return given
    }
    case 'pay': {
      const paid = await once(account, '/payments', {
        accountId,
        amount,
        currency: 'USD',
        keepCredit: true,
        ...(how === 'on account' ? { invoiceIds: [] } : {}),
        method: { kind: 'tender', tenderId: await cash() },
      })
      account.payments.push(paid.body.id)
      return paid
    }
    case 'again':
      return again(account, step)
    case 'reconcile':
      return desk.post(`/accounts/${accountId}/reconcile`)
    case 'refund':
      return once(account, `/payments/${account.payments.at(-1)}/refunds`, {
        amount,
        reason: 'requested',
        ...(how === 'of rest' ? { invoices: 'leave' } : {}),
      })
    case 'apply':
      return apply(account, amount, how)
    default:
      throw new Error(`nobody knows the step "${step}"`)
  }
}

async function once(
  account: Account,
  path: string,
  body: Record<string, unknown>,
): Promise<Answer> {
  const key = randomUUID()
  const answer = await desk.post(path, body, { 'idempotency-key': key })
  account.last = { path, body, key, answer }
  return answer
}

async function again(account: Account, step: string): Promise<Answer> {
  if (!account.last) throw new Error('nothing was sent before')
  const { path, body, key, answer } = account.last
  const [, , other] = step.split(' ')
  const changed = other ? { ...body, amount: Number(other) * 100 } : body
  const second = await desk.post(path, changed, { 'idempotency-key': key })
  if (!other) expect(second.body.id).toBe(answer.body.id)
  return second
}

async function apply(account: Account, amount: number, how: string): Promise<Answer> {
  const sourceId = account.credits.at(-1)
  const invoiceId =
    how === 'to a stranger'
      ? (await clientOwing(organization, { owed: 5_000 })).invoiceId
      : account.invoices.at(-1)
  const part = { sourceId, invoiceId, amount }
  const parts = how === 'twice' ? [part, part] : [part]
  return desk.post(`/accounts/${account.accountId}/allocations`, { parts })
}

/** Owed, credit, paid on its invoices, and what came in less what went back. */
async function figuresOf({ accountId, invoices, payments }: Account): Promise<string[]> {
  const { owed, credit } = (await desk.get(`/accounts/${accountId}/money`)).body
  let paid = 0
  for (const id of invoices) paid += (await desk.get(`/invoices/${id}`)).body.allocated.amount
  let inHand = 0
  for (const id of payments) {
    const { refunds } = (await desk.get(`/payments/${id}/money-back`)).body
    const gone = refunds.reduce(
      (sum: number, one: { amount: { amount: number } }) => sum + one.amount.amount,
      0,
    )
    inHand += (await desk.get(`/payments/${id}`)).body.amount.amount - gone
  }
  return [owed.amount, credit.amount, paid, inHand].map((value) => (value / 100).toFixed(2))
}

async function cash(): Promise<string> {
  const { tenders } = (await desk.get('/organization')).body
  return tenders.find(({ kind }: { kind: string }) => kind === 'cash').id
}
