import '@mantine/core/styles/Switch.css'
import { Switch, TextInput } from '@mantine/core'
import { addDays } from '../../../../src/kit/time.ts'
import { common } from '../../../messages/en/common.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { permissionNames } from '../../../messages/en/permission-names.ts'
import classes from './Payments.module.css'
import type { PaymentFormState } from './use-payment-form.ts'

/** A payment of a later day is written down; what takes it by itself is not there yet, and that is said. */
export function Later({ form }: { form: PaymentFormState }) {
  const { dueOn, setDueOn, details } = form
  const tomorrow = addDays(details.today, 1)
  return (
    <div className={classes.later}>
      <Switch
        label={t.later}
        checked={dueOn !== null}
        disabled={!form.may.record}
        description={
          form.may.record ? undefined : common.notPermitted(permissionNames['payments.record'])
        }
        onChange={(event) => setDueOn(event.currentTarget.checked ? '' : null)}
      />
      {dueOn !== null && (
        <>
          <TextInput
            type="date"
            label={t.dueOn}
            name="dueOn"
            min={tomorrow}
            value={dueOn}
            error={form.at('dueOn')}
            onChange={(event) => setDueOn(event.currentTarget.value)}
          />
          <p className={classes.hint}>{t.laterText}</p>
        </>
      )}
    </div>
  )
}
