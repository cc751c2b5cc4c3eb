/** The object that `Stripe(key)` gives, as far as payments by card and from bank accounts go. */
import { callApi, integrationError, intentOf, retrieveIntent } from './api.js'
import { collectBankAccount, confirmBankAccount, verifyMicrodeposits } from './bank.js'
import { handleAction } from './challenge.js'
import { createElements } from './elements.js'

function Stripe(key) {
  if (typeof key !== 'string' || !/^pk_test_[A-Za-z0-9_]+$/.test(key)) {
    throw integrationError(
      String(key).startsWith('pk_live_')
        ? 'This is the sandbox: it takes no live keys. Use a key that begins with pk_test_.'
        : 'Invalid value for Stripe(): the key should begin with pk_test_.',
    )
  }

  /** Asks the form in the frame to send the card; the page never holds it. */
  async function sendFromForm(form, path, params) {
    return form._.ask({ type: 'send', path, params })
  }

  async function confirm({ elements, clientSecret, confirmParams = {}, redirect = 'always' }) {
    if (elements !== undefined && clientSecret !== undefined)
      elements._.assertSubmitted('confirmPayment')
    const secret = clientSecret ?? elements?._.options().clientSecret
    const { kind } = intentOf(secret)
    const answer = await confirmIntent(secret, elements?._.form.bind(null), confirmParams)
    const settled = await handleAction(key, answer)
    const intent = settled[kind.name]
    if (intent === undefined || redirect === 'if_required') return settled
    return leaveFor(confirmParams.return_url, kind, intent)
  }

  async function confirmIntent(clientSecret, form, params) {
    const { id, kind } = intentOf(clientSecret)
    const path = `${kind.path}/${id}/confirm`
    const all = { ...params, client_secret: clientSecret, use_stripe_sdk: true }
    const hasMeans = params.payment_method !== undefined || params.confirmation_token !== undefined
    const answer =
      form === undefined || hasMeans
        ? await callApi(key, 'POST', path, all)
        : await sendFromForm(form(), path, all)
    return answer.error ? { error: answer.error } : { [kind.name]: answer }
  }

  /** `confirmCardPayment` and `confirmCardSetup`: an older way to say the same. */
  async function confirmCard(clientSecret, data = {}, { handleActions = true } = {}) {
    const { payment_method: means, ...others } = data
    const given = typeof means === 'object' ? means : undefined
    const params = {
      ...others,
      ...(typeof means === 'string' ? { payment_method: means } : {}),
      ...(given?.billing_details
        ? { payment_method_data: { billing_details: given.billing_details } }
        : {}),
    }
    const form = given?.card?._ === undefined ? undefined : () => given.card
    const answer = await confirmIntent(clientSecret, form, params)
    return handleActions ? handleAction(key, answer) : answer
  }

  const stripe = {
    elements: (options) => createElements(key, options),
    async createConfirmationToken({ elements, payment_method: method, params = {} }) {
      if (elements === undefined) {
        const answer = await callApi(key, 'POST', 'confirmation_tokens', {
          ...params,
          payment_method: method,
        })
        return answer.error ? { error: answer.error } : { confirmationToken: answer }
      }
      elements._.assertSubmitted('createConfirmationToken')
      const { setupFutureUsage } = elements._.options()
      const answer = await sendFromForm(elements._.form(), 'confirmation_tokens', {
        ...params,
        ...(setupFutureUsage === undefined ? {} : { setup_future_usage: setupFutureUsage }),
        use_stripe_sdk: true,
      })
      return answer.error ? { error: answer.error } : { confirmationToken: answer }
    },
    async createPaymentMethod(given) {
      if (given.us_bank_account !== undefined) {
        const answer = await callApi(key, 'POST', 'payment_methods', given)
        return answer.error ? { error: answer.error } : { paymentMethod: answer }
      }
      const form = given.elements === undefined ? given.card : given.elements._.form()
      if (form?._ === undefined) {
        throw integrationError('createPaymentMethod() needs elements, or a mounted Card Element.')
      }
      const { billing_details, metadata, allow_redisplay } = given.params ?? given
      const data = { billing_details, metadata, allow_redisplay }
      const answer = await sendFromForm(form, 'payment_methods', data)
      return answer.error ? { error: answer.error } : { paymentMethod: answer }
    },
    confirmPayment: confirm,
    confirmSetup: confirm,
    confirmCardPayment: confirmCard,
    confirmCardSetup: confirmCard,
    collectBankAccountForPayment: (options) => collectBankAccount(key, options),
    collectBankAccountForSetup: (options) => collectBankAccount(key, options),
    confirmUsBankAccountPayment: (secret, data) => confirmBankAccount(key, secret, data),
    confirmUsBankAccountSetup: (secret, data) => confirmBankAccount(key, secret, data),
    verifyMicrodepositsForPayment: (secret, data) => verifyMicrodeposits(key, secret, data),
    verifyMicrodepositsForSetup: (secret, data) => verifyMicrodeposits(key, secret, data),
    async handleNextAction({ clientSecret }) {
      return handleAction(key, await retrieveIntent(key, clientSecret))
    },
    async handleCardAction(clientSecret) {
      return handleAction(key, await retrieveIntent(key, clientSecret))
    },
    retrievePaymentIntent: (clientSecret) => retrieveIntent(key, clientSecret),
    retrieveSetupIntent: (clientSecret) => retrieveIntent(key, clientSecret),
    async createToken() {
      const message =
        'The sandbox makes no tokens. Use createPaymentMethod or createConfirmationToken.'
      return { error: { type: 'invalid_request_error', message } }
    },
    registerAppInfo() {},
    _registerWrapper() {},
  }
  return stripe
}

/** The redirect that ends `confirmPayment` unless the page asked to stay. */
function leaveFor(returnUrl, kind, intent) {
  if (returnUrl === undefined) {
    throw integrationError("confirmParams.return_url is needed unless redirect is 'if_required'.")
  }
  const address = new URL(returnUrl, window.location.href)
  const fine = ['succeeded', 'processing', 'requires_capture'].includes(intent.status)
  const waits = intent.next_action?.type === 'verify_with_microdeposits'
  address.searchParams.set(kind.field, intent.id)
  address.searchParams.set(`${kind.field}_client_secret`, intent.client_secret)
  address.searchParams.set('redirect_status', fine ? 'succeeded' : waits ? 'pending' : 'failed')
  window.location.assign(address)
  return new Promise(() => {})
}

Stripe.version = 'endive'
window.Stripe = Stripe
