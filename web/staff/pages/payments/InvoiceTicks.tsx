import { Checkbox } from '@mantine/core'
import type { Invoice } from '../../../api/contract.ts'
import { common } from '../../../messages/en/common.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { secondsSince, useNow } from '../../../ui/clock.ts'
import { shortDateText } from '../../../ui/dates.ts'
import { Money } from '../../../ui/Money.tsx'
import { useOrganization } from '../../shell/organization.tsx'
import { linesText } from '../billing/Invoices.tsx'
import classes from './Payments.module.css'
import type { PaymentFormState } from './use-payment-form.ts'

/** What is owed, oldest first; or nothing of it, said in so many words. */
export function InvoiceTicks({ form }: { form: PaymentFormState }) {
  const { openInvoices } = form
  return (
    <fieldset className={classes.group}>
      <legend>{t.pays}</legend>
      {openInvoices.length === 0 && <p className={classes.hint}>{t.noneOpen}</p>}
      {openInvoices.map((invoice) => (
        <InvoiceTick
          key={invoice.id}
          invoice={invoice}
          isTicked={form.ticked.has(invoice.id)}
          onTick={() => form.tick(invoice.id)}
        />
      ))}
      {openInvoices.length > 0 && (
        <div className={classes.tick}>
          <Checkbox
            checked={form.isOnAccount}
            onChange={(event) =>
              event.currentTarget.checked ? form.leaveUnreconciled() : form.tickAll()
            }
            label={t.unreconciled}
            description={t.unreconciledHint}
          />
        </div>
      )}
    </fieldset>
  )
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
