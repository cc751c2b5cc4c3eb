import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { parseAmount } from '../../../../src/kit/money.ts'
import { common } from '../../../messages/en/common.ts'
import { money as t } from '../../../messages/en/money.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'

interface Props {
  title: string
  label: string
  most: number
  currency: string
  /** What stands in the field at first: all of it. */
  first: string
  /** What comes of it, in a sentence. */
  text: (amount: string) => string
  action: (amount: string) => string
  asksReason?: boolean
  onConfirm: (amount: number, reason: string) => Promise<void>
  onClose: () => void
}

/** Asks how much of something, and says what comes of it while it is typed. */
export function AmountDialog(props: Props) {
  const { title, label, most, currency, first, asksReason = false } = props
  const [typed, setTyped] = useState(first)
  const [reason, setReason] = useState('')
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem(['amount', 'reason'])
  const parsed = parseAmount(typed, currency, { minimum: 1n })
  const amount = parsed.ok ? Number(parsed.amount) : null
  const say = (value: number) => moneyText({ amount: value, currency })

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    // A form inside a form's drawer: React would hand the event up to that one too.
    event.stopPropagation()
    form.clear()
    if (!parsed.ok) return form.refuse('amount', parsed.message)
    if (amount === null || amount > most) return form.refuse('amount', t.most(say(most)))
    if (asksReason && reason.trim() === '') return form.refuse('reason', t.noReason)
    if (form.withholds({ reason })) return
    setBusy(true)
    try {
      await props.onConfirm(amount, reason.trim())
      props.onClose()
    } catch (error) {
      form.report(error)
      setBusy(false)
    }
  }

  return (
    <Modal
      opened
      onClose={props.onClose}
      title={title}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form ref={form.formRef} noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {form.summary}
          <MoneyField
            label={label}
            name="amount"
            data-autofocus
            text={typed}
            currency={currency}
            minimum={1n}
            problem={form.at('amount')}
            onText={setTyped}
          />
          {asksReason && (
            <TextInput
              label={t.reason}
              name="reason"
              autoComplete="off"
              maxLength={200}
              value={reason}
              error={form.at('reason')}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          <Text size="sm" role="status">
            {amount !== null && amount <= most && props.text(say(amount))}
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={isBusy}>
              {props.action(say(amount ?? most))}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
