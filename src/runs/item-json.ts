import { moneyJson } from '../http/money-json.ts'
import { toTypeId } from '../kit/id.ts'
import { paymentRowJson } from '../payments/payment-json.ts'
import type { ListedPayment } from '../payments/payments.ts'
import { declineCause, explainDecline } from '../processor/explain-decline.ts'
import { methodName } from '../wallet/authorization.ts'
import { canBeIn, OUT_SENTENCES, type Run, type RunItem } from './run.ts'

/** What whoever looks may be shown of saved methods and of the reasons of banks. */
interface Sees {
  methods: boolean
  why: boolean
}

/** A row of a run as the API shows it; the sentence says first whether money was taken. */
export function itemJson(
  run: Pick<Run, 'currency'>,
  item: RunItem,
  payment: ListedPayment | undefined,
  sees: Sees,
) {
  const decline = payment?.problem?.decline
  const explained = decline && payment?.state === 'failed' ? explainDecline(decline) : null
  return {
    position: item.position,
    account: { id: toTypeId('acc', item.accountId), name: item.accountName },
    client:
      item.clientId && item.clientName !== null
        ? { id: toTypeId('cli', item.clientId), name: item.clientName }
        : null,
    method: item.method && sees.methods ? methodName(item.method) : null,
    amount: moneyJson(item.amount, run.currency),
    edited: item.edited,
    outcome: item.outcome,
    outBecause: item.outcome === 'out' ? item.outWhy : null,
    sentence: explained
      ? `Declined. No money was taken. ${declineCause(explained, sees.why)}`
      : sentenceOf(item, payment),
    next: explained?.next ?? null,
    canBeIn: item.outcome === 'out' && canBeIn(item.outWhy),
    paymentId: item.payment.isOpened ? toTypeId('pay', item.payment.id) : null,
  }
}

function sentenceOf(item: RunItem, payment: ListedPayment | undefined): string {
  if (item.outcome === 'out') return OUT_SENTENCES[item.outWhy ?? 'byHand']
  if (item.outcome === 'skipped') return item.skipText ?? ''
  if (payment && item.outcome !== 'waiting') return paymentRowJson(payment).sentence
  return item.outcome === 'waiting' ? 'Not charged yet.' : 'Being charged now.'
}
