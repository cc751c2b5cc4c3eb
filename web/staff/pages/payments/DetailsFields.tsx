import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { payments as t } from '../../../messages/en/payments.ts'
import { dateText } from '../../../ui/dates.ts'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './Payments.module.css'
import type { Details } from './use-details.ts'
import type { PaymentFormState } from './use-payment-form.ts'

export const DETAIL_FIELDS = [
  'postedOn',
  'payerCategoryId',
  'reference',
  'description',
  'note',
  'receiptEmail',
  'refundableUntil',
]

/** Everything that has a good answer already, folded behind one line that says which. */
export function DetailsFields({ form }: { form: PaymentFormState }) {
  const { me, payerCategories } = useOrganization()
  const { details, changeDetails, at } = form
  const { typed, today } = details
  const [isOpen, setOpen] = useState(false)
  const isAsked = DETAIL_FIELDS.some((field) => at(field) !== undefined)
  const mayBackdate = me.permissions.includes('payments.backdate')
  const isLater = form.dueOn !== null

  useEffect(() => {
    if (isAsked) setOpen(true)
  }, [isAsked])

  return (
    <details
      className={classes.details}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <span>{t.details}</span> <span className={classes.hint}>{preview(details, isLater)}</span>
      </summary>
      <div className={classes.detailsBody}>
        <div className={classes.pair}>
          {!isLater && (
            <TextInput
              type="date"
              label={t.postedOn}
              description={mayBackdate ? t.postedOnHint : t.mayNotBackdate}
              name="postedOn"
              max={today}
              disabled={!mayBackdate}
              value={typed.postedOn ?? today}
              error={at('postedOn')}
              onChange={(event) => changeDetails({ postedOn: event.currentTarget.value })}
            />
          )}
          <NativeSelect
            label={t.payer}
            description={t.payerHint}
            name="payerCategoryId"
            data={[
              ...payerCategories.map(({ id, name }) => ({ value: id, label: name })),
              { value: '', label: t.notGiven },
            ]}
            value={typed.payerCategoryId}
            error={at('payerCategoryId')}
            onChange={(event) => changeDetails({ payerCategoryId: event.currentTarget.value })}
          />
        </div>
        <TextInput
          label={t.reference}
          description={t.referenceHint}
          name="reference"
          autoComplete="off"
          value={details.reference}
          error={at('reference')}
          onChange={(event) => changeDetails({ reference: event.currentTarget.value })}
        />
        <Description form={form} />
        <Textarea
          label={t.note}
          description={t.noteHint}
          name="note"
          rows={2}
          value={typed.note}
          error={at('note')}
          onChange={(event) => changeDetails({ note: event.currentTarget.value })}
        />
        {!isLater && (
          <>
            <TextInput
              type="email"
              label={t.receiptEmail}
              description={details.onFile ? t.receiptOnFile(details.onFile) : t.noEmailOnFile}
              name="receiptEmail"
              autoComplete="off"
              value={typed.receiptEmail}
              error={at('receiptEmail')}
              onChange={(event) => changeDetails({ receiptEmail: event.currentTarget.value })}
            />
            <TextInput
              type="date"
              label={t.refundableUntil}
              description={t.refundableHint}
              name="refundableUntil"
              value={typed.refundableUntil}
              error={at('refundableUntil')}
              onChange={(event) => changeDetails({ refundableUntil: event.currentTarget.value })}
            />
          </>
        )}
      </div>
    </details>
  )
}

/** Also a field of the short form. */
export function Description({ form }: { form: PaymentFormState }) {
  return (
    <TextInput
      label={t.description}
      description={t.descriptionHint}
      name="description"
      autoComplete="off"
      value={form.details.typed.description}
      error={form.at('description')}
      onChange={(event) => form.changeDetails({ description: event.currentTarget.value })}
    />
  )
}

/** "Posted today · 11.22.2026 1000 CC · Client responsibility · receipt to maria@example.com". */
function preview(details: Details, isLater: boolean): string {
  const { typed, today, reference, payer, onFile } = details
  const { postedOn } = typed
  const address = typed.receiptEmail || onFile
  return [
    !isLater && (!postedOn || postedOn === today ? t.postedToday : t.posted(dateText(postedOn))),
    reference,
    payer?.name,
    !isLater && address && t.receiptTo(address),
  ]
    .filter(Boolean)
    .join(' · ')
}
