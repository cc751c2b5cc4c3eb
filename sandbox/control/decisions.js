/** What can be decided about payments, saved cards and so on, newest first. */
export function decisions({ charges, refunds, disputes, payouts, methods, deposits }) {
  const rows = [
    ...charges.filter(({ object }) => object.paid || object.status === 'pending').map(ofCharge),
    ...refunds.map(ofRefund),
    ...disputes.map(ofDispute),
    ...payouts.map(ofPayout),
    ...methods.filter(({ object }) => object.card && object.customer !== null).map(ofCard),
    ...deposits.map(ofDeposits),
  ]
  return rows.toSorted((a, b) => b.created - a.created).slice(0, 30)
}

function row({ account, object }, what, state, choices) {
  const { created } = object
  const amount = object.amount === undefined ? '' : money(object)
  return { account, created, what, amount, state, choices }
}

/** Why banks send debits back, by their own numbers. */
const RETURN_CODES = {
  R01: 'insufficient funds',
  R02: 'account closed',
  R03: 'no such account',
  R07: 'authorization revoked',
  R08: 'payment stopped',
  R10: 'not authorized',
  R16: 'account frozen',
  R29: 'company did not authorize',
}

function giveBack(intent) {
  const codes = Object.entries(RETURN_CODES).map(([code, why]) => [code, `${code}, ${why}`])
  const select = { name: 'code', label: 'Why it comes back', options: codes }
  return { label: 'Return', path: 'debits', body: { intent, outcome: 'return' }, select }
}

function ofCharge(one) {
  const {
    amount,
    amount_refunded: refunded,
    disputed,
    id,
    payment_intent: intent,
    payment_method_details: how,
    status,
  } = one.object
  const bank = how?.us_bank_account
  const what = bank
    ? `payment, bank account ${bank.last4}`
    : `payment, ${how?.card?.brand ?? ''} ${how?.card?.last4 ?? ''}`
  if (status === 'pending') {
    const settle = { label: 'Settle', path: 'debits', body: { intent, outcome: 'settle' } }
    return row(one, what, 'on its way', [settle, giveBack(intent)])
  }
  const gone = refunded === amount ? 'refunded' : refunded > 0 ? 'partly refunded' : 'paid'
  const choices = bank
    ? [giveBack(intent)]
    : [
        { label: 'Dispute', path: 'disputes', body: { charge: id } },
        { label: 'Inquire', path: 'disputes', body: { charge: id, inquiry: true } },
      ]
  return row(one, what, disputed ? `${gone}, disputed` : gone, disputed ? [] : choices)
}

function ofCard(one) {
  const { card, id } = one.object
  const choice = (label, body) => ({ label, path: 'cards', body: { paymentMethod: id, ...body } })
  const other = card.last4 === '4444' ? '4242424242424242' : '5555555555554444'
  return row(
    one,
    `saved card, ${card.brand} ${card.last4}`,
    `until ${String(card.exp_month).padStart(2, '0')}/${card.exp_year}`,
    [
      choice('Renew', { outcome: 'renew' }),
      choice('New number', { outcome: 'renew', number: other }),
      choice('Close', { outcome: 'close' }),
    ],
  )
}

function ofDeposits({ account, created, intent, kind, tries, values }) {
  const choice = (label, outcome) => ({
    label,
    path: 'microdeposits/decide',
    body: { intent, outcome },
  })
  const shown = kind === 'amounts' ? `${values.join(' and ')} cents` : `code ${values}`
  const state = tries === 0 ? shown : `${shown}, ${tries} wrong`
  const choices = [choice('Verify', 'verify'), choice('Lose', 'lose'), choice('Expire', 'expire')]
  return { account, created, what: 'micro-deposits', amount: '', state, choices }
}

function ofRefund(one) {
  const { id, status, failure_reason: reason } = one.object
  const choice = (label, outcome) => ({ label, path: 'refunds', body: { refund: id, outcome } })
  const fail = choice('Fail', 'fail')
  const choices = {
    pending: [choice('Succeed', 'succeed'), fail, choice('Cancel', 'cancel')],
    requires_action: [choice('Succeed', 'succeed'), fail],
    succeeded: [fail],
  }[status]
  return row(one, 'refund', reason === undefined ? status : `${status}: ${reason}`, choices ?? [])
}

function ofDispute(one) {
  const { id, reason, status, evidence_details: evidence } = one.object
  const choice = (label, outcome) => ({
    label,
    path: 'disputes/decide',
    body: { dispute: id, outcome },
  })
  const both = [choice('Win', 'win'), choice('Lose', 'lose')]
  const inquiry = [choice('Escalate', 'escalate'), choice('Close', 'lose')]
  const open = status.startsWith('warning_') ? inquiry : both
  const over = ['won', 'lost', 'prevented', 'warning_closed'].includes(status)
  const due = over || evidence.due_by === null ? '' : `, answer by ${day(evidence.due_by)}`
  return row(one, `dispute, ${words(reason)}`, `${words(status)}${due}`, over ? [] : open)
}

function ofPayout(one) {
  const { arrival_date: arrival, failure_code: code, id, status } = one.object
  const choice = (label, outcome) => ({
    label,
    path: 'payouts/decide',
    body: { payout: id, outcome },
  })
  const fail = choice('Fail', 'fail')
  const choices = {
    pending: [choice('Arrive', 'pay'), fail],
    in_transit: [choice('Arrive', 'pay'), fail],
    paid: [fail],
  }[status]
  const state = code === null ? `${words(status)}, ${day(arrival)}` : `failed: ${words(code)}`
  return row(one, 'payout', state, choices ?? [])
}

function words(name) {
  return name.replaceAll('_', ' ')
}

function day(seconds) {
  return new Date(seconds * 1000).toLocaleDateString(undefined, { dateStyle: 'medium' })
}

function money({ amount, currency }) {
  const format = new Intl.NumberFormat(undefined, { style: 'currency', currency })
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits)
}
