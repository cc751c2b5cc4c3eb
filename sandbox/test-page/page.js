/** A page as an application would write it: deferred card form, token, confirmation on a server. */
import { Elements, PaymentElement, useElements, useStripe } from '@stripe/react-stripe-js'
import { loadStripe } from '@stripe/stripe-js/pure'
import { createElement as h, StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'

const { publishableKey, stripeJsUrl, dark, types, verification } = JSON.parse(
  document.querySelector('meta[name="settings"]').content,
)

function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = address
    script.onload = resolve
    script.onerror = () => reject(new Error(`${address} does not load.`))
    document.head.append(script)
  })
}

const stripePromise = loadScript(stripeJsUrl).then(() => loadStripe(publishableKey))

async function pay(stripe, elements) {
  const submitted = await elements.submit()
  if (submitted.error) return { error: submitted.error }
  const made = await stripe.createConfirmationToken({
    elements,
    params: { payment_method_data: { billing_details: { name: 'Ann Lee' } } },
  })
  if (made.error) return { error: made.error }
  const answer = await fetch('/pay', { method: 'POST', body: made.confirmationToken.id })
  const payment = await answer.json()
  if (payment.status !== 'requires_action') return payment
  const acted = await stripe.handleNextAction({ clientSecret: payment.clientSecret })
  return acted.error ? { error: acted.error } : { status: acted.paymentIntent.status }
}

/** The other way: the browser confirms an intent that the server made. */
async function confirm(stripe, elements, kind) {
  await elements.submit()
  const { clientSecret } = await (await fetch(`/${kind}`, { method: 'POST' })).json()
  const options = { elements, clientSecret, redirect: 'if_required' }
  const confirmParams = { return_url: window.location.href }
  if (kind === 'setup') {
    const { error, setupIntent } = await stripe.confirmSetup({ ...options, confirmParams })
    return error ? { error } : { status: setupIntent.status }
  }
  const { error, paymentIntent } = await stripe.confirmPayment({ ...options, confirmParams })
  return error ? { error } : { status: paymentIntent.status }
}

function Form() {
  const stripe = useStripe()
  const elements = useElements()
  const [said, setSaid] = useState('')
  const [seen, setSeen] = useState('loading')
  const run = async (act) => {
    setSaid('working')
    const { error, status } = await act()
    setSaid(error ? `error ${error.code}: ${error.message}` : status)
  }
  const submit = (event) => {
    event.preventDefault()
    void run(() => pay(stripe, elements))
  }
  return h(
    'form',
    { onSubmit: submit },
    h(PaymentElement, {
      onReady: () => setSeen('ready'),
      onChange: ({ complete, value }) =>
        setSeen(`${value.type} ${complete ? 'complete' : 'incomplete'}`),
      onLoadError: ({ error }) => setSeen(`loaderror ${error.type}`),
    }),
    h('button', { id: 'pay', type: 'submit' }, 'Pay'),
    h(
      'button',
      {
        id: 'confirm',
        type: 'button',
        onClick: () => run(() => confirm(stripe, elements, 'intent')),
      },
      'Confirm',
    ),
    h(
      'button',
      { id: 'save', type: 'button', onClick: () => run(() => confirm(stripe, elements, 'setup')) },
      'Save',
    ),
    h('output', { id: 'seen' }, seen),
    h('output', { id: 'said' }, said),
  )
}

const options = {
  mode: 'payment',
  amount: 2000,
  currency: 'usd',
  setupFutureUsage: 'off_session',
  allowedPaymentMethodTypes: types,
  paymentMethodOptions: { us_bank_account: { verification_method: verification } },
  appearance: dark
    ? { theme: 'night', variables: { colorBackground: '#101418', colorText: '#ffffff' } }
    : { variables: { borderRadius: '2px' } },
}

createRoot(document.querySelector('#root')).render(
  h(StrictMode, null, h(Elements, { stripe: stripePromise, options }, h(Form))),
)
