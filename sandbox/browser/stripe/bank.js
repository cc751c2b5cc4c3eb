/** Bank accounts without the Payment Element: collected, confirmed and verified. */
import { callApi, integrationError, intentOf, retrieveIntent } from './api.js'
import { showDialog } from './dialog.js'

/** Has the client sign in to the bank, or type numbers. The intent then waits to be confirmed. */
export async function collectBankAccount(key, { clientSecret, params = {} }) {
  if (params.payment_method_type !== 'us_bank_account') {
    throw integrationError('params.payment_method_type should be us_bank_account.')
  }
  const { id } = intentOf(clientSecret)
  const before = await retrieveIntent(key, clientSecret)
  if (before.error) return before
  const intent = before.paymentIntent ?? before.setupIntent
  const done = await showDialog('/endive/bank-sign-in', {
    title: 'Sign in to your bank (sandbox)',
    init: {
      account: key.replace(/^pk_test_/, ''),
      billingDetails: params.payment_method_data?.billing_details,
      clientSecret,
      intent: id,
      verification: intent.payment_method_options?.us_bank_account?.verification_method,
    },
  })
  return done.error ? { error: done.error } : retrieveIntent(key, clientSecret)
}

/** Records that the client agrees to be debited, and debits or saves the account. */
export async function confirmBankAccount(key, clientSecret, data = {}) {
  const { id, kind } = intentOf(clientSecret)
  const { payment_method: means, ...others } = data
  const given =
    typeof means === 'object'
      ? { payment_method_data: { ...means, type: 'us_bank_account' } }
      : { payment_method: means }
  const answer = await callApi(key, 'POST', `${kind.path}/${id}/confirm`, {
    ...others,
    ...given,
    client_secret: clientSecret,
    use_stripe_sdk: true,
  })
  return answer.error ? { error: answer.error } : { [kind.name]: answer }
}

/** What the client read off their bank statement. */
export async function verifyMicrodeposits(key, clientSecret, { amounts, descriptor_code } = {}) {
  const { id, kind } = intentOf(clientSecret)
  const answer = await callApi(key, 'POST', `${kind.path}/${id}/verify_microdeposits`, {
    amounts,
    client_secret: clientSecret,
    descriptor_code,
  })
  return answer.error ? { error: answer.error } : { [kind.name]: answer }
}
