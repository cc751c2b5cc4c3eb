import { badRequest, missingParameter } from '../errors.ts'
import type { Params, Shape } from '../params.ts'
import type { Call } from '../route.ts'
import { BANK_DATA, bankFromData, bankFromTemplate } from './bank-details.ts'
import {
  BILLING_DETAILS,
  CARD_DATA,
  cardFromData,
  cardFromTemplate,
  type MethodDraft,
} from './card-details.ts'

/** What makes a payment method: the body of its creation and `payment_method_data`. */
export const PAYMENT_METHOD_DATA: Shape = {
  type: 'string',
  allow_redisplay: 'string',
  billing_details: BILLING_DETAILS,
  card: CARD_DATA,
  metadata: 'metadata',
  radar_options: 'any',
  us_bank_account: BANK_DATA,
}

/** A payment method from typed details or a test token. */
export function draftFromData(call: Call, data: Params, param = ''): MethodDraft {
  const place = (name: string) => (param === '' ? name : `${param}[${name}]`)
  if (data.type === undefined) throw missingParameter(place('type'))
  if (data.type === 'card') return cardFromData(call, data, place('card'))
  if (data.type === 'us_bank_account') return bankFromData(call, data, place)
  const message = `The sandbox knows payment methods of type card and us_bank_account, not ${String(data.type)}.`
  throw badRequest(message, { param: place('type') })
}

/** A fresh payment method, where the id is a test token. */
export function draftFromTemplate(call: Call, id: string): MethodDraft | null {
  return cardFromTemplate(call, id) ?? bankFromTemplate(call, id)
}
