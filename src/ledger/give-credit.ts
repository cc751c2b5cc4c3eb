import { sql } from 'kysely'
import { run, type Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import type { Occasion } from './allocate.ts'
import { postLedger } from './post.ts'

/** Credit that did not come in as a payment, in minor units above zero. */
export interface NewCredit {
  id: string
  /** `transfer`: come over from another account; its lines are the transfer's. */
  kind: 'goodwill' | 'transfer'
  amount: bigint
  reason: string
  /** Null: nobody at work, but the product itself. */
  createdBy: string | null
}

/** Gives an account credit. The caller has locked the account. */
export async function giveCredit(
  tx: Transaction,
  occasion: Omit<Occasion, 'why'>,
  credit: NewCredit,
): Promise<void> {
  const { orgId, accountId, currency, at, effectiveOn, byName } = occasion
  assert(credit.amount > 0n, 'a credit is more than nothing')
  await run(
    tx,
    sql`with given as (
          insert into account_credit (org_id, id, account_id, kind, amount, currency, reason, effective_on,
            created_by, created_by_name, created_at)
          values (${orgId}, ${credit.id}, ${accountId}, ${credit.kind}, ${credit.amount}, ${currency},
            ${credit.reason}, ${effectiveOn}, ${credit.createdBy}, ${byName}, ${at}))
        update account set unapplied = unapplied + ${credit.amount} where id = ${accountId}`,
  )
  if (credit.kind === 'transfer') return
  await postLedger(tx, orgId, [
    {
      source: 'credit',
      sourceId: credit.id,
      event: 'granted',
      n: 0,
      amount: credit.amount,
      currency,
      accountId,
      invoiceId: null,
      processorAccountId: null,
      postedAt: at,
      effectiveOn,
    },
  ])
}
