/** What can be decided about each payment, refund, dispute and payout, newest first. */
export function decisions({ charges, refunds, disputes, payouts }) {
  const rows = [
    ...charges.filter(({ object }) => object.paid).map(ofCharge),
    ...refunds.map(ofRefund),
    ...disputes.map(ofDispute),
    ...payouts.map(ofPayout),
  ]
  return rows.toSorted((a, b) => b.created - a.created).slice(0, 30)
}

function row({ account, object }, what, state, choices) {
  const { created } = object
  return { account, created, what, amount: money(object), state, choices }
}

function ofCharge(one) {
  const {
    amount,
    amount_refunded: refunded,
    disputed,
    id,
    payment_method_details: how,
  } = one.object
  const what = `payment, ${how?.card?.brand ?? ''} ${how?.card?.last4 ?? ''}`
  const gone = refunded === amount ? 'refunded' : refunded > 0 ? 'partly refunded' : 'paid'
  const choices = [
    { label: 'Dispute', path: 'disputes', body: { charge: id } },
    { label: 'Inquire', path: 'disputes', body: { charge: id, inquiry: true } },
  ]
  return row(one, what, disputed ? `${gone}, disputed` : gone, disputed ? [] : choices)
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
