import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { parseAmount } from '../../../../src/kit/money.ts'
import { call } from '../../../api/client.ts'
import type { ClientView, Run, RunCharges, RunMethods, RunPer } from '../../../api/contract.ts'
import { common } from '../../../messages/en/common.ts'
import { runs as t } from '../../../messages/en/runs.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'

interface Props {
  count: number
  selection: { clientIds: string[] } | { view: ClientView; search?: string }
  onClose: () => void
}

/** What is charged to whom; nothing yet, the review comes next. */
export function ChargeMany({ count, selection, onClose }: Props) {
  const { slug, currency } = useOrganization()
  const navigate = useNavigate()
  const [by, setBy] = useState<RunPer>('accounts')
  const [charges, setCharges] = useState<RunCharges>('balance')
  const [methods, setMethods] = useState<RunMethods>('any')
  const [amount, setAmount] = useState('')
  const [allocate, setAllocate] = useState(true)
  const [description, setDescription] = useState('')
  const [note, setNote] = useState('')
  const form = useFormProblem(['amount', 'description', 'note'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (form.withholds({ description, note })) return
    const parsed = charges === 'amount' ? parseAmount(amount, currency) : null
    if (parsed && !parsed.ok) return form.refuse('amount', parsed.message)
    await form.send(async () => {
      const run = await call<Run>(slug, '/runs', {
        method: 'POST',
        body: {
          by,
          charges,
          methods,
          allocate,
          description: description.trim(),
          note: note.trim(),
          selection,
          ...(parsed?.ok ? { amount: Number(parsed.amount) } : {}),
        },
      })
      await navigate({ to: paths.run(slug, run.id) as never })
    })
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t.chargeTitle(count)}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form ref={form.formRef} noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {form.summary}
          <NativeSelect
            label={t.by}
            data-autofocus
            value={by}
            onChange={(event) => setBy(event.currentTarget.value as RunPer)}
            data={[
              { value: 'accounts', label: t.accounts },
              { value: 'people', label: t.people },
            ]}
          />
          <NativeSelect
            label={t.each}
            value={charges}
            onChange={(event) => setCharges(event.currentTarget.value as RunCharges)}
            data={Object.entries(t.whatIsCharged).map(([value, label]) => ({ value, label }))}
          />
          {charges === 'amount' && (
            <MoneyField
              label={t.amount}
              name="amount"
              text={amount}
              currency={currency}
              problem={form.at('amount')}
              onText={setAmount}
            />
          )}
          <NativeSelect
            label={t.from}
            value={methods}
            onChange={(event) => setMethods(event.currentTarget.value as RunMethods)}
            data={Object.entries(t.methods).map(([value, label]) => ({ value, label }))}
          />
          <Checkbox
            label={t.allocate}
            description={t.allocateHint}
            checked={allocate}
            onChange={(event) => setAllocate(event.currentTarget.checked)}
          />
          <TextInput
            label={t.description}
            description={t.descriptionHint}
            name="description"
            autoComplete="off"
            maxLength={200}
            value={description}
            error={form.at('description')}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <TextInput
            label={t.note}
            name="note"
            autoComplete="off"
            value={note}
            error={form.at('note')}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Text size="sm">{t.nothingYet}</Text>
          <Group justify="flex-end">
            <Button type="submit" loading={form.isBusy}>
              {t.review}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
