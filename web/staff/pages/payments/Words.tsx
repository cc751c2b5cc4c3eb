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
