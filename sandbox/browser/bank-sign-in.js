/** The bank's page of the sandbox: its client picks an account, or types the numbers of one. */
const parentOrigin = new URLSearchParams(window.location.search).get('parent') ?? ''
const byId = (id) => document.getElementById(id)

let wanted = {}

function leave() {
  window.parent.postMessage({ type: 'done' }, parentOrigin)
}

async function use(us_bank_account) {
  const problem = await send(us_bank_account)
  if (problem === null) {
    leave()
    return
  }
  byId('problem').hidden = false
  byId('problem').textContent = problem
}

/** Says what went wrong, or nothing. */
async function send(us_bank_account) {
  const { account, billingDetails, clientSecret, intent } = wanted
  try {
    const response = await fetch('/_sandbox/bank-accounts', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        account,
        intent,
        client_secret: clientSecret,
        billing_details: billingDetails ?? {},
        us_bank_account,
      }),
    })
    if (response.ok) return null
    const { error } = await response.json()
    return error.message
  } catch {
    return 'The sandbox could not be reached. Check that it runs, then try again.'
  }
}

async function begin(letter) {
  wanted = letter
  const { data } = await (await fetch('/endive/test-bank-accounts.json')).json()
  const items = data.map(({ number, name, does }) => {
    const item = document.createElement('li')
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = `••••${number.slice(-4)}: ${does}`
    button.addEventListener('click', () => use({ financial_connections_account: `fca_${name}` }))
    item.append(button)
    return item
  })
  byId('accounts').replaceChildren(...items)
  byId('accounts').hidden = letter.verification === 'microdeposits'
  byId('typed').querySelector('h2').hidden = letter.verification === 'instant'
  for (const field of byId('typed').querySelectorAll('label, input, [type="submit"]')) {
    field.hidden = letter.verification === 'instant'
  }
  window.parent.postMessage({ type: 'ready' }, parentOrigin)
}

byId('cancel').addEventListener('click', leave)
byId('typed').addEventListener('submit', (event) => {
  event.preventDefault()
  void use({ account_number: byId('account').value, routing_number: byId('routing').value })
})
window.addEventListener('message', (event) => {
  if (event.source !== window.parent || event.origin !== parentOrigin) return
  if (event.data?.type === 'init') void begin(event.data)
})
window.parent.postMessage({ type: 'hello' }, parentOrigin)
