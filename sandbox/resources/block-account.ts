import type Stripe from 'stripe'
import { type FailureName, returnOf } from '../bank-returns.ts'
import type { Stored } from '../records.ts'
import type { Work } from '../work.ts'
import { endMandatesOf } from './mandates.ts'

const ALL = 500

/**
 * After most returns an account is not debited again, and what its holder agreed to is over. Test
 * accounts are shared by everybody, so only those of the same customer are blocked.
 */
export async function blockAccount(work: Work, methodId: string, name: FailureName): Promise<void> {
  const { blocks, networkCode } = returnOf(name)
  if (blocks === undefined) return
  const method = await work.find('payment_method', methodId)
  if (method === null) return
  for (const one of await sameAccounts(work, method)) {
    const { us_bank_account: bank } = one.object
    const status_details = { blocked: { network_code: networkCode, reason: blocks } }
    const object = { ...one.object, us_bank_account: bank && { ...bank, status_details } }
    work.put('payment_method', object, one.hidden)
    await endMandatesOf(work, object.id)
  }
}

type Method = Stored<'payment_method'>

/** It, and the others of its customer that stand for the same account. */
async function sameAccounts(work: Work, method: Method): Promise<Method[]> {
  const { customer, id } = method.object
  if (typeof customer !== 'string') return [method]
  const labels = ['us_bank_account']
  const held = await work.list({ type: 'payment_method', customer, labels, limit: ALL })
  const others = held.filter(({ object }) => object.id !== id && isSame(object, method.object))
  return [method, ...others]
}

function isSame(one: Stripe.PaymentMethod, other: Stripe.PaymentMethod): boolean {
  return one.us_bank_account?.fingerprint === other.us_bank_account?.fingerprint
}

/** Whether this account, or the same account under another id of the customer, was blocked. */
export async function isBlocked(work: Work, method: Method, customer: string | null) {
  const owned = { ...method, object: { ...method.object, customer } }
  const same = await sameAccounts(work, owned)
  return same.some(({ object }) => object.us_bank_account?.status_details?.blocked !== undefined)
}
