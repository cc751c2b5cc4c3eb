import type Stripe from 'stripe'
import { ADDRESS } from './address.ts'
import { type Answer, clientOwing, type TestOrganization, type World } from './world.ts'

/** What a client's own browser sends to the processor: a test account of the sandbox, verified. */
export async function bankToken(stripe: Stripe, name = 'success'): Promise<string> {
  const token = await stripe.testHelpers.confirmationTokens.create({
    payment_method: `pm_usBankAccount_${name}`,
    setup_future_usage: 'off_session',
  })
  return token.id
}

/** Numbers typed in: small deposits have to be confirmed first. */
export async function typedBankToken(stripe: Stripe, number = '000123456789'): Promise<string> {
  const token = await stripe.testHelpers.confirmationTokens.create({
    payment_method_data: {
      type: 'us_bank_account',
      us_bank_account: {
        routing_number: '110000000',
        account_number: number,
        account_holder_type: 'individual',
        account_type: 'checking',
      },
      billing_details: { name: 'Maria Alvarez' },
    },
    setup_future_usage: 'off_session',
  })
  return token.id
}

export function addBankAccount(
  studio: TestOrganization,
  accountId: string,
  confirmationToken: string,
  more: Record<string, unknown> = {},
): Promise<Answer> {
  return studio.as('frontDesk').post('/method-setups', {
    accountId,
    kind: 'bankAccount',
    confirmationToken,
    billingAddress: ADDRESS,
    ...more,
  })
}

/** A client with an invoice and a bank account that may be debited. */
export async function clientWithBank(
  studio: TestOrganization,
  options: { owed?: number; account?: string; debitMost?: number } = {},
) {
  const client = await clientOwing(studio, { owed: options.owed ?? 10_000 })
  const token = await bankToken(studio.stripe, options.account)
  const { debitMost } = options
  const added = await addBankAccount(studio, client.accountId, token, { debitMost })
  if (added.body.state !== 'succeeded') throw new Error(JSON.stringify(added.body))
  return { ...client, methodId: added.body.method.id as string }
}

/** An eCheck of a saved bank account. */
export function echeck(
  studio: TestOrganization,
  client: { accountId: string; methodId: string },
  amount: number,
  more: Record<string, unknown> = {},
): Promise<Answer> {
  return studio.as('billingManager').pay({
    accountId: client.accountId,
    amount,
    currency: 'USD',
    method: { kind: 'saved', methodId: client.methodId },
    ...more,
  })
}

/** What the client's bank does with a debit, now: before it was paid, or after. */
export function bankDecides(
  world: World,
  studio: TestOrganization,
  intent: string,
  outcome: 'settle' | 'return',
  code?: string,
): Promise<unknown> {
  const { sandboxAccount: account } = studio
  return world.sandbox.control('debits', { account, intent, outcome, ...(code ? { code } : {}) })
}
