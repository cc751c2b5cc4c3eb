import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { billing as t } from '../../../messages/en/billing.ts'
import { common } from '../../../messages/en/common.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'

interface Props {
  nickname: string
  onSave: (nickname: string) => Promise<void>
  onClose: () => void
}

/** What people call a card, such as whose it is. */
export function NicknameDialog({ nickname, onSave, onClose }: Props) {
  const [typed, setTyped] = useState(nickname)
  const form = useFormProblem(['nickname'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (form.withholds({ nickname: typed })) return
    try {
      await onSave(typed.trim())
      onClose()
    } catch (error) {
      form.report(error)
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t.rename}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          {form.summary}
          <TextInput
            label={t.nickname}
            description={t.nicknameHint}
            name="nickname"
            data-autofocus
            autoComplete="off"
            value={typed}
            error={form.at('nickname')}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit">{common.save}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
