import type Stripe from 'stripe'
import type { ApiError } from '../errors.ts'
import { idOf, type Stored } from '../records.ts'
import type { Call } from '../route.ts'
import { isBlocked } from './block-account.ts'
import { BLOCKED } from './confirm-debit.ts'
import { consentFor } from './debit-consent.ts'
import { setMandateStatus } from './mandates.ts'
import { sendMicrodeposits } from './microdeposits.ts'
import { refuseSetup, succeedSetup } from './setup-outcomes.ts'

type Method = Stored<'payment_method'>
type Setup = Stored<'setup_intent'>

/** Saves a bank account for payments to come, once its holder has shown that it is theirs. */
export async function confirmBankSetup(
  call: Call,
  { object, hidden }: Setup,
  given: Method,
  token: Stripe.ConfirmationToken | null,
): Promise<Stripe.SetupIntent> {
  if (await isBlocked(call.work, given, idOf(object.customer))) {
    throw blocked(call, { object, hidden }, given)
  }
  const consent = await consentFor(call, { method: given, token, once: null, noun: 'SetupIntent' })
  const { method, mandate } = consent
  const intent: Stripe.SetupIntent = { ...object, mandate }
  if (method.hidden.bank?.verification === 'verified') {
    return succeedSetup(call, { object: intent, hidden }, method, true)
  }
  const { nextAction, microdeposits } = await sendMicrodeposits(call, intent, method, mandate)
  const waiting: Stripe.SetupIntent = {
    ...intent,
    next_action: nextAction,
    status: 'requires_action',
  }
  call.work.put('payment_method', method.object, method.hidden)
  call.work.put('setup_intent', waiting, { ...hidden, challenge: null, microdeposits })
  call.work.emit('setup_intent.requires_action', waiting)
  return waiting
}

function blocked(call: Call, setup: Setup, method: Method): ApiError {
  return refuseSetup(call, setup, method, {
    type: 'card_error',
    code: 'bank_account_unusable',
    message: BLOCKED,
    payment_method: method.object,
  })
}

/** The holder has shown that the account is theirs: now it is saved. */
export async function saveVerified(
  call: Call,
  setup: Setup,
  method: Method,
): Promise<Stripe.SetupIntent> {
  await setMandateStatus(call.work, setup.hidden.microdeposits?.mandate ?? '', 'active')
  return succeedSetup(call, setup, method, true)
}
