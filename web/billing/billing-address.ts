import { useState } from 'react'
import type { Method } from '../api/contract.ts'
import { billingAddress as t } from '../messages/en/billing-address.ts'

export type Address = Omit<NonNullable<Method['billingAddress']>, 'name'>

const PARTS = ['line1', 'line2', 'city', 'state', 'postalCode', 'country'] as const

/** The parts as a form names them, so that what is wrong with one stands there. */
export function addressFields(prefix: string): string[] {
  return PARTS.map((part) => `${prefix}.${part}`)
}

/** What is missing of an address, as far as a page can tell. */
export function missingIn(address: Address): { part: keyof Address; detail: string } | null {
  for (const part of ['line1', 'city', 'country'] as const) {
    if (address[part].trim() === '') return { part, detail: t.missing[part] }
  }
  return null
}

/** A billing address being typed. It begins as that of another method of the same client. */
export function useBillingAddress(methods: readonly Method[], currency: string) {
  const [known] = useState(() => methods.find(({ billingAddress }) => billingAddress) ?? null)
  const [address, setAddress] = useState(() => beginning(known?.billingAddress, currency))
  return { address, setAddress, knownFrom: known?.name ?? null }
}

function beginning(from: Method['billingAddress'] | undefined, currency: string): Address {
  const { line1 = '', line2 = '', city = '', state = '', postalCode = '' } = from ?? {}
  return { line1, line2, city, state, postalCode, country: from?.country ?? countryOf(currency) }
}

/** The likeliest one where people pay in a currency: USD is money of the US, EUR of many. */
function countryOf(currency: string): string {
  return /^(EU|X)/.test(currency) ? '' : currency.slice(0, 2)
}
