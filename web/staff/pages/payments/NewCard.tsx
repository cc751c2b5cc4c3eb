import { Checkbox, TextInput } from '@mantine/core'
import { AddressFields } from '../../../billing/AddressFields.tsx'
import { CardForm } from '../../../billing/CardForm.tsx'
import { splitWording } from '../../../billing/wording.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { wallet as w } from '../../../messages/en/wallet.ts'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './Payments.module.css'
import type { PaymentFormState } from './use-payment-form.ts'

interface Props {
  form: PaymentFormState
  clientNumber: number
  onTouched: () => void
}

/** The card form and, with the client's consent, the card's name in the wallet. */
export function NewCard({ form, clientNumber, onTouched }: Props) {
  const { slug, cardForm, authorizationWording } = useOrganization()
  const wording = splitWording(authorizationWording.text)
  const problem = form.at('card')
  return (
    <div className={classes.newCard}>
      <CardForm
        ref={form.cardForm}
        amount={{ amount: Math.max(form.amount ?? 0, 50), currency: form.currency }}
        save={form.save}
        settings={cardForm}
        currency={form.currency}
        onTouched={onTouched}
      />
      {problem && (
        <p className={classes.cardProblem} role="alert">
          {problem}
        </p>
      )}
      {cardForm && (
        <Checkbox
          checked={form.save}
          onChange={(event) => form.setSave(event.currentTarget.checked)}
          label={wording.first}
          description={wording.rest}
          disabled={form.notSaved !== null}
          error={form.at('method.save') ?? form.notSaved ?? undefined}
          classNames={{ label: classes.saveLabel }}
        />
      )}
      {cardForm && form.save && (
        <AddressFields
          address={form.address}
          onAddress={form.setAddress}
          knownFrom={form.knownFrom}
          prefix="billingAddress"
          problemAt={(field) => form.at(`method.${field}`)}
        />
      )}
      {cardForm && form.save && (
        <TextInput
          label={w.name}
          description={w.nameHint(clientNumber)}
          name="name"
          autoComplete="off"
          value={form.cardName}
          error={form.at('method.name')}
          onChange={(event) => form.setCardName(event.currentTarget.value)}
        />
      )}
      {cardForm && (
        <p className={classes.hint}>
          {t.neverWriteDown}{' '}
          <TextLink to={paths.help(slug)} hash="saved-cards" inherit target="_blank">
            {w.whoMay}
          </TextLink>
        </p>
      )}
    </div>
  )
}
