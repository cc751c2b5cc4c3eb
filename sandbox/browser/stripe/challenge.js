/** 3-D Secure: the bank's window, in a frame of the sandbox's origin above the page. */
import { INTENTS, retrieveIntent } from './api.js'
import { showDialog } from './dialog.js'

export async function handleAction(key, answer) {
  const name = answer.paymentIntent ? 'paymentIntent' : 'setupIntent'
  const intent = answer[name]
  if (answer.error || intent?.status !== 'requires_action') return answer
  const action = intent.next_action
  if (action?.type === 'redirect_to_url') {
    window.location.assign(action.redirect_to_url.url)
    return new Promise(() => {})
  }
  if (action?.type !== 'use_stripe_sdk') return answer
  await showChallenge(key, intent, action.use_stripe_sdk.stripe_js)
  return settledAnswer(await retrieveIntent(key, intent.client_secret))
}

/** An intent that was sent back to needing a method failed: that is an error to the page. */
function settledAnswer(answer) {
  for (const kind of Object.values(INTENTS)) {
    const intent = answer[kind.name]
    if (intent?.status !== 'requires_payment_method' || intent[kind.error] === null) continue
    return { error: { ...intent[kind.error], [kind.field]: intent } }
  }
  return answer
}

function showChallenge(key, intent, path) {
  return showDialog(path, {
    title: 'Your bank asks you to confirm (sandbox)',
    init: {
      account: key.replace(/^pk_test_/, ''),
      amount: intent.amount,
      clientSecret: intent.client_secret,
      currency: intent.currency,
      intent: intent.id,
    },
  })
}
