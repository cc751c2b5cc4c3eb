import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import { common } from '../../../messages/en/common.ts'
import { consents as t } from '../../../messages/en/consents.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { useSlug } from '../../shell/organization.tsx'

interface Props {
  authorizationId: string
  title: string
  text: string
  onClose: () => void
}

/** The second of two clicks: with why, for whoever asks later. */
export function WithdrawDialog({ authorizationId, title, text, onClose }: Props) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [reason, setReason] = useState('')
  const form = useFormProblem(['reason'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (form.withholds({ reason })) return
    await form.send(async () => {
      const body = { reason: reason.trim() || undefined }
      await call(slug, `/authorizations/${authorizationId}/revoke`, { method: 'POST', body })
      await queryClient.invalidateQueries({ queryKey: ['o', slug] })
      onClose()
    })
  }

  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': common.close }}>
      <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          {form.summary}
          <p style={{ margin: 0 }}>{text}</p>
          <TextInput
            label={t.reason}
            description={t.reasonHint}
            name="reason"
            data-autofocus
            autoComplete="off"
            value={reason}
            error={form.at('reason')}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" color="red" loading={form.isBusy}>
              {t.withdraw}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
