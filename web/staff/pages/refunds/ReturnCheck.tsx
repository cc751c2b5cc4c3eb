import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import { common } from '../../../messages/en/common.ts'
import { refunds as t } from '../../../messages/en/refunds.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { useSlug } from '../../shell/organization.tsx'

interface Props {
  paymentId: string
  can: { allowed: boolean; reason: string | null }
}

/** The client's bank did not honor a check: what it paid is owed again. */
export function ReturnCheck({ paymentId, can }: Props) {
  const [isOpen, setOpen] = useState(false)
  if (!can.allowed) return <BlockedButton reason={can.reason ?? ''}>{t.returnCheck}</BlockedButton>
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t.returnCheck}
      </Button>
      {isOpen && <Ask paymentId={paymentId} onClose={() => setOpen(false)} />}
    </>
  )
}

function Ask({ paymentId, onClose }: { paymentId: string; onClose: () => void }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [reason, setReason] = useState('')
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem(['reason'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (reason.trim() === '') return form.refuse('reason', t.noReason)
    if (form.withholds({ reason })) return
    setBusy(true)
    try {
      const body = { reason: reason.trim() }
      await call(slug, `/payments/${paymentId}/return`, { method: 'POST', body })
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
      title={t.returnTitle}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form ref={form.formRef} noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {form.summary}
          <Text size="sm">{t.returnText}</Text>
          <TextInput
            label={t.returnReason}
            name="reason"
            data-autofocus
            autoComplete="off"
            maxLength={200}
            value={reason}
            error={form.at('reason')}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={isBusy}>
              {t.returnCheck}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
