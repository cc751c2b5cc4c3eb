import { Button, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { parseAmount } from '../../../../src/kit/money.ts'
import { money as t } from '../../../messages/en/money.ts'
import type { useFormProblem } from '../../../ui/FormProblem.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import payments from '../payments/Payments.module.css'

export interface AmountTyped {
  amount: string
  reason: string
}

export const NOTHING_TYPED: AmountTyped = { amount: '', reason: '' }

interface Props {
  typed: AmountTyped
  currency: string
  reasonHint: string
  form: ReturnType<typeof useFormProblem>
  /** Whether it begins the form, and so takes the focus. */
  isFirst?: boolean
  onTyped: (typed: AmountTyped) => void
}

/** How much, and why: every movement of credit by hand asks both. */
export function AmountAndReason(props: Props) {
  const { typed, currency, reasonHint, form, isFirst = true, onTyped } = props
  const amountRef = useRef<HTMLInputElement>(null)
  // The drawer was open before this was known.
  useEffect(() => {
    if (isFirst) amountRef.current?.focus()
  }, [isFirst])

  function change(part: Partial<AmountTyped>): void {
    onTyped({ ...typed, ...part })
    form.clear()
  }

  return (
    <>
      <MoneyField
        ref={amountRef}
        label={t.amount}
        name="amount"
        text={typed.amount}
        currency={currency}
        minimum={1n}
        problem={form.at('amount')}
        rightSection={<span className={payments.currency}>{currency}</span>}
        rightSectionWidth={56}
        onText={(amount) => change({ amount })}
      />
      <TextInput
        label={t.reason}
        description={reasonHint}
        name="reason"
        autoComplete="off"
        maxLength={200}
        value={typed.reason}
        error={form.at('reason')}
        onChange={(event) => change({ reason: event.currentTarget.value })}
      />
    </>
  )
}

/** The amount, once nothing is wrong with it, the most of it, and the reason; else it is said. */
export function readAmount(
  typed: AmountTyped,
  currency: string,
  form: ReturnType<typeof useFormProblem>,
  tooMuch: (amount: number) => string | null = () => null,
): number | null {
  form.clear()
  const parsed = parseAmount(typed.amount, currency, { minimum: 1n })
  if (!parsed.ok) {
    form.refuse('amount', parsed.message)
    return null
  }
  const refusal = tooMuch(Number(parsed.amount))
  if (refusal !== null) {
    form.refuse('amount', refusal)
    return null
  }
  if (typed.reason.trim() === '') {
    form.refuse('reason', t.noReason)
    return null
  }
  return form.withholds({ reason: typed.reason }) ? null : Number(parsed.amount)
}

/** What is typed so far as minor units, for what the button says. */
export function amountOf({ amount }: AmountTyped, currency: string): number | null {
  const parsed = parseAmount(amount, currency, { minimum: 1n })
  return parsed.ok ? Number(parsed.amount) : null
}

interface FootProps {
  summary?: ReactNode
  progress: 'sending' | 'asking' | null
  children: string
}

/** What the button does stands above it; under it, that it is being done. */
export function FormFoot({ summary, progress, children }: FootProps) {
  return (
    <div className={payments.foot}>
      {summary && <p className={payments.summary}>{summary}</p>}
      <Button type="submit" size="md" fullWidth loading={progress !== null}>
        {children}
      </Button>
      <p className={payments.progress} role="status">
        {progress && t[progress]}
      </p>
    </div>
  )
}
