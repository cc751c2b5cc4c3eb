import { causeOf } from '../differences/words.ts'
import { reasonText } from '../disputes/dispute.ts'
import { formatMoney, money } from '../kit/money.ts'
import { declineCause, explainDecline } from '../processor/explain-decline.ts'
import { codeMeaning } from '../processor/return-codes.ts'
import { whyRefundFailed } from '../refunds/refund-words.ts'
import { cardName } from '../wallet/authorization.ts'
import type { Facts } from './facts.ts'
import * as matters from './matters.ts'

/** What an item is about: the column that names it, and what is told when it moves. */
export type About =
  | 'payment'
  | 'refund'
  | 'dispute'
  | 'return'
  | 'method'
  | 'scheduled'
  | 'difference'

/** What may be done from the list, best first. Opening what it is about may be done always. */
type Step = 'retry' | 'otherMethod' | 'sendLink'

interface Words {
  /** Whether money was taken, said first. */
  money: string
  cause: string
  /** To the client, where there is something to say. */
  say: string | null
}

interface Kind {
  about: About
  /** Rows that need a person: an item is opened when one appears, solved when it is gone. */
  stands?: string
  /** Opened by what only the processor knew; solved when the row is not among these any more. */
  lasts?: string
  /** What stands changes as days pass, too: a job looks. */
  byDay?: true
  /** A failure of the last day, which the daily mail tells. */
  isFailure?: true
  steps: readonly Step[]
  /** For somebody who may or may not see why a bank said no. */
  words: (facts: Facts, seesSensitive: boolean) => Words
}

/**
 * The one list of what is put before a person: what it is about, when it begins and when it is
 * over, what it is called, what may be done. A kind with neither `stands` nor `lasts` ends by a
 * person's word alone.
 */
