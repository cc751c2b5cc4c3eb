import type { PaymentState } from '../../../api/contract.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { useNow } from '../../../ui/clock.ts'
import classes from './Payments.module.css'

const POLLS_MS: Partial<Record<PaymentState, number>> = {
  created: 1_500,
  confirming: 1_500,
  requires_action: 4_000,
  unknown: 4_000,
  processing: 20_000,
  review: 20_000,
}

/** How often a payment that is not final is read again, beside what arrives live. */
export function pollMs(state: PaymentState | undefined): number | false {
  return state ? (POLLS_MS[state] ?? false) : false
}

/** A live counter: a page that stands still would be read as a result. */
export function UnknownText({ nextLookAt }: { nextLookAt: string | null }) {
  const now = useNow()
  const seconds = nextLookAt ? Math.ceil((Date.parse(nextLookAt) - now.getTime()) / 1000) : 0
  return <p className={classes.resultText}>{t.unknownText(Math.max(0, seconds))}</p>
}
