import { Button, TextInput } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { WireMoney } from '../../../api/contract.ts'
import type { Problem } from '../../../api/problem.ts'
import { addressFields } from '../../../billing/billing-address.ts'
import { common } from '../../../messages/en/common.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { cardDataIn } from '../../../ui/card-data.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useSlug } from '../../shell/organization.tsx'
import { actionText } from './action-text.ts'
import { DebitNotice } from './DebitNotice.tsx'
import { DETAIL_FIELDS } from './DetailsFields.tsx'
import { OverLimit } from './OverLimit.tsx'
import classes from './Payments.module.css'
import { isUnanswered } from './unanswered.ts'
import type { PaymentFormState } from './use-payment-form.ts'

const FORM_FIELDS = [
  ...['amount', 'card', 'method', 'dueOn'],
  ...['name', 'save', 'tendered', 'checkNumber', 'externalBrand', 'authorizationCode'].map(
    (one) => `method.${one}`,
  ),
  ...addressFields('method.billingAddress'),
  ...DETAIL_FIELDS,
]
const QUESTIONS = [
  'exceeds_balance',
  'possible_duplicate',
  'card_expired',
  'amount_over_limit',
  'notice_required',
]

/** A problem that is answered or read above the button, rather than at a field. */
export function isHurdle(problem: Problem): boolean {
  return QUESTIONS.includes(problem.code) || !FORM_FIELDS.includes(problem.field ?? '')
}

/** Whether the main button must wait for an answer to it. */
export function isQuestion(problem: Problem): boolean {
  return QUESTIONS.includes(problem.code) || isUnanswered(problem)
}

interface Props {
  problem: Problem
  form: PaymentFormState
}

/** The second step, only when it helps: more than owed, the same again, somebody else at it. */
export function Hurdle({ problem, form }: Props) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (problem) ref.current?.focus()
  }, [problem])

  if (isUnanswered(problem)) {
    return (
      <Notice
        ref={ref}
        focusable
        role="alert"
        tone="warn"
        title={t.noAnswerTitle}
        actions={
          <Button size="compact-sm" onClick={() => void form.askAgain()}>
            {t.askAgain}
          </Button>
        }
      >
        {t.noAnswer}
      </Notice>
    )
  }
  switch (problem.code) {
    case 'exceeds_balance':
      return (
        <Notice
          ref={ref}
          focusable
          role="alert"
          tone="warn"
          actions={<Overpayment {...{ problem, form }} />}
        >
          {problem.message}
        </Notice>
      )
    case 'possible_duplicate':
      return <Duplicate problem={problem} form={form} />
    case 'amount_over_limit':
      return (
        <OverLimit
          message={problem.message}
          act={{ ...form, refundOf: null }}
          action={actionText(form)}
          onApproved={(approvalId) => void form.pay({ approvalId })}
        />
      )
    case 'notice_required':
      return <DebitNotice problem={problem} form={form} />
    case 'card_expired':
      return (
        <Notice
          ref={ref}
          focusable
          role="alert"
          tone="warn"
          actions={
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => void form.pay({ confirmExpired: true })}
            >
              {t.tryExpired}
            </Button>
          }
        >
          {problem.message}
        </Notice>
      )
    default:
      return (
        <Notice
          ref={ref}
          focusable
          role="alert"
          tone={problem.status === 409 ? 'warn' : 'bad'}
          actions={problem.status === 401 ? <SignInAgain /> : <OtherPayment problem={problem} />}
        >
          {problem.code === 'key_reused' ? t.keyReused : problem.message}
        </Notice>
      )
  }
}

function Overpayment({ problem, form }: Props) {
  const { due, credit } = problem.document as unknown as { due?: WireMoney; credit?: WireMoney }
  if (!credit || form.amount === null) return null
  const amount = moneyText({ amount: form.amount, currency: form.currency })
  return (
    <>
      {due && due.amount > 0 && (
        <Button size="compact-sm" onClick={() => void form.payLess(due.amount)}>
          {form.tender ? t.recordDue(moneyText(due)) : t.chargeDue(moneyText(due))}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => void form.pay({ keepCredit: true })}
      >
        {(form.tender ? t.recordKeepCredit : t.keepCredit)(amount, moneyText(credit))}
      </Button>
    </>
  )
}

function Duplicate({ problem, form }: Props) {
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string>()
  const ref = useRef<HTMLInputElement>(null)
  const amount = moneyText({ amount: form.amount ?? 0, currency: form.currency })

  useEffect(() => {
    ref.current?.focus()
  }, [])

  function again(): void {
    const refusal = reason.trim() === '' ? t.noDuplicateReason : cardDataIn(reason)
    setWrong(refusal)
    if (refusal === undefined) void form.pay({ duplicateReason: reason.trim() })
  }

  return (
    <Notice tone="warn" role="alert">
      {problem.message}
      <div className={classes.duplicate}>
        <TextInput
          ref={ref}
          label={t.duplicateReason}
          description={t.duplicateHint}
          autoComplete="off"
          value={reason}
          error={wrong}
          onChange={(event) => {
            setReason(event.currentTarget.value)
            setWrong(undefined)
          }}
        />
        <Button variant="default" onClick={again}>
          {form.tender ? t.recordAgain(amount) : t.chargeAgain(amount)}
        </Button>
      </div>
    </Notice>
  )
}

/** The address holds the payment's key, so it is the same payment after signing in. */
function SignInAgain() {
  const { href } = useLocation()
  return (
    <LinkButton to={paths.signIn()} search={{ next: href }} size="compact-sm" variant="default">
      {common.signIn}
    </LinkButton>
  )
}

function OtherPayment({ problem }: { problem: Problem }) {
  const slug = useSlug()
  const { paymentId } = problem.document
  if (typeof paymentId !== 'string') return null
  return (
    <LinkButton to={paths.payment(slug, paymentId)} size="compact-sm" variant="default">
      {t.seePayment}
    </LinkButton>
  )
}
