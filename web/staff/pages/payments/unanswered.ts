import type { NewPayment } from '../../../api/contract.ts'
import { NO_ANSWER, Problem } from '../../../api/problem.ts'
import { payments as t } from '../../../messages/en/payments.ts'

const nameOf = (key: string) => `onfile.unanswered.${key}`

/**
 * Keeps a payment that was sent, in this tab alone, until it is answered: after a reload the very
 * same one can be asked for. It holds no card, at most a token that works once.
 */
export function keepUnanswered(key: string, payment: NewPayment): void {
  sessionStorage.setItem(nameOf(key), JSON.stringify(payment))
}

export function readUnanswered(key: string): NewPayment | null {
  const kept = sessionStorage.getItem(nameOf(key))
  return kept === null ? null : (JSON.parse(kept) as NewPayment)
}

export function forgetUnanswered(key: string): void {
  sessionStorage.removeItem(nameOf(key))
}

/** What a payment that was left without its answer is shown with. */
export function noAnswer(): Problem {
  return new Problem({ status: 0, code: NO_ANSWER, title: t.noAnswerTitle, detail: t.noAnswer })
}

/** Whether the server may have taken the payment all the same. */
export function isUnanswered({ code, status, document }: Problem): boolean {
  return code === NO_ANSWER || (status >= 500 && document.moneyMoved !== 'no')
}
