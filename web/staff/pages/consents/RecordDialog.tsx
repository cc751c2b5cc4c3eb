import { Button, Group, Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { parseAmount } from '../../../../src/kit/money.ts'
import { call } from '../../../api/client.ts'
import { common } from '../../../messages/en/common.ts'
import { consents as t } from '../../../messages/en/consents.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import { useOrganization } from '../../shell/organization.tsx'

interface Props {
  methodId: string
  onClose: () => void
}

/** Writes down a permission that the client gave elsewhere. */
export function RecordDialog({ methodId, onClose }: Props) {
  const { slug, currency } = useOrganization()
  const queryClient = useQueryClient()
  const [how, setHow] = useState('paper')
  const [note, setNote] = useState('')
  const [perCharge, setPerCharge] = useState('')
  const [endsOn, setEndsOn] = useState('')
  const form = useFormProblem(['how', 'note', 'limits.perCharge', 'limits.endsOn'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (form.withholds({ note })) return
    const amount = parseAmount(perCharge, currency)
    if (perCharge !== '' && !amount.ok) return form.refuse('limits.perCharge', amount.message)
    await form.send(async () => {
      const limits = {
        perCharge: perCharge !== '' && amount.ok ? Number(amount.amount) : undefined,
        endsOn: endsOn || undefined,
      }
      await call(slug, '/authorizations', { method: 'POST', body: { methodId, how, note, limits } })
      await queryClient.invalidateQueries({ queryKey: ['o', slug] })
      onClose()
    })
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t.recordTitle}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          {form.summary}
          <p style={{ margin: 0 }}>{t.recordText}</p>
          <NativeSelect
            label={t.how}
            name="how"
            value={how}
            data={Object.entries(t.hows).map(([value, label]) => ({ value, label }))}
            onChange={(event) => setHow(event.currentTarget.value)}
          />
          <Textarea
            label={t.note}
            description={t.noteHint}
            name="note"
            autosize
            value={note}
            error={form.at('note')}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <MoneyField
            label={t.perCharge}
            description={t.optional}
            currency={currency}
            text={perCharge}
            onText={setPerCharge}
            {...problemAt(form.at('limits.perCharge'))}
          />
          <TextInput
            type="date"
            label={t.endsOn}
            description={t.optional}
            value={endsOn}
            error={form.at('limits.endsOn')}
            onChange={(event) => setEndsOn(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={form.isBusy}>
              {t.recordAction}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

function problemAt(problem: ReturnType<ReturnType<typeof useFormProblem>['at']>) {
  return problem === undefined ? {} : { problem: String(problem) }
}
