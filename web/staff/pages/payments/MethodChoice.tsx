import { Radio } from '@mantine/core'
import type { Method } from '../../../api/contract.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { expiryText } from '../../../ui/dates.ts'
import classes from './Payments.module.css'
import { NEW_CARD, sortedMethods } from './use-payment-form.ts'

interface Props {
  methods: Method[]
  value: string
  onChange: (id: string) => void
  problem?: string
}

/** Every saved card, also those that cannot be charged, with the reason; then a new card. */
export function MethodChoice({ methods, value, onChange, problem }: Props) {
  return (
    <Radio.Group value={value} onChange={onChange} error={problem} aria-label={t.payWith}>
      <div className={classes.choices}>
        {sortedMethods(methods).map((method) => (
          <Radio
            key={method.id}
            value={method.id}
            disabled={method.unusable !== null}
            classNames={{
              root: classes.choice,
              body: classes.choiceBody,
              label: classes.choiceLabel,
            }}
            label={
              <>
                {method.name}
                {method.nickname && <span className={classes.hint}> {method.nickname}</span>}
              </>
            }
            description={describe(method)}
          />
        ))}
        <Radio
          value={NEW_CARD}
          classNames={{
            root: classes.choice,
            body: classes.choiceBody,
            label: classes.choiceLabel,
          }}
          label={t.newCard}
          description={methods.length === 0 ? t.newCardText : undefined}
        />
      </div>
    </Radio.Group>
  )
}

function describe(method: Method): string {
  if (method.unusable) return method.unusable
  const expiry = expiryText(method)
  return method.expired ? `${t.expired(expiry)}. ${t.expiredText}` : t.expires(expiry)
}
