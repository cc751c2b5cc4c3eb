import type { ListedDifference } from './store.ts'

/** What is different and why that may be, for somebody who knows neither tables nor webhooks. */
export function causeOf({ kind, found }: Pick<ListedDifference, 'kind' | 'found'>): string {
  switch (kind) {
    case 'unknown_charge':
      return 'The processor took this money for a payment that is not here. Somebody charged in its dashboard, or another program uses the same account. Look it up there, record the payment here if it is a client’s, and choose “Say what it was” on the page Differences.'
    case 'unsettled_charge':
      return `The processor took this money; here the payment is ${stateWord(found.here)}. The news of it was lost on the way.`
    case 'amount_differs':
      return 'The processor took another amount than is written here. Look at both before anything is changed.'
    case 'missing_charge':
      return 'Here it is paid; the processor lists no such charge. The keys of another account may be in use, or a restore brought back old data.'
    case 'unknown_fee':
      return 'The processor’s fee for this payment was not booked yet. The news of it was lost on the way.'
    case 'unknown_refund':
      return 'Somebody refunded this in the processor’s dashboard.'
    case 'refund_differs':
      return `The processor says that this refund ${refundWord(found.processor)}; here it ${refundWord(found.here)}. The news of it was lost on the way.`
    case 'missing_refund':
      return 'Here the money went back; the processor lists no such refund.'
    case 'unknown_dispute':
      return 'A cardholder disputed this payment, and the news of it was lost on the way.'
    case 'dispute_differs':
      return 'The processor says something else about this dispute than is written here. The news of it was lost on the way.'
    case 'unknown_payout':
      return 'The processor brought this to the bank, and it was not read yet.'
    case 'payout_differs':
      return 'The processor says something else about this payout than is written here. The news of it was lost on the way.'
    case 'members_differ':
      return 'The members of this payout were not read yet, or do not add up to what arrived.'
  }
}

/** What was done about it, or may be done now. */
export function fateOf({ kind, state, endedByName, note }: ListedDifference): string {
  if (state === 'absorbed') {
    const done = ABSORBED[kind] ?? 'It was taken in as the processor has it.'
    return endedByName === null ? done : `${done} ${endedByName} had it looked at again.`
  }
  if (state === 'explained') return `${endedByName ?? 'Somebody'}: ${note ?? ''}`
  if (state === 'gone') return 'It was no longer there when both were compared again.'
  return OPEN[kind] ?? 'Have it looked at again: what the processor has now is taken in.'
}

const ABSORBED: Partial<Record<ListedDifference['kind'], string>> = {
  unsettled_charge: 'The payment was settled as paid.',
  unknown_fee: 'The fee was booked.',
  unknown_refund: 'The refund was recorded, and what it paid is owed again.',
  refund_differs: 'The refund was settled as the processor has it.',
  unknown_dispute: 'The dispute was recorded.',
  dispute_differs: 'The dispute was changed to what the processor has.',
  unknown_payout: 'The payout was recorded.',
  payout_differs: 'The payout was changed to what the processor has.',
  members_differ: 'Its members were read.',
}

const OPEN: Partial<Record<ListedDifference['kind'], string>> = {
  unknown_charge: 'Nothing was changed. Say what it was, and it leaves this list.',
  amount_differs: 'Nothing was changed. Say what it was, and it leaves this list.',
}

function stateWord(state: string | undefined): string {
  return (state ?? 'open').replaceAll('_', ' ')
}

function refundWord(state: string | undefined): string {
  return (
    { succeeded: 'went through', failed: 'came back', pending: 'is on its way' }[state ?? ''] ??
    `is ${stateWord(state)}`
  )
}
