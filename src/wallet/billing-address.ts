import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import type { BillingAddress } from './authorization.ts'

/** As it was typed: what is left out is asked for here, so that each part gets its own sentence. */
export type GivenAddress = { [Part in keyof BillingAddress]?: string | undefined }

/** Where the bank sends the statements of a method: without it nothing is saved. */
export function readBillingAddress(
  given: GivenAddress | undefined,
  field: string,
  nameElse: string,
): BillingAddress {
  if (!given) {
    return refuse('field_required', 'Enter the billing address: the bank compares it.', {
      field,
      moneyMoved: 'no',
    })
  }
  const part = (name: keyof BillingAddress, called: string, max: number, required = true) =>
    readText(given[name], `${field}.${name}`, { max, called, required })
  const country = part('country', 'The country', 40).toUpperCase()
  if (!/^[A-Z]{2}$/.test(country)) {
    refuse('field_invalid', 'Write the country as two letters, such as US.', {
      field: `${field}.country`,
      moneyMoved: 'no',
    })
  }
  return {
    name: part('name', 'The name', 120, false) || nameElse,
    line1: part('line1', 'The street', 120),
    line2: part('line2', 'The second line', 120, false),
    city: part('city', 'The city', 80),
    postalCode: part('postalCode', 'The postal code', 20, !WITHOUT_POSTAL_CODE.has(country)),
    state: part('state', 'The state', 80, false),
    country,
  }
}

/** Where there are none. */
const WITHOUT_POSTAL_CODE = new Set([
  'AE',
  'AO',
  'BS',
  'BZ',
  'FJ',
  'GH',
  'HK',
  'JM',
  'PA',
  'QA',
  'UG',
])
