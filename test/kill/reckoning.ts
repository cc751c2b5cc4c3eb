import { sql } from 'kysely'
import { expect } from 'vitest'
import { checkBooks } from '../../src/check/check-books.ts'
import { connect, type Database } from '../../src/database/connection.ts'
import { asAuditor, rows } from '../../src/database/transaction.ts'
import { fromTypeId, toTypeId } from '../../src/kit/id.ts'
import type { Sandbox } from '../support/sandbox.ts'
import type { Answer } from '../support/world.ts'
import { isAnAnswer, type Told } from './desk.ts'

interface PaymentSeen {
  id: string
  intentId: string | null
  state: string
  amount: bigint
}

const QUIET_MS = 60_000

/** Waits until nothing is on its way any more: no payment undecided, no event unheard. */
export async function untilQuiet(databaseUrl: string): Promise<void> {
  const db = connect(databaseUrl, { connections: 1 })
  try {
    await expect.poll(() => undecided(db), { timeout: QUIET_MS, interval: 100 }).toEqual([])
  } finally {
    await db.destroy()
  }
}

function undecided(db: Database): Promise<unknown[]> {
  return asAuditor(db, (tx) =>
    rows(
      tx,
      sql`select state, count(*)::int from payment where look_at is not null group by state
          union all select 'refund', count(*)::int from refund where look_at is not null having count(*) > 0
          union all select 'event', count(*)::int from processor_event where result is null having count(*) > 0`,
    ),
  )
}

/**
 * The end that every fault must come to: the processor's charges and ours are the same, each
 * payment took money at most once, everybody was told the truth, and the books add up.
 */
export async function expectOneCharge(
  databaseUrl: string,
  sandbox: Sandbox,
  told: readonly Told[],
  now: Date,
): Promise<{ payments: number; ends: Map<string, number> }> {
  const db = connect(databaseUrl, { connections: 1 })
  try {
    const payments = await asAuditor(db, (tx) =>
      rows<PaymentSeen>(tx, sql`select id, intent_id as "intentId", state, amount from payment`),
    )
    const open = payments.filter(({ state }) => !FINAL.has(state))
    expect(open, 'every payment has ended').toEqual([])

    const theirs = await sandbox.control<{ data: Charge[] }>('charges')
    const charges = theirs.data.map((charge) => `${charge.payment_intent} ${charge.amount}`).sort()
    const succeeded = payments.filter(({ state }) => state === 'succeeded')
    const ours = succeeded.map(({ intentId, amount }) => `${intentId} ${amount}`).sort()
    expect(charges, 'the processor’s charges are ours').toEqual(ours)
    expect(new Set(charges).size, 'no intent was charged twice').toBe(charges.length)

    const states = new Map(payments.map(({ id, state }) => [id, state]))
    expect(liesAmong(told, states), 'what people were told').toEqual([])
    expect(await strayPayments(db, told), 'each key made one payment').toEqual([])
    const broken = (await checkBooks(db, now)).filter((finding) => finding.count > 0)
    expect(broken, 'the books').toEqual([])
    return { payments: payments.length, ends: await waysToTheEnd(db) }
  } finally {
    await db.destroy()
  }
}

/** Payments of a key that somebody else was told of, or nobody; and what was told instead. */
async function strayPayments(db: Database, told: readonly Told[]): Promise<unknown[]> {
  const made = await asAuditor(db, (tx) =>
    rows<{ id: string; key: string | null }>(
      tx,
      sql`select p.id, k.key from payment p
          left join idempotency_key k on k.org_id = p.org_id and k.made_id = p.id`,
    ),
  )
  const answers = new Map(told.map(({ key, answer }) => [key, answer]))
  return made.flatMap(({ id, key }) => {
    const answer = answers.get(key ?? '') ?? null
    const named = paymentNamed(answer)
    return named === toTypeId('pay', id) ? [] : [{ id, key, named, told: answer?.body }]
  })
}

/** The payment a key made, by the answer to it; a refusal names somebody else's, or none. */
function paymentNamed(answer: Answer | null): string | undefined {
  if (answer?.status === 201) return answer.body.id
  return answer?.body.code === 'processor_unavailable' ? answer.body.paymentId : undefined
}

const FINAL = new Set(['succeeded', 'failed', 'canceled'])

interface Charge {
  payment_intent: string
  amount: number
}

/** Answers that turned out wrong: a final state is final, and a refusal names no payment. */
function liesAmong(told: readonly Told[], states: Map<string, string>): unknown[] {
  return told.flatMap(({ key, answer, asked }): unknown[] => {
    const { id, state } = (answer?.body ?? {}) as { id?: string; state?: string }
    if (answer === null || !isAnAnswer(answer)) return [{ key, says: answer?.body, asked }]
    if (answer.status !== 201 || !state || !id || !FINAL.has(state)) return []
    const is = states.get(fromTypeId('pay', id) ?? '')
    return is === state ? [] : [{ key, id, says: state, is }]
  })
}

/** How many payments came to their end, from where, and through which door. */
async function waysToTheEnd(db: Database): Promise<Map<string, number>> {
  const found = await asAuditor(db, (tx) =>
    rows<{ way: string; n: number }>(
      tx,
      sql`select from_state || ' to ' || to_state || ' by ' || door as way, count(*)::int as n
          from payment_transition where to_state in ('succeeded', 'failed', 'canceled') group by 1`,
    ),
  )
  return new Map(found.map(({ way, n }) => [way, n]))
}
