import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { Billing, Invoice } from '../../../api/contract.ts'
import { common } from '../../../messages/en/common.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { secondsSince, useNow } from '../../../ui/clock.ts'
import { shortDateText } from '../../../ui/dates.ts'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import { useKeys } from '../../../ui/useKeys.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { KEYS, MOD } from '../../shell/shortcuts.ts'
import { linesText } from '../billing/Invoices.tsx'
import { CardForm } from './CardForm.tsx'
import { Hurdle, isHurdle, isQuestion } from './Hurdle.tsx'
import { MethodChoice } from './MethodChoice.tsx'
import classes from './Payments.module.css'
import { NEW_CARD, type PaymentFormInput, usePaymentForm } from './use-payment-form.ts'

/** What is paid, how much, with what; under it, in one line, what pressing the button does. */
export function PaymentForm(input: PaymentFormInput) {
  const { billing } = input
  const { cardForm, authorizationWording } = useOrganization()
  const wording = splitWording(authorizationWording.text)
  const form = usePaymentForm(input)
  const amountRef = useRef<HTMLInputElement>(null)
  const at = (field: string) => (form.problem?.field === field ? form.problem.message : undefined)
  const isNew = form.methodId === NEW_CARD
  const currency = form.currency
  const shownAmount = { amount: Math.max(form.amount ?? 0, 50), currency }

  useEffect(() => {
    amountRef.current?.focus()
    amountRef.current?.select()
  }, [])
  useEffect(() => {
    if (form.problem?.field === 'amount' && !isHurdle(form.problem)) amountRef.current?.focus()
  }, [form.problem])
  useKeys({ [KEYS.pay]: () => void form.pay() }, { everywhere: true })

  return (
    <form className={classes.form} noValidate onSubmit={(event) => event.preventDefault()}>
      <fieldset className={classes.fields} disabled={form.isFixed}>
        <fieldset className={classes.group}>
          <legend>{t.pays}</legend>
          {billing.openInvoices.length === 0 && <p className={classes.hint}>{t.noneOpen}</p>}
          {billing.openInvoices.map((invoice) => (
            <InvoiceTick
              key={invoice.id}
              invoice={invoice}
              isTicked={form.ticked.has(invoice.id)}
              onTick={() => form.tick(invoice.id)}
            />
          ))}
        </fieldset>
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
          problem={form.problem && isHurdle(form.problem) ? undefined : at('amount')}
        />
        <fieldset className={classes.group}>
          <legend>{t.payWith}</legend>
          <MethodChoice
            methods={billing.methods}
            value={form.methodId}
            onChange={form.setMethodId}
            problem={form.problem?.code === 'card_expired' ? undefined : at('method')}
          />
          {isNew && (
            <div className={classes.newCard}>
              <CardForm
                ref={form.cardForm}
                amount={shownAmount}
                save={form.save}
                onTouched={input.onDirty}
              />
              {at('card') && (
                <p className={classes.cardProblem} role="alert">
                  {at('card')}
                </p>
              )}
              {cardForm && (
                <Checkbox
                  checked={form.save}
                  onChange={(event) => form.setSave(event.currentTarget.checked)}
                  label={wording.first}
                  description={wording.rest}
                  classNames={{ label: classes.saveLabel }}
                />
              )}
            </div>
          )}
        </fieldset>
        <details
          className={classes.details}
          open={at('note') || at('description') ? true : undefined}
        >
          <summary>
            {t.details} <span className={classes.hint}>{t.detailsPreview}</span>
          </summary>
          <div className={classes.detailsBody}>
            <TextInput
              label={t.description}
              description={t.descriptionHint}
              name="description"
              autoComplete="off"
              value={form.description}
              error={at('description')}
              onChange={(event) => form.setDescription(event.currentTarget.value)}
            />
            <Textarea
              label={t.note}
              description={t.noteHint}
              name="note"
              rows={2}
              value={form.note}
              error={at('note')}
              onChange={(event) => form.setNote(event.currentTarget.value)}
            />
          </div>
        </details>
      </fieldset>
      <Foot billing={billing} form={form} />
    </form>
  )
}

/** The wording stands beside the box as it is stored, its first sentence as the box's label. */
function splitWording(text: string): { first: string; rest: string } {
  const end = text.indexOf('. ') + 1
  return end === 0
    ? { first: text, rest: '' }
    : { first: text.slice(0, end), rest: text.slice(end) }
}

interface TickProps {
  invoice: Invoice
  isTicked: boolean
  onTick: () => void
}

function InvoiceTick({ invoice, isTicked, onTick }: TickProps) {
  const { timeZone } = useOrganization()
  const { heldBy } = invoice
  const now = useNow(heldBy ? 1_000 : 0)
  const late = invoice.overdueDays > 0
  return (
    <div className={classes.tick}>
      <Checkbox
        checked={isTicked}
        disabled={heldBy !== null}
        onChange={onTick}
        label={t.invoiceLabel(invoice.number, linesText(invoice))}
        description={
          heldBy ? (
            t.heldBy(heldBy.by, common.secondsAgo(secondsSince(heldBy.since, now)))
          ) : (
            <span className={late ? classes.late : undefined}>
              {late
                ? t.daysLate(invoice.overdueDays)
                : t.due(shortDateText(invoice.dueOn, timeZone, now))}
            </span>
          )
        }
      />
      <Money value={invoice.due} className={isTicked ? classes.tickedAmount : classes.hint} />
    </div>
  )
}

interface FootProps {
  billing: Billing
  form: ReturnType<typeof usePaymentForm>
}

/** The review (WCAG 3.3.4): what the button will do stands directly above it. */
function Foot({ billing, form }: FootProps) {
  const { currency, amount, progress, problem } = form
  const method = billing.methods.find(({ id }) => id === form.methodId)
  const text = (value: number) => moneyText({ amount: value, currency })
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
        {amount === null
          ? t.charge
          : method
            ? t.chargeTo(text(amount), method.name)
            : t.chargeNew(text(amount))}
      </Button>
      <p className={classes.progress} role="status">
        {progress === null ? (
          <span className={classes.keyHint}>{t.keyHint(MOD)}</span>
        ) : progress === 'asking' ? (
          t.asking
        ) : (
          t.askingAgain
        )}
      </p>
    </div>
  )
}

/** "Pays INV-104 in full, INV-107 in part. Balance after: $40.00." */
function summary(billing: Billing, form: FootProps['form']): string {
  const { parts, left } = form.plan
  const text = (value: number) => moneyText({ amount: value, currency: form.currency })
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
