import type Stripe from 'stripe'
import type { Acceptance, BankAccount, Card, Setup } from './processor.ts'

/** Cards, bank accounts and mandates, between Stripe's words and ours. */
export function readCard(
  method: Stripe.PaymentMethod | null,
  charge: Stripe.PaymentIntent['latest_charge'],
): Card | null {
  const card = method?.card
  if (!card) return null
  return {
    brand: card.brand,
    last4: card.last4,
    expMonth: card.exp_month,
    expYear: card.exp_year,
    fingerprint: card.fingerprint ?? null,
    authorizationCode: codeOf(charge),
  }
}

export function readBank(
  method: Stripe.PaymentMethod | null,
  mandateId: string | null,
): BankAccount | null {
  const bank = method?.us_bank_account
  if (!bank) return null
  const { account_type, account_holder_type } = bank
  return {
    bankName: bank.bank_name ?? 'Bank account',
    last4: bank.last4 ?? '0000',
    accountType: oneOf(['checking', 'savings'], account_type),
    holderType: oneOf(['individual', 'company'], account_holder_type),
    fingerprint: bank.fingerprint ?? null,
    mandateId,
  }
}

export function mandateOf(charge: Stripe.PaymentIntent['latest_charge']): string | null {
  if (charge === null || typeof charge !== 'object') return null
  return idOf(charge.payment_method_details?.us_bank_account?.mandate)
}

export function idOf(of: string | { id: string } | null | undefined): string | null {
  return typeof of === 'string' ? of : (of?.id ?? null)
}

/** What the bank calls its yes; cardholders and banks ask for it. */
function codeOf(charge: Stripe.PaymentIntent['latest_charge']): string | null {
  if (charge === null || typeof charge !== 'object') return null
  return (
    charge.authorization_code ?? charge.payment_method_details?.card?.authorization_code ?? null
  )
}

/** A word that we know; Stripe may add others. */
function oneOf<T extends string>(known: readonly T[], given: string | null): T | null {
  return known.find((one) => one === given) ?? null
}

export function readVerification(next: Stripe.SetupIntent['next_action']): Setup['verification'] {
  const wanted = next?.verify_with_microdeposits
  if (!wanted) return null
  return {
    kind: wanted.microdeposit_type === 'descriptor_code' ? 'descriptor_code' : 'amounts',
    arrivesAt: new Date(wanted.arrival_date * 1000),
  }
}

export function mandateData({ type, at, ip, userAgent }: Acceptance) {
  const accepted_at = Math.floor(new Date(at).getTime() / 1000)
  return {
    customer_acceptance:
      type === 'online' && ip && userAgent
        ? {
            type: 'online' as const,
            accepted_at,
            online: { ip_address: ip, user_agent: userAgent },
          }
        : { type: 'offline' as const, accepted_at, offline: {} },
  }
}
