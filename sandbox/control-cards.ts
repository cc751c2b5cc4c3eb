import { z } from 'zod'
import { digest } from './calls.ts'
import { findCardByNumber } from './cards.ts'
import { decide } from './control-decide.ts'
import type { Parts } from './engine.ts'
import { badRequest, noSuchPath } from './errors.ts'
import { closeCard, renewCard } from './resources/update-card.ts'

const YEARS_LONGER = 4

const input = z.strictObject({
  account: z.string().min(1),
  paymentMethod: z.string().min(1),
  outcome: z.enum(['renew', 'close']),
  /** Its new number, one of the test cards; the old one stays when it is left out. */
  number: z.string().optional(),
  expMonth: z.number().int().min(1).max(12).optional(),
  expYear: z.number().int().min(2000).max(2100).optional(),
})

type Handler = (parts: Parts, input: unknown) => Promise<unknown>

/** What the networks tell of saved cards. */
export const CARD_CONTROLS: Record<string, Handler> = {
  'POST /_sandbox/cards': async (parts, body) => {
    const given = input.parse(body)
    const { account, paymentMethod: id, outcome } = given
    return decide(
      parts,
      account,
      async (work) => {
        const method = await work.find('payment_method', id)
        if (method === null) throw noSuchPath('PaymentMethod', id)
        const { card, customer } = method.object
        if (!card || customer === null) throw badRequest('Networks update saved cards only.')
        if (outcome === 'close') return closeCard(work, method)
        return renewCard(work, method, {
          expMonth: given.expMonth ?? card.exp_month,
          expYear: given.expYear ?? card.exp_year + YEARS_LONGER,
          replacedBy: replacement(parts, given.number),
        })
      },
      [id],
    )
  },
}

function replacement(parts: Parts, number: string | undefined) {
  if (number === undefined) return null
  const known = findCardByNumber(number.replaceAll(/[\s-]/g, ''))
  if (known === null) throw badRequest('The new number is to be one of the test cards.')
  return { ...known, fingerprint: digest(parts, `card ${known.number}`).slice(0, 16) }
}
