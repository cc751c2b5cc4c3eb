import { useEffect, useRef } from 'react'
import { payments as t } from '../../../messages/en/payments.ts'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import { useKeys } from '../../../ui/useKeys.ts'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { KEYS } from '../../shell/shortcuts.ts'
import { CreditNotice } from './CreditNotice.tsx'
import { DETAIL_FIELDS, Description, DetailsFields } from './DetailsFields.tsx'
import { Foot } from './Foot.tsx'
import { isHurdle } from './Hurdle.tsx'
import { InvoiceTicks } from './InvoiceTicks.tsx'
import { Later } from './Later.tsx'
import { MethodChoice } from './MethodChoice.tsx'
import { NewCard } from './NewCard.tsx'
import classes from './Payments.module.css'
import { TenderFields } from './TenderFields.tsx'
import { type PaymentFormInput, usePaymentForm } from './use-payment-form.ts'

/** What is paid, how much, with what; under it, in one line, what pressing the button does. */
export function PaymentForm(input: PaymentFormInput) {
  const { billing, wanted } = input
  const isShort = wanted.short === true
  const form = usePaymentForm(input)
  const formRef = useRef<HTMLFormElement>(null)
  const amountRef = useRef<HTMLInputElement>(null)
  const { currency, problem } = form
  /** Also when something there must be changed before it is taken. */
  const showsDetails =
    !isShort || DETAIL_FIELDS.some((field) => field !== 'description' && form.at(field))

  useEffect(() => {
    amountRef.current?.focus()
    amountRef.current?.select()
  }, [])
  useEffect(() => {
    if (!problem?.field || isHurdle(problem)) return
    const name = problem.field.replace('method.', '')
    const field = formRef.current?.querySelector<HTMLElement>(`[name="${name}"]`)
    // The details unfold first.
    requestAnimationFrame(() => field?.focus())
  }, [problem])
  useKeys({ [KEYS.pay]: () => void form.pay() }, { everywhere: true })

  return (
    <form
      ref={formRef}
      className={classes.form}
      noValidate
      onSubmit={(event) => event.preventDefault()}
    >
      <fieldset className={classes.fields} disabled={form.isFixed}>
        <CreditNotice form={form} />
        {!isShort && <InvoiceTicks form={form} />}
        <MoneyField
          ref={amountRef}
          label={t.amount}
          name="amount"
          data-autofocus
          classNames={{ input: classes.amount }}
          text={form.amountText}
          onText={form.setAmountText}
          currency={currency}
          minimum={form.limits.minimum}
          maximum={form.limits.maximum}
          rightSection={<span className={classes.currency}>{currency}</span>}
          rightSectionWidth={56}
          problem={problem && isHurdle(problem) ? undefined : form.at('amount')}
        />
        {!showsDetails && <Description form={form} />}
        <fieldset className={classes.group}>
          <legend>{t.payWith}</legend>
          <MethodChoice form={form} />
          {form.way.kind === 'new' && form.dueOn === null && (
            <NewCard form={form} clientNumber={billing.client.number} onTouched={input.onDirty} />
          )}
          <TenderFields form={form} />
        </fieldset>
        {!isShort && !wanted.scheduled && <Later form={form} />}
        {showsDetails && <DetailsFields form={form} />}
        {isShort && <AllFields {...input} />}
      </fieldset>
      <Foot billing={billing} form={form} isShort={isShort} />
    </form>
  )
}

/** From the short form to the whole one; what was typed stays, because it is the same form. */
function AllFields({ billing, wanted }: PaymentFormInput) {
  const { slug } = useOrganization()
  return (
    <p className={classes.hint}>
      {t.shortHint}{' '}
      <TextLink
        to={paths.newPayment(slug, billing.client.id)}
        search={{ ...wanted, short: undefined }}
        replace
      >
        {t.allFields}
      </TextLink>
    </p>
  )
}
