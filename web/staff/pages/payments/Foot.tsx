import { Button } from '@mantine/core'
import type { Billing } from '../../../api/contract.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { MOD } from '../../shell/shortcuts.ts'
import { actionText } from './action-text.ts'
import { Hurdle, isHurdle, isQuestion } from './Hurdle.tsx'
import classes from './Payments.module.css'
import type { PaymentFormState } from './use-payment-form.ts'

interface FootProps {
  billing: Billing
  form: PaymentFormState
  isShort: boolean
}

/** The review (WCAG 3.3.4): what the button will do stands directly above it. */
export function Foot({ billing, form, isShort }: FootProps) {
  const { amount, progress, problem } = form
  const hurdle = problem && isHurdle(problem) ? problem : null
  return (
    <div className={classes.foot}>
      {hurdle && <Hurdle problem={hurdle} form={form} />}
      {hurdle?.code !== 'exceeds_balance' && !form.isFixed && (
        <p className={classes.summary}>{amount !== null && summary(billing, form)}</p>
      )}
      <Button
        fullWidth
        size="md"
        loading={progress !== null}
        disabled={hurdle !== null && isQuestion(hurdle)}
        onClick={() => void form.pay()}
      >
        {isShort ? t.confirmAnd(actionText(form)) : actionText(form)}
      </Button>
      <p className={classes.progress} role="status">
        {progress === null ? (
          <span className={classes.keyHint}>{t.keyHint(MOD)}</span>
        ) : progress === 'askingAgain' ? (
          t.askingAgain
        ) : form.tender || form.dueOn !== null ? (
          t.recording
        ) : (
          t.asking
        )}
      </p>
    </div>
  )
}

/** "Pays INV-104 in full, INV-107 in part. Balance after: $40.00." */
function summary(billing: Billing, form: PaymentFormState): string {
  const { parts, left } = form.plan
  const text = (value: number) => moneyText({ amount: value, currency: form.currency })
  if (form.dueOn !== null) return t.nothingNow
  const paid = parts.reduce((sum, part) => sum + part.amount, 0)
  const list = parts.map(({ invoice, inFull }) =>
    inFull ? t.paysInFull(invoice.number) : t.paysInPart(invoice.number),
  )
  const sentences = [
    list.length > 0 && t.paysList(list.join(', ')),
    left > 0 && (form.chosen.length > 0 ? t.overTicked(text(left)) : t.becomesCredit(text(left))),
    t.balanceAfter(text(billing.balance.amount - paid)),
  ]
  return sentences.filter(Boolean).join(' ')
}
