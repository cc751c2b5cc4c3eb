import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { toDecimal } from '../../../../src/kit/currency-text.ts'
import { parseAmount } from '../../../../src/kit/money.ts'
import { call } from '../../../api/client.ts'
import type { CreditPreview, InvoiceDetail } from '../../../api/contract.ts'
import { creditPreviewQuery } from '../../../api/queries.ts'
import { common } from '../../../messages/en/common.ts'
import { invoices as t } from '../../../messages/en/invoices.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { useDebounced } from '../../../ui/useDebounced.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import classes from './Invoices.module.css'

interface Props {
  invoice: InvoiceDetail
  isVoid: boolean
  onClose: () => void
}

/** Credits an invoice, in part or whole; what happens by it is shown before it does. */
export function CreditDialog({ invoice, isVoid, onClose }: Props) {
  const slug = useSlug()
  const nothing = JSON.stringify(isVoid ? { void: true } : { lines: [] })
  const { data, error, refetch } = useQuery(creditPreviewQuery(slug, invoice.id, nothing))
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={isVoid ? t.voidTitle(invoice.number) : t.creditTitle(invoice.number)}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {error && !data ? (
        <FailedState error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <CreditForm invoice={invoice} isVoid={isVoid} onClose={onClose} first={data} />
      ) : (
        <Skeletons rows={4} />
      )}
    </Modal>
  )
}

const TYPING_PAUSE_MS = 250

function CreditForm({ invoice, isVoid, onClose, first }: Props & { first: CreditPreview }) {
  const { slug, currency } = useOrganization()
  const queryClient = useQueryClient()
  const [amounts, setAmounts] = useState<Record<number, string>>({})
  const [reason, setReason] = useState('')
  const [isBusy, setBusy] = useState(false)
  // One key for as long as the dialog is open: pressing twice credits once.
  const [key] = useState(() => crypto.randomUUID())
  const lines = Object.entries(amounts).flatMap(([position, text], n) => {
    const parsed = parseAmount(text, currency, { maximum: 99_999_999_999n })
    return parsed.ok ? [{ n, position: Number(position), amount: Number(parsed.amount) }] : []
  })
  const asked = isVoid
    ? { void: true }
    : { lines: lines.map(({ position, amount }) => ({ position, amount })) }
  const settled = useDebounced(JSON.stringify(asked), TYPING_PAUSE_MS)
  const { data: preview = first, error } = useQuery({
    ...creditPreviewQuery(slug, invoice.id, settled),
    placeholderData: keepPreviousData,
  })
  const form = useFormProblem(['reason'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (!reason.trim()) return form.refuse('reason', t.noReason)
    if (form.withholds({ reason })) return
    setBusy(true)
    try {
      await call(slug, `/invoices/${invoice.id}/credit-notes`, {
        method: 'POST',
        idempotencyKey: key,
        body: { ...asked, reason },
      })
      await queryClient.invalidateQueries({ queryKey: ['o', slug] })
      onClose()
    } catch (thrown) {
      form.report(thrown)
      setBusy(false)
    }
  }

  const amount = moneyText(preview.total)
  return (
    <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <p className={classes.hint}>{isVoid ? t.voidIntro : t.creditIntro}</p>
        {form.summary}
        {!isVoid &&
          first.lines
            .filter(({ left }) => left.amount > 0)
            .map(({ position, description, left }) => (
              <Group key={position} align="flex-end" wrap="nowrap">
                <MoneyField
                  flex={1}
                  label={t.creditLine(description, moneyText(left))}
                  text={amounts[position] ?? ''}
                  currency={currency}
                  maximum={BigInt(left.amount)}
                  onText={(text) => setAmounts((before) => ({ ...before, [position]: text }))}
                />
                <Button
                  variant="default"
                  onClick={() =>
                    setAmounts((before) => ({
                      ...before,
                      [position]: toDecimal(BigInt(left.amount), currency),
                    }))
                  }
                >
                  {t.creditAll}
                </Button>
              </Group>
            ))}
        <TextInput
          label={t.reason}
          description={t.reasonHint}
          name="reason"
          autoComplete="off"
          data-autofocus={isVoid || undefined}
          value={reason}
          error={form.at('reason')}
          onChange={(event) => {
            setReason(event.currentTarget.value)
            form.clear()
          }}
        />
        {error ? (
          <Notice tone="warn">{error.message}</Notice>
        ) : (
          preview.total.amount > 0 && <WhatHappens preview={preview} />
        )}
        <Button type="submit" loading={isBusy} disabled={preview.total.amount === 0}>
          {isVoid ? t.voidAction(amount) : t.creditAction(amount)}
        </Button>
      </Stack>
    </form>
  )
}

function WhatHappens({ preview }: { preview: CreditPreview }) {
  const { before, after, takenOff, taxes, total, can } = preview
  if (can.reason !== null) return <Notice tone="warn">{can.reason}</Notice>
  const change = (from: CreditPreview['total'], to: CreditPreview['total']) =>
    t.nowAnd(moneyText(from), moneyText(to))
  return (
    <section aria-label={t.whatHappens}>
      <Facts
        facts={[
          { label: t.creditTotal, value: moneyText(total) },
          ...taxes
            .filter((tax) => tax.amount.amount > 0)
            .map(({ name, amount }) => ({ label: name, value: moneyText(amount) })),
          { label: t.total, value: change(before.total, after.total) },
          { label: t.owedOnInvoice, value: change(before.due, after.due) },
          { label: t.accountCredit, value: change(before.credit, after.credit) },
        ]}
      />
      {takenOff.map(({ method, amount }) => (
        <p key={`${method} ${amount.amount}`} className={classes.hint}>
          {t.comesOff(method, moneyText(amount))}
        </p>
      ))}
    </section>
  )
}
