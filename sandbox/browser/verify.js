/** The page to which a client goes with what their bank statement shows. */
const query = new URLSearchParams(window.location.search)
const byId = (id) => document.getElementById(id)
const secret = query.get('client_secret') ?? ''
const byAmounts = query.get('kind') === 'amounts'
const id = secret.split('_secret_')[0]
const path = id.startsWith('seti_') ? 'setup_intents' : 'payment_intents'

byId('amount-fields').hidden = !byAmounts
byId('code-field').hidden = byAmounts
byId('what').textContent = byAmounts
  ? 'Two small amounts came to the account, from ACCTVERIFY. Enter them in the order in which they came.'
  : 'A deposit of $0.01 came to the account. Its description begins with a code of six characters.'

async function verify() {
  const form = new URLSearchParams({ client_secret: secret })
  if (byAmounts) {
    form.append('amounts[0]', byId('first').value.trim())
    form.append('amounts[1]', byId('second').value.trim())
  } else form.append('descriptor_code', byId('code').value.trim())
  const problem = await send(form)
  byId('problem').hidden = problem === null
  byId('problem').textContent = problem ?? ''
  if (problem !== null) return
  byId('values').hidden = true
  byId('done').textContent = 'The bank account is verified. You can close this page.'
}

/** Says what went wrong, or nothing. */
async function send(form) {
  try {
    const response = await fetch(`/v1/${path}/${id}/verify_microdeposits`, {
      method: 'POST',
      headers: { Authorization: `Bearer pk_test_${query.get('account')}` },
      body: form,
    })
    const { error } = await response.json()
    return error === undefined ? null : error.message
  } catch {
    return 'The sandbox could not be reached. Check that it runs, then try again.'
  }
}

byId('values').addEventListener('submit', (event) => {
  event.preventDefault()
  void verify()
})
