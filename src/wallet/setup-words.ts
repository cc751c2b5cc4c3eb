import { bankAccountName, cardName, methodNoun } from './authorization.ts'
import type { MethodSetup } from './method-setup.ts'

type Reader = 'staff' | 'client'

/** Nothing is charged by saving a method, which is said where somebody may wonder. */
export function setupSentence(setup: MethodSetup, reader: Reader): string {
  const noun = methodNoun(setup)
  const name = nameOf(setup) ?? `The ${noun}`
  const isClient = reader === 'client'
  switch (setup.state) {
    case 'succeeded':
      return setup.recognized
        ? `${name} was in the wallet already. ${setup.kind === 'card' ? 'Its date and the consent were' : 'The consent was'} renewed.`
        : `${name} is saved. Nothing was charged.`
    case 'failed':
      return setup.kind === 'card'
        ? 'The bank did not let the card be saved. Nothing was charged.'
        : `${name} was not verified. Nothing was charged. ${failedBecause(setup, reader)}`
    case 'canceled':
      return `${setup.kind === 'card' ? 'The card' : name} was not saved. Nothing was charged. ${closedBecause(setup, reader)}`
    case 'requires_action':
      return isClient
        ? `Your bank wants your approval before the ${noun} is saved. Nothing was charged.`
        : `The client’s bank wants their approval before the ${noun} is saved. Nothing was charged.`
    case 'verifying':
      return isClient
        ? `${name} is in your wallet and not confirmed yet. Small deposits are on their way to it; it cannot be charged until you tell us what they were.`
        : `${name} is in the wallet and not verified yet. Two small deposits are on their way; nothing can be charged until the client confirms them.`
    case 'unknown':
      return `We do not know yet whether the ${noun} was saved. Nothing was charged. This resolves by itself.`
    default:
      return `Asking the bank whether the ${noun} may be saved. Nothing is charged.`
  }
}

function nameOf({ card, bank }: MethodSetup): string | null {
  if (card) return cardName(card)
  return bank && bankAccountName(bank)
}

function closedBecause(setup: MethodSetup, reader: Reader): string {
  const reason = setup.problem?.reason ?? ''
  if (reason.startsWith('refused:')) return `Enter the ${methodNoun(setup)} again.`
  return CLOSED[reader][reason] ?? 'Try again.'
}

function failedBecause({ problem }: MethodSetup, reader: Reader): string {
  const other = reader === 'client' ? 'Add another bank account.' : ASK_FOR_ANOTHER
  return UNVERIFIED[reader][problem?.decline?.code ?? ''] ?? other
}

const ASK_FOR_ANOTHER = 'Ask the client for another bank account.'

const UNVERIFIED: Record<Reader, Record<string, string>> = {
  staff: {
    payment_method_microdeposit_failed:
      'The small deposits could not be sent. Check the numbers with the client and add it again.',
    payment_method_microdeposit_verification_attempts_exceeded:
      'The deposits were entered wrongly too often. Add it again after a word with the client.',
    payment_method_microdeposit_verification_timeout:
      'The client did not confirm the deposits in time. Add it again.',
  },
  client: {
    payment_method_microdeposit_failed:
      'The small deposits could not be sent. Check the numbers and add it again.',
    payment_method_microdeposit_verification_attempts_exceeded:
      'The deposits were entered wrongly too often. Add another bank account, or ask us.',
    payment_method_microdeposit_verification_timeout:
      'The deposits were not confirmed in time. Add it again.',
  },
}

const NO_ANSWER = {
  no_answer: 'The card processor did not answer. Try again in a moment.',
  throttled: 'The card processor was too busy. Try again in a moment.',
}

const CLOSED: Record<Reader, Record<string, string>> = {
  staff: {
    ...NO_ANSWER,
    not_verified: 'The client did not confirm the deposits within 10 days. Add it again.',
    abandoned: 'The client did not approve it at their bank in time.',
    canceled_by_staff: 'It was canceled by staff.',
    no_access: 'The card processor refuses our keys. Ask an administrator.',
  },
  client: {
    ...NO_ANSWER,
    not_verified: 'The deposits were not confirmed within 10 days. Add it again.',
    abandoned: 'It was not approved at your bank in time. Add it again.',
    canceled_by_staff: 'It was canceled. Add it again, or ask us why.',
    no_access: 'Nothing can be saved here at this moment. Ask us.',
  },
}
