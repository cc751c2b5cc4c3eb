import type { Payment } from '../../../api/contract.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { CopyText } from '../../../ui/CopyText.tsx'
import classes from './Payments.module.css'
import { payerName } from './payment-words.ts'

/** Why a bank said no, and what a colleague would say now. */
export function Words({ payment }: { payment: Payment }) {
  const { decline } = payment
  if (!decline) return null
  return (
    <>
      <p className={classes.resultText}>
        {decline.cause} {decline.next}
      </p>
      <blockquote className={classes.say}>
        {t.sayTo(payerName(payment))} <CopyText value={decline.say} label={t.theWords} />
        <q>{decline.say}</q>
      </blockquote>
    </>
  )
}

/** As they came, for whoever talks with the bank or with Stripe. */
export function BankCodes({ payment: { decline } }: { payment: Payment }) {
  if (!decline?.code) return null
  return (
    <details className={classes.details}>
      <summary>{t.bankCodes}</summary>
      <code>{codesOf(decline)}</code>
    </details>
  )
}

function codesOf(decline: NonNullable<Payment['decline']>): string {
  const { code, declineCode, adviceCode, networkDeclineCode, networkAdviceCode } = decline
  return [code, declineCode, adviceCode, networkDeclineCode, networkAdviceCode]
    .filter(Boolean)
    .join(' · ')
}
