import type Stripe from 'stripe'
import { ADDRESS } from './address.ts'
import { type Browser, cardToken } from './world.ts'

export interface Member {
  clientId: string
  accountId: string
  methodId: string
}

/** Many clients at once, each owing the same, each with a card on file. */
export async function crowd(
  desk: Browser,
  stripe: Stripe,
  count: number,
  options: { owed?: number; card?: (n: number) => string; name?: (n: number) => string } = {},
): Promise<Member[]> {
  const { owed = 5_000, card = () => 'pm_card_visa', name = usualName } = options
  const members: Member[] = []
  const numbers = Array.from({ length: count }, (_, n) => n)
  const worker = async () => {
    for (let n = numbers.shift(); n !== undefined; n = numbers.shift()) {
      members[n] = await member(desk, stripe, { name: name(n), card: card(n), owed })
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  return members
}

function usualName(n: number): string {
  return `Client ${String(n).padStart(5, '0')}`
}

async function member(
  desk: Browser,
  stripe: Stripe,
  wanted: { name: string; card: string; owed: number },
): Promise<Member> {
  const client = await desk.post('/clients', { name: wanted.name })
  const accountId: string = client.body.account.id
  const [saved, invoice] = await Promise.all([
    cardToken(stripe, wanted.card, { save: true }).then((confirmationToken) =>
      desk.post('/method-setups', { accountId, confirmationToken, billingAddress: ADDRESS }),
    ),
    wanted.owed === 0
      ? null
      : desk.post('/invoices', {
          accountId,
          dueOn: '2026-12-01',
          lines: [{ description: 'Late fee', quantity: 1, unitAmount: wanted.owed }],
        }),
  ])
  if (saved.body.state !== 'succeeded') throw new Error(JSON.stringify(saved.body))
  if (invoice && invoice.status !== 201) throw new Error(JSON.stringify(invoice.body))
  return { clientId: client.body.id, accountId, methodId: saved.body.method.id }
}
