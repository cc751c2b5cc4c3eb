import { Button, Group, Modal, NativeSelect, Radio, Stack, Text, TextInput } from '@mantine/core'
import '@mantine/core/styles/Radio.css'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { toDecimal } from '../../../../src/kit/currency-text.ts'
import { parseAmount } from '../../../../src/kit/money.ts'
import type { MoneyBack, Payment, Refund, RefundReason } from '../../../api/contract.ts'
import { common } from '../../../messages/en/common.ts'
import { refunds as t } from '../../../messages/en/refunds.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { useSlug } from '../../shell/organization.tsx'
import { useSendOnce } from '../money/use-send-once.ts'
import { OverLimit } from '../payments/OverLimit.tsx'
import { RefundEffects } from './RefundEffects.tsx'
import { usePreview } from './use-preview.ts'

interface Props {
  payment: Payment
  moneyBack: MoneyBack
  onClose: () => void
}

type Effect = keyof typeof t.effects

/** Gives money of a payment back: every effect is shown before the button that does it. */
export function RefundDialog({ payment, moneyBack, onClose }: Props) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const { refundable, onNoInvoice } = moneyBack
  const { currency } = refundable
  const [typed, setTyped] = useState(toDecimal(BigInt(refundable.amount), currency))
  const [reason, setReason] = useState<RefundReason>('requested')
  const [note, setNote] = useState('')
  const [invoices, setInvoices] = useState<Effect>('reopen')
  const [checkNumber, setCheckNumber] = useState('')
  const [handedOutBy, setHandedOutBy] = useState('')
  const [tell, setTell] = useState(payment.receiptEmail ?? '')
  const form = useFormProblem(['amount', 'note', 'checkNumber', 'handedOutBy', 'tell'])
  const once = useSendOnce<Refund>(`/payments/${payment.id}/refunds`)
  const parsed = parseAmount(typed, currency, { minimum: 1n })
  const amount = parsed.ok ? Number(parsed.amount) : null
  const request = {
    reason,
    invoices,
    ...(amount === null ? {} : { amount }),
    ...(note.trim() ? { note: note.trim() } : {}),
    ...(checkNumber.trim() ? { checkNumber: checkNumber.trim() } : {}),
    ...(handedOutBy.trim() ? { handedOutBy: handedOutBy.trim() } : {}),
    ...(tell.trim() ? { tell: tell.trim() } : {}),
  }
  const isWhole = amount !== null && (reason !== 'other' || note.trim() !== '')
  const preview = usePreview(payment.id, request, isWhole)
  const isRecorded = payment.tender !== 'card'
  const needsApproval = preview.data?.approval
  const action = preview.data ? t.action(moneyText(preview.data.amount), preview.data.to) : t.refund
  const touchesInvoices = refundable.amount > onNoInvoice.amount

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    await give()
  }

  async function give(approvalId?: string): Promise<void> {
    form.clear()
    if (!parsed.ok) return form.refuse('amount', parsed.message)
    if (reason === 'other' && note.trim() === '') return form.refuse('note', t.noteWhenOther)
    if (form.withholds({ note, checkNumber, handedOutBy, tell })) return
    try {
      await once.send(approvalId ? { ...request, approvalId } : request)
      await queryClient.invalidateQueries({ queryKey: ['o', slug] })
      onClose()
    } catch (error) {
      form.report(error)
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t.title(moneyText(payment.amount))}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form ref={form.formRef} noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {form.summary}
          <MoneyField
            label={t.amount}
            description={t.upTo(moneyText(refundable))}
            name="amount"
            data-autofocus
            text={typed}
            currency={currency}
            minimum={1n}
            problem={form.at('amount')}
            onText={setTyped}
          />
          <NativeSelect
            label={t.reason}
            data={Object.entries(t.reasons).map(([value, label]) => ({ value, label }))}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value as RefundReason)}
          />
          <TextInput
            label={t.note}
            name="note"
            autoComplete="off"
            value={note}
            error={form.at('note')}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {touchesInvoices && (
            <Radio.Group
              label={t.whatOfInvoices}
              value={invoices}
              onChange={(value) => setInvoices(value as Effect)}
            >
              <Stack gap={6} mt={6}>
                {Object.entries(t.effects).map(([value, label]) => (
                  <Radio
                    key={value}
                    value={value}
                    label={label}
                    disabled={value === 'leave' && onNoInvoice.amount === 0}
                  />
                ))}
              </Stack>
            </Radio.Group>
          )}
          {payment.tender === 'check' && (
            <TextInput
              label={t.checkNumber}
              name="checkNumber"
              autoComplete="off"
              value={checkNumber}
              error={form.at('checkNumber')}
              onChange={(event) => setCheckNumber(event.currentTarget.value)}
            />
          )}
          {isRecorded && (
            <TextInput
              label={t.handedOutBy}
              name="handedOutBy"
              autoComplete="off"
              value={handedOutBy}
              error={form.at('handedOutBy')}
              onChange={(event) => setHandedOutBy(event.currentTarget.value)}
            />
          )}
          <TextInput
            label={t.tell}
            name="tell"
            type="email"
            autoComplete="off"
            value={tell}
            error={form.at('tell')}
            onChange={(event) => setTell(event.currentTarget.value)}
          />
          {preview.problem && <Notice tone="warn">{preview.problem}</Notice>}
          {preview.data && <RefundEffects preview={preview.data} />}
          {needsApproval && (
            <OverLimit
              message={needsApproval}
              act={{ accountId: payment.accountId, refundOf: payment.id, amount, currency }}
              action={action}
              takesFocus={false}
              onApproved={(approvalId) => void give(approvalId)}
            />
          )}
          {once.progress === 'asking' && (
            <Text size="sm" role="status">
              {t.asking}
            </Text>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            {!needsApproval && (
              <Button type="submit" color="red.8" loading={once.progress !== null}>
                {action}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
