import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { common } from '../messages/en/common.ts'
import { useFormProblem } from './FormProblem.tsx'

interface Props {
  title: string
  /** What it does. */
  children: ReactNode
  /** What else is decided with it. */
  more?: ReactNode
  label: string
  /** Said where nothing was typed. */
  missing: string
  maxLength: number
  /** What the API calls the reason. */
  field: string
  action: string
  onConfirm: (reason: string) => Promise<unknown>
  onClose: () => void
}

/** Asks why before something is done; stays open when it is refused. */
export function ReasonDialog(props: Props) {
  const { title, children, more, label, missing, maxLength, field, action, onConfirm, onClose } =
    props
  const [reason, setReason] = useState('')
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem([field])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (reason.trim() === '') return form.refuse(field, missing)
    if (form.withholds({ [field]: reason })) return
    setBusy(true)
    try {
      await onConfirm(reason.trim())
      onClose()
    } catch (error) {
      form.report(error)
      setBusy(false)
    }
  }

  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': common.close }}>
      <form ref={form.formRef} noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {form.summary}
          <Text size="sm">{children}</Text>
          <TextInput
            label={label}
            name={field}
            data-autofocus
            autoComplete="off"
            maxLength={maxLength}
            value={reason}
            error={form.at(field)}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {more}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={isBusy}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
