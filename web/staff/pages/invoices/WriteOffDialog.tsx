import { Button, Modal, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { toDecimal } from '../../../../src/kit/currency-text.ts'
import { parseAmount } from '../../../../src/kit/money.ts'
import { call } from '../../../api/client.ts'
import type { InvoiceDetail } from '../../../api/contract.ts'
import { common } from '../../../messages/en/common.ts'
import { invoices as t } from '../../../messages/en/invoices.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './Invoices.module.css'

/** Gives up the rest of an invoice, or part of it. */
export function WriteOffDialog({
  invoice,
  onClose,
}: {
  invoice: InvoiceDetail
  onClose: () => void
}) {
  const { slug, currency } = useOrganization()
  const queryClient = useQueryClient()
  const { due, id, number } = invoice
  const [text, setText] = useState(toDecimal(BigInt(due.amount), currency))
  const [reason, setReason] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [key] = useState(() => crypto.randomUUID())
  const form = useFormProblem(['amount', 'reason'])
  const parsed = parseAmount(text, currency, { maximum: BigInt(due.amount) })
  const amount = { amount: parsed.ok ? Number(parsed.amount) : 0, currency }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (!parsed.ok) return form.refuse('amount', parsed.message)
    if (!reason.trim()) return form.refuse('reason', t.noReason)
    if (form.withholds({ reason })) return
    setBusy(true)
    try {
      await call(slug, `/invoices/${id}/write-offs`, {
        method: 'POST',
        idempotencyKey: key,
        body: { amount: amount.amount, reason },
      })
      await queryClient.invalidateQueries({ queryKey: ['o', slug] })
      onClose()
    } catch (error) {
      form.report(error)
      setBusy(false)
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t.writeOffTitle(number)}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <p className={classes.hint}>{t.writeOffIntro}</p>
          {form.summary}
          <MoneyField
            label={t.amount}
            description={t.writeOffHint(moneyText(due))}
            name="amount"
            data-autofocus
            text={text}
            currency={currency}
            maximum={BigInt(due.amount)}
            problem={form.at('amount')}
            onText={setText}
          />
          <TextInput
            label={t.reason}
            description={t.writeOffReasonHint}
            name="reason"
            autoComplete="off"
            value={reason}
            error={form.at('reason')}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Facts
            facts={[
              {
                label: t.owedOnInvoice,
                value: t.nowAnd(
                  moneyText(due),
                  moneyText({ amount: due.amount - amount.amount, currency }),
                ),
              },
            ]}
          />
          <Button type="submit" loading={isBusy}>
            {t.writeOffAction(moneyText(amount))}
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
