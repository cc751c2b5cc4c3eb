import { sql } from 'kysely'
import { expect } from 'vitest'
import { connect } from '../../src/database/connection.ts'
import { asAuditor, rows } from '../../src/database/transaction.ts'
import { toTypeId } from '../../src/kit/id.ts'
import { isAnAnswer, type Told } from './desk.ts'
import type { Studio } from './studio.ts'

interface RefundSeen {
  id: string
  processorRefundId: string | null
  state: string
  amount: bigint
}

/**
 * What went back at the processor is what went back here, each refund once, and everybody was told
 * the truth. Answers how many came to their end, from where, and through which door.
 */
export async function expectOneRefund(
  databaseUrl: string,
  { stripe }: Studio,
  told: readonly Told[],
): Promise<Map<string, number>> {
  const db = connect(databaseUrl, { connections: 1 })
  try {
    const { refunds, ways } = await asAuditor(db, async (tx) => ({
      refunds: await rows<RefundSeen>(
        tx,
        sql`select id, processor_refund_id as "processorRefundId", state, amount from refund`,
      ),
      ways: await rows<{ way: string; n: number }>(
        tx,
        sql`select concat('refund ', from_state, ' to ', to_state, ' by ', door) as way, count(*)::int as n
            from refund_transition where to_state in ('succeeded', 'failed') group by 1`,
      ),
    }))
    const theirs: string[] = []
    for await (const refund of stripe.refunds.list({ limit: 100 })) {
      theirs.push(`${refund.id} ${refund.metadata?.refund} ${refund.amount}`)
    }
    const succeeded = refunds.filter(({ state }) => state === 'succeeded')
    const ours = succeeded.map(
      ({ id, processorRefundId, amount }) =>
        `${processorRefundId} ${toTypeId('rfd', id)} ${amount}`,
    )
    expect(theirs.sort(), 'the processor’s refunds are ours').toEqual(ours.sort())

    const states = new Map(refunds.map(({ id, state }) => [toTypeId('rfd', id), state]))
    expect(
      told.flatMap((one) => lieTo(one, states)),
      'what people were told',
    ).toEqual([])
    const named = told.flatMap(({ answer }) => (answer?.body.number ? [answer.body.id] : []))
    expect(named.toSorted(), 'each key made one refund').toEqual([...states.keys()].sort())
    return new Map(ways.map(({ way, n }) => [way, n]))
  } finally {
    await db.destroy()
  }
}

/** An answer that turned out wrong: an end is an end, for a test card that never sends money back. */
function lieTo({ key, answer, asked }: Told, states: Map<string, string>): unknown[] {
  if (answer === null || !isAnAnswer(answer)) return [{ key, says: answer?.body, asked }]
  const { id, state } = answer.body as { id?: string; state?: string }
  if (state !== 'succeeded' && state !== 'failed') return []
  const is = states.get(id ?? '')
  return is === state ? [] : [{ key, id, says: state, is }]
}
