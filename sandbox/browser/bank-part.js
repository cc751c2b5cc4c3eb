/** The fields of a bank account. */
import { accountProblem, emailProblem, holderProblem, routingProblem } from './bank-rules.js'
import { createFields } from './form-fields.js'

const FIELD_OF_PARAM = {
  account_number: 'account',
  routing_number: 'routing',
  name: 'holder',
  email: 'email',
}

export function createBankPart({ onBlur, onChange, onFocus, onLayout }) {
  const byId = (id) => document.getElementById(id)
  const inputs = {
    holder: byId('holder'),
    email: byId('email'),
    routing: byId('routing'),
    account: byId('account'),
  }
  let accounts = []
  let testRouting = ''
  const isAsked = (name) => !byId(`${name}-field`).hidden
  const problems = {
    holder: () => (isAsked('holder') ? holderProblem(inputs.holder.value) : null),
    email: () => (isAsked('email') ? emailProblem(inputs.email.value) : null),
    routing: () => routingProblem(inputs.routing.value, testRouting),
    account: () => accountProblem(inputs.account.value, (number) => find(number) !== undefined),
  }
  const fields = createFields({ inputs, problems, onChange, onLayout })

  function find(number) {
    return accounts.find((one) => one.number === number)
  }

  function fill(number) {
    inputs.routing.value = testRouting
    inputs.account.value = number
    if (inputs.holder.value === '') inputs.holder.value = 'Jordan Sample'
    if (inputs.email.value === '') inputs.email.value = 'jordan@example.com'
    fields.clearProblems()
    onChange()
  }

  fields.listen({ onBlur, onFocus })
  for (const id of ['holder-type', 'account-type', 'instant', 'deposits']) {
    byId(id).addEventListener('change', onChange)
  }

  const digits = (name) => inputs[name].value.replaceAll(/\D/g, '')

  return {
    type: 'us_bank_account',
    focus: () => (isAsked('holder') ? inputs.holder : inputs.routing).focus(),
    setReadOnly: fields.setReadOnly,
    validate: fields.validate,
    state: fields.state,
    async load() {
      const { routingNumber, data } = await (await fetch('/endive/test-bank-accounts.json')).json()
      testRouting = routingNumber
      accounts = data
    },
    tests: () => ({
      title: 'Test accounts',
      entries: accounts,
      fill,
      format: (number) => number,
    }),
    /** What the page that shows the form wants of it. */
    setUp({ verification, billingDetails = {}, hidden = [], terms }) {
      byId('verification').hidden = verification !== 'automatic'
      byId(verification === 'microdeposits' ? 'deposits' : 'instant').checked = true
      byId('terms').hidden = terms === 'never'
      for (const [name, field] of [
        ['name', 'holder'],
        ['email', 'email'],
      ]) {
        byId(`${field}-field`).hidden = hidden.includes(name)
        if (inputs[field].value === '') inputs[field].value = billingDetails[name] ?? ''
      }
    },
    data() {
      const billing_details = {
        ...(isAsked('holder') ? { name: inputs.holder.value.trim() } : {}),
        ...(isAsked('email') ? { email: inputs.email.value.trim() } : {}),
      }
      const numbers = byId('instant').checked
        ? { financial_connections_account: `fca_${find(digits('account'))?.name}` }
        : { account_number: digits('account'), routing_number: digits('routing') }
      const us_bank_account = {
        ...numbers,
        account_holder_type: byId('holder-type').value,
        account_type: byId('account-type').value,
      }
      return { type: 'us_bank_account', billing_details, us_bank_account }
    },
    showRefusal(error) {
      const last = /\[?([a-z_]+)\]?$/.exec(String(error.param ?? ''))?.[1]
      const field = FIELD_OF_PARAM[last]
      if (field !== undefined) fields.showProblem(field, error)
    },
    clear: fields.clear,
  }
}
