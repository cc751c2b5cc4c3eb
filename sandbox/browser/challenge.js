/** The bank's page of the sandbox: in a frame it answers the page around it, else it redirects. */
const query = new URLSearchParams(window.location.search)
const parentOrigin = query.get('parent')
const byId = (id) => document.getElementById(id)
const buttons = [byId('complete'), byId('fail')]

let challenge = {
  account: query.get('account'),
  clientSecret: query.get('client_secret'),
  intent: query.get('intent'),
}

async function answer(outcome) {
  for (const button of buttons) button.disabled = true
  const problem = await send(outcome)
  if (problem === null) {
    leave(outcome)
    return
  }
  byId('problem').hidden = false
  byId('problem').textContent = problem
  for (const button of buttons) button.disabled = false
}

/** Says what went wrong, or nothing. An intent that waits no longer has its answer already. */
async function send(outcome) {
  const { account, clientSecret, intent } = challenge
  try {
    const response = await fetch('/_sandbox/challenges', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ account, intent, client_secret: clientSecret, outcome }),
    })
    if (response.ok) return null
    const { error } = await response.json()
    return error.code === 'intent_invalid_state' ? null : error.message
  } catch {
    return 'The sandbox could not be reached. Check that it runs, then try again.'
  }
}

function leave(outcome) {
  if (parentOrigin !== null) {
    window.parent.postMessage({ type: 'done' }, parentOrigin)
    return
  }
  const field = challenge.intent.startsWith('seti_') ? 'setup_intent' : 'payment_intent'
  const address = new URL(query.get('return_url'))
  address.searchParams.set(field, challenge.intent)
  address.searchParams.set(`${field}_client_secret`, challenge.clientSecret)
  address.searchParams.set('redirect_status', outcome === 'complete' ? 'succeeded' : 'failed')
  window.location.assign(address)
}

function describe({ amount, currency }) {
  if (amount === undefined) return
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits
  const text = format.format(amount / 10 ** digits)
  byId('what').textContent =
    `A payment of ${text} is waiting. This stands in for the page of the cardholder’s bank (3-D Secure).`
}

byId('complete').addEventListener('click', () => answer('complete'))
byId('fail').addEventListener('click', () => answer('fail'))

if (parentOrigin !== null) {
  window.addEventListener('message', (event) => {
    if (event.source !== window.parent || event.origin !== parentOrigin) return
    if (event.data?.type !== 'init') return
    challenge = event.data
    describe(challenge)
    byId('complete').focus()
    window.parent.postMessage({ type: 'ready' }, parentOrigin)
  })
  window.parent.postMessage({ type: 'hello' }, parentOrigin)
}