export const KINDS = {
  scheduled_declined: {
    about: 'scheduled',
    stands: matters.DECLINED_SCHEDULED,
    isFailure: true,
    steps: ['retry', 'otherMethod', 'sendLink'],
    words: (facts, seesSensitive) => ({
      money: 'No money was taken.',
      ...declined(facts, seesSensitive),
    }),
  },
  echeck_failed: {
    about: 'payment',
    stands: matters.FAILED_ECHECKS,
    isFailure: true,
    steps: ['retry', 'otherMethod', 'sendLink'],
    words: ({ payment }) => {
      const { cause, say, next } = codeMeaning(payment?.problem?.returnCode ?? null)
      return { money: 'No money was taken.', cause: `${cause} ${next}`, say }
    },
  },
  unclear_payment: {
    about: 'payment',
    stands: matters.UNCLEAR_PAYMENTS,
    isFailure: true,
    steps: [],
    words: ({ payment }) => ({
      money: 'Nobody knows yet whether money was taken. Do not charge again.',
      cause:
        payment?.state === 'unknown'
          ? 'The card processor did not answer. It is asked again; this ends by itself, usually in 2 minutes.'
          : 'The card processor did not answer for a day. Look the payment up in its dashboard.',
      say: 'We are waiting for your bank’s answer. You are not charged twice.',
    }),
  },
  amount_differs: {
    about: 'payment',
    lasts: matters.PAYMENTS_IN_REVIEW,
    isFailure: true,
    steps: [],
    words: ({ detail, amount, currency }) => ({
      money: `The card processor took ${said(detail.received, currency)}.`,
      cause: `${said(amount, currency)} was asked for, and another amount was taken. Nothing is booked until somebody compares both.`,
      say: 'The amount on your card is not the one we asked for. We are looking into it.',
    }),
  },
  money_on_closed_payment: {
    about: 'payment',
    isFailure: true,
    steps: [],
    words: ({ detail, currency, payment }) => ({
      money: `The card processor took ${said(detail.received, currency)}.`,
      cause: `Here the payment is ${payment?.state ?? 'closed'}, so the money is booked nowhere. Give it back in the processor’s dashboard, or record it here.`,
      say: 'Your card was charged although we told you it was not. We are putting it right.',
    }),
  },
  refund_failed: {
    about: 'refund',
    stands: matters.FAILED_REFUNDS,
    isFailure: true,
    steps: [],
    words: ({ refund }) => ({
      money: refund?.madeGood
        ? 'No money went back. What the client does not have from their bank is account credit.'
        : 'No money went back. It is account credit.',
      cause: whyRefundFailed(refund?.problem?.reason ?? ''),
      say: 'Your bank sent our refund back. How would you like to have the money?',
    }),
  },
  refund_unclear: {
    about: 'refund',
    stands: matters.UNCLEAR_REFUNDS,
    isFailure: true,
    steps: [],
    words: () => ({
      money: 'Nobody knows whether the money went back. Do not refund again.',
      cause: 'The card processor did not answer for a day. Look the refund up in its dashboard.',
      say: 'Your refund is on its way to be confirmed. We will tell you when it is.',
    }),
  },
  refund_at_processor: {
    about: 'refund',
    stands: matters.REFUNDS_AT_PROCESSOR,
    steps: [],
    words: () => ({
      money: 'Money went back to the client.',
      cause:
        'Somebody refunded it in the processor’s dashboard. What it had paid is owed again; take that off if it should not be.',
      say: null,
    }),
  },
  refund_too_much: {
    about: 'payment',
    steps: [],
    words: ({ detail, currency }) => ({
      money: `${said(detail.amount, currency)} went back to the client.`,
      cause:
        'Somebody refunded more in the processor’s dashboard than the payment has here. Nothing is booked until somebody compares both.',
      say: null,
    }),
  },
  dispute_opened: {
    about: 'dispute',
    stands: matters.DISPUTES_TO_ANSWER,
    isFailure: true,
    steps: [],
    words: ({ dispute }) => ({
      money: dispute?.isInquiry ? 'No money was withdrawn yet.' : 'The bank took the money back.',
      cause: `The client took it up with their bank: ${lower(reasonText(dispute?.reason ?? ''))}. Send evidence before the due date.`,
      say: 'Your bank asks us about a payment. Do you remember it?',
    }),
  },
  dispute_closed: {
    about: 'dispute',
    stands: matters.CLOSED_DISPUTES,
    steps: [],
    words: ({ dispute }) => CLOSED[dispute?.state ?? 'closed'] ?? WITHDRAWN,
  },
  check_returned: {
    about: 'return',
    stands: matters.RETURNED_PAYMENTS,
    isFailure: true,
    steps: ['otherMethod', 'sendLink'],
    words: ({ return: returned, payment }) => ({
      money: 'The bank took the money back.',
      cause: `The client’s bank did not honor the ${payment?.tender === 'echeck' ? 'eCheck' : 'check'}: ${endless(lower(returned?.reason ?? ''))}. What it had paid is owed again.`,
      say: 'Your bank sent your payment back. Would you like to pay another way?',
    }),
  },
  method_expiring: {
    about: 'method',
    stands: matters.EXPIRING_METHODS,
    byDay: true,
    steps: ['sendLink'],
    words: ({ method }) => ({
      money: 'No money was taken.',
      cause: method
        ? `${cardName(method)} is good through ${method.expMonth}/${method.expYear}, and something hangs on it: an upcoming payment, or invoices that are open.`
        : 'A saved card is about to expire, and something hangs on it.',
      say: 'Your card is about to expire. May we take down the new one?',
    }),
  },
  difference: {
    about: 'difference',
    stands: matters.OPEN_DIFFERENCES,
    steps: [],
    words: ({ difference }) => ({
      money: 'The processor says something else than is written here.',
      cause: difference ? causeOf(difference) : '',
      say: null,
    }),
  },
} as const satisfies Record<string, Kind>

export type AttentionKind = keyof typeof KINDS

export const ATTENTION_KINDS = Object.keys(KINDS) as AttentionKind[]

/** What the daily mail tells. */
export const FAILURES = ATTENTION_KINDS.filter((kind) => kindOf(kind).isFailure)

export function kindOf(kind: AttentionKind): Kind {
  return KINDS[kind]
}

const CLOSED: Partial<Record<string, Words>> = {
  won: {
    money: 'The bank gave the money again. It is account credit.',
    cause: 'The dispute was won. Put the credit on what the client owes.',
    say: null,
  },
  lost: {
    money: 'The client has the money back from their bank.',
    cause: 'The dispute was lost. What the payment had paid is owed again.',
    say: 'Your bank gave you the money back, so the invoice is open again.',
  },
}
const WITHDRAWN: Words = {
  money: 'No money was withdrawn.',
  cause: 'The bank closed it without taking it up.',
  say: null,
}

function declined({ payment }: Facts, seesSensitive: boolean): Omit<Words, 'money'> {
  const decline = payment?.problem?.decline
  if (!decline) {
    return { cause: 'The planned payment was not taken.', say: 'Your payment did not go through.' }
  }
  const explained = explainDecline(decline)
  return { cause: declineCause(explained, seesSensitive), say: explained.say }
}

/** An amount as the books or the processor have it. */
function said(amount: unknown, currency: string | null): string {
  const known = typeof amount === 'bigint' || Number.isSafeInteger(amount)
  return known && currency ? formatMoney(money(BigInt(amount as number), currency)) : 'an amount'
}

function lower(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}

/** Without its full stop: a sentence goes on. */
function endless(text: string): string {
  return text.replace(/\.$/, '')
}
