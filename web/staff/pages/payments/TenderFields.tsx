import { Button, NativeSelect, TextInput } from '@mantine/core'
import { toDecimal } from '../../../../src/kit/currency-text.ts'
import { CHARGE_MAXIMUM } from '../../../../src/kit/money.ts'
import { common } from '../../../messages/en/common.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import classes from './Payments.module.css'
import { changeDue } from './tender-typed.ts'
import type { PaymentFormState } from './use-payment-form.ts'
import { roundSums } from './ways.ts'

/** What is asked for beside the amount: the fields change with the tender. */
export function TenderFields({ form }: { form: PaymentFormState }) {
  const { typed, setTyped, at } = form
  switch (form.tender?.kind) {
    case 'cash':
      return <Cash form={form} />
    case 'check':
      return (
        <div className={classes.tenderFields}>
          <TextInput
            label={t.checkNumber}
            name="checkNumber"
            inputMode="numeric"
            autoComplete="off"
            value={typed.checkNumber}
            error={at('method.checkNumber')}
            onChange={(event) => setTyped({ checkNumber: event.currentTarget.value })}
          />
        </div>
      )
    case 'externalCard':
      return (
        <div className={classes.tenderFields}>
          <p className={classes.hint}>{t.externalHint}</p>
          <div className={classes.pair}>
            <NativeSelect
              label={t.cardType}
              name="externalBrand"
              data={[
                { value: '', label: t.notGiven },
                ...Object.values(common.brands).map((brand) => ({ value: brand, label: brand })),
                { value: t.otherBrand, label: t.otherBrand },
              ]}
              value={typed.externalBrand}
              error={at('method.externalBrand')}
              onChange={(event) => setTyped({ externalBrand: event.currentTarget.value })}
            />
            <TextInput
              label={t.authorizationCode}
              name="authorizationCode"
              autoComplete="off"
              value={typed.authorizationCode}
              error={at('method.authorizationCode')}
              onChange={(event) => setTyped({ authorizationCode: event.currentTarget.value })}
            />
          </div>
        </div>
      )
    default:
      return null
  }
}

/** What was handed over, and in large figures what goes back. */
function Cash({ form }: { form: PaymentFormState }) {
  const { amount, currency, typed, setTyped } = form
  const change = changeDue(typed.tendered, amount, currency)
  const text = (value: number) => moneyText({ amount: value, currency })
  return (
    <div className={classes.tenderFields}>
      <MoneyField
        label={t.tendered}
        description={t.tenderedHint}
        name="tendered"
        text={typed.tendered}
        onText={(tendered) => setTyped({ tendered })}
        currency={currency}
        maximum={CHARGE_MAXIMUM}
        problem={form.at('method.tendered')}
      />
      {amount !== null && (
        <fieldset className={classes.notes} aria-label={t.handedOver}>
          {[amount, ...roundSums(amount, currency)].map((sum) => (
            <Button
              key={sum}
              size="compact-md"
              variant="default"
              onClick={() => setTyped({ tendered: toDecimal(BigInt(sum), currency) })}
            >
              {sum === amount ? t.exactly(text(sum)) : text(sum)}
            </Button>
          ))}
        </fieldset>
      )}
      <output className={classes.change} data-short={(change ?? 0) < 0 || undefined}>
        {change !== null && (
          <>
            <span>{change < 0 ? t.stillMissing : t.changeDue}</span>
            <strong>{text(Math.abs(change))}</strong>
          </>
        )}
      </output>
    </div>
  )
}
